// Command resolve prints the resources and outputs of a template as JSON, with
// every expression replaced by its value. It reads template.Inputs as JSON from
// standard input:
//
//	resolve template.yaml <inputs.json
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"slipway/local/internal/process"
	"slipway/local/template"
)

func main() {
	process.Main("resolve", func(_ context.Context, arguments []string) (status int, err error) {
		return 0, run(arguments)
	})
}

func run(arguments []string) error {
	if len(arguments) != 1 {
		return errors.New("usage: resolve TEMPLATE <INPUTS")
	}
	var in template.Inputs
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		return fmt.Errorf("inputs: %w", err)
	}
	outputs, err := template.Outputs(arguments[0], in)
	if err != nil {
		return err
	}
	resources, err := template.Resources(arguments[0], in)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{"Resources": resources, "Outputs": outputs})
}
