package template

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// Like CloudFormation, these types accept "300" for 300, "true" for true, and the
// reverse: !Ref of a Number is a string.

type text string

func (t *text) UnmarshalJSON(data []byte) error {
	plain, err := unquote(data)
	*t = text(plain)
	return err
}

type number float64

func (n *number) UnmarshalJSON(data []byte) error {
	plain, err := unquote(data)
	if err != nil {
		return err
	}
	value, err := strconv.ParseFloat(plain, 64)
	if err != nil {
		return fmt.Errorf("%s is not a number", data)
	}
	*n = number(value)
	return nil
}

type boolean bool

func (b *boolean) UnmarshalJSON(data []byte) error {
	switch plain, _ := unquote(data); plain {
	case "true":
		*b = true
	case "false":
		*b = false
	default:
		return fmt.Errorf("%s is neither true nor false", data)
	}
	return nil
}

// unquote returns the text of a JSON string, number or boolean.
func unquote(data []byte) (string, error) {
	switch data[0] {
	case '"':
		var plain string
		err := json.Unmarshal(data, &plain)
		return plain, err
	case '[', '{':
		return "", fmt.Errorf("%s is not a single value", data)
	}
	return string(data), nil
}

// plain turns a list of texts into strings.
func plain(texts []text) []string {
	var list []string
	for _, t := range texts {
		list = append(list, string(t))
	}
	return list
}
