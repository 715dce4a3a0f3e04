// Formats Terraform's language as `terraform fmt` does: stdin to stdout.
package main

import (
	"io"
	"os"

	"github.com/hashicorp/hcl/v2/hclwrite"
)

func main() {
	source, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	if _, err := os.Stdout.Write(hclwrite.Format(source)); err != nil {
		panic(err)
	}
}
