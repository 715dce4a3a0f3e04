// Sets the same annotations as the program, as a function on kyaml: the library that functions of
// kustomize and kpt are written with. It reads only the part of the config that the benchmarks use,
// checks nothing and reports nothing.
package main

import (
	"log"
	"os"

	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

const roleARN = "eks.amazonaws.com/role-arn"

// callers are the controllers that call a service, each with the service's name.
var callers = map[string]string{
	"source-controller":          "ecr",
	"image-reflector-controller": "ecr",
}

type config struct {
	Spec struct {
		Identities []struct {
			Services []string `yaml:"services"`
			RoleARN  string   `yaml:"roleArn"`
		} `yaml:"identities"`
		ObjectLevel struct {
			ServiceAccounts []struct {
				Name      string `yaml:"name"`
				Namespace string `yaml:"namespace"`
				RoleARN   string `yaml:"roleArn"`
			} `yaml:"serviceAccounts"`
		} `yaml:"objectLevel"`
	} `yaml:"spec"`
}

type account struct{ namespace, name string }

// roles gives the role of each ServiceAccount.
func (c *config) roles() map[account]string {
	roles := map[account]string{}
	for _, identity := range c.Spec.Identities {
		for _, service := range identity.Services {
			for controller, called := range callers {
				if called == service {
					roles[account{"flux-system", controller}] = identity.RoleARN
				}
			}
		}
	}
	for _, tenant := range c.Spec.ObjectLevel.ServiceAccounts {
		roles[account{tenant.Namespace, tenant.Name}] = tenant.RoleARN
	}
	return roles
}

// annotate sets the roles on the ServiceAccounts, those inside of Lists included.
func annotate(items []*yaml.RNode, roles map[account]string) error {
	for _, item := range items {
		if item.GetKind() == "List" {
			elements, err := item.Field("items").Value.Elements()
			if err != nil {
				return err
			}
			if err := annotate(elements, roles); err != nil {
				return err
			}
			continue
		}
		if item.GetKind() != "ServiceAccount" {
			continue
		}
		role, ok := roles[account{item.GetNamespace(), item.GetName()}]
		if !ok {
			continue
		}
		if err := item.PipeE(yaml.SetAnnotation(roleARN, role)); err != nil {
			return err
		}
	}
	return nil
}

func run() error {
	list := &kio.ByteReadWriter{Reader: os.Stdin, Writer: os.Stdout, KeepReaderAnnotations: true}
	items, err := list.Read()
	if err != nil {
		return err
	}
	var c config
	if err := list.FunctionConfig.YNode().Decode(&c); err != nil {
		return err
	}
	if err := annotate(items, c.roles()); err != nil {
		return err
	}
	return list.Write(items)
}

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}
