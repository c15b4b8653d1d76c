package template

import (
	"errors"
	"flag"
	"strings"
)

// ParameterFlag defines the flag -parameter, which may be repeated, and stores
// its values in parameters.
func ParameterFlag(flags *flag.FlagSet, parameters map[string]string) {
	flags.Func("parameter", "a parameter of the template, as `Name=value`; may be repeated", func(s string) error {
		name, value, ok := strings.Cut(s, "=")
		if !ok {
			return errors.New("must be Name=value")
		}
		parameters[name] = value
		return nil
	})
}
