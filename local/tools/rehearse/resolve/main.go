// Command resolve prints the resources and outputs of a template as JSON, every
// expression in them replaced by its value. It reads template.Inputs, as JSON,
// from standard input, so that the values can be those of a deployed stack:
//
//	resolve template.yaml <inputs.json
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"slipway/local/template"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: resolve TEMPLATE <INPUTS")
	}
	var in template.Inputs
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		return fmt.Errorf("inputs: %w", err)
	}
	outputs, err := template.Outputs(args[0], in)
	if err != nil {
		return err
	}
	resources, err := template.Resources(args[0], in)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{"Resources": resources, "Outputs": outputs})
}
