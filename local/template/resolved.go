package template

// A Resource is a resolved entry of the section Resources: every value is a string,
// bool, json.Number, []any or map[string]any.
type Resource struct {
	LogicalID  string
	Type       string
	Properties map[string]any
	Metadata   any // nil if it has none
}

// Resources reads the template at path as Load does, and returns the resources that
// would be created, in the template's order.
func Resources(path string, in Inputs) ([]Resource, error) {
	r, err := resolve(path, in)
	if err != nil {
		return nil, err
	}
	var resources []Resource
	for _, res := range r.order {
		if !res.absent {
			resources = append(resources, Resource{res.id, res.kind, res.properties, res.metadata})
		}
	}
	return resources, nil
}

// Outputs reads the template at path as Load does, and returns its outputs.
func Outputs(path string, in Inputs) (map[string]string, error) {
	r, err := resolve(path, in)
	if err != nil {
		return nil, err
	}
	return r.outputs, nil
}
