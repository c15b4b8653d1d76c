package template

// A Resource is an entry of the section Resources, resolved: every value in it
// is a string, bool, json.Number, []any or map[string]any.
type Resource struct {
	LogicalID  string
	Type       string
	Properties map[string]any
	Metadata   any // nil if it has none
}

// Resources reads the template at path as Load does, and gives the resources
// that would be made, in the template's order and as they are written there.
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

// Outputs reads the template at path as Resources does, and gives its outputs.
func Outputs(path string, in Inputs) (map[string]string, error) {
	r, err := resolve(path, in)
	if err != nil {
		return nil, err
	}
	return r.outputs, nil
}
