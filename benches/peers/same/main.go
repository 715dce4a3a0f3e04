// Fails unless the items of two ResourceLists are equal, but for the notes of orchestrators: so that
// two programs are compared only where they do the same.
//
//	same ONE OTHER
package main

import (
	"log"
	"os"
	"reflect"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

type object = map[string]any

// items of a list, those inside of Lists included.
func items(list object) []object {
	var all []object
	elements, _ := list["items"].([]any)
	for _, element := range elements {
		item, _ := element.(object)
		if item["kind"] == "List" {
			all = append(all, items(item)...)
			continue
		}
		strip(item)
		all = append(all, item)
	}
	return all
}

// strip takes out the annotations that come and go between functions.
func strip(item object) {
	metadata, _ := item["metadata"].(object)
	annotations, _ := metadata["annotations"].(object)
	for key := range annotations {
		if strings.Contains(key, "config.k8s.io/") || strings.Contains(key, "config.kubernetes.io/") {
			delete(annotations, key)
		}
	}
	if len(annotations) == 0 {
		delete(metadata, "annotations")
	}
}

func read(path string) []object {
	text, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	var list object
	if err := yaml.Unmarshal(text, &list); err != nil {
		log.Fatalf("%s: %v", path, err)
	}
	return items(list)
}

func main() {
	one, other := read(os.Args[1]), read(os.Args[2])
	if len(one) != len(other) {
		log.Fatalf("%d and %d items", len(one), len(other))
	}
	for place := range one {
		if !reflect.DeepEqual(one[place], other[place]) {
			log.Fatalf("item %d differs:\n%v\n%v", place, one[place], other[place])
		}
	}
}
