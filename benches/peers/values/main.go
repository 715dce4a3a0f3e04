// Prints the value of each text that comes in, as kyaml reads it: a line of JSON each.
//
// A text comes as its length in bytes on a line, and then itself. A scalar is written with its type
// in front of it: a string as `=text`, anything else as `!type text`.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"strconv"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// value of a node: only mappings, sequences and scalars are left of it.
func value(node any) any {
	switch node := node.(type) {
	case map[string]any:
		pairs := map[string]any{}
		for key, item := range node {
			pairs["="+key] = value(item)
		}
		return pairs
	case map[any]any:
		pairs := map[string]any{}
		for key, item := range node {
			pairs[fmt.Sprint(value(key))] = value(item)
		}
		return pairs
	case []any:
		items := make([]any, len(node))
		for index, item := range node {
			items[index] = value(item)
		}
		return items
	case string:
		return "=" + node
	}
	return fmt.Sprintf("!%T %v", node, node)
}

// read gives the documents, or what is wrong with the text.
func read(text []byte) (result any) {
	defer func() {
		if panicked := recover(); panicked != nil {
			result = fmt.Sprint(panicked)
		}
	}()
	documents := []any{}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var document any
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return documents
		}
		if err != nil {
			return err.Error()
		}
		documents = append(documents, value(document))
	}
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for {
		line, err := in.ReadString('\n')
		if err == io.EOF {
			return
		}
		length, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil {
			log.Fatal(err)
		}
		text := make([]byte, length)
		if _, err := io.ReadFull(in, text); err != nil {
			log.Fatal(err)
		}
		if err := out.Encode(read(text)); err != nil {
			log.Fatal(err)
		}
	}
}
