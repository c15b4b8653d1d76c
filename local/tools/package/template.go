package main

import (
	"bytes"
	"errors"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// A packagedTemplate is the project's template, to be changed to take the functions
// from a bucket, for either processor.
type packagedTemplate struct {
	version   string
	functions []string // logical IDs
	document  *yaml.Node
	zips      map[string]map[string]string // by function and processor
}

func read(source []byte) (*packagedTemplate, error) {
	t := &packagedTemplate{document: new(yaml.Node), zips: map[string]map[string]string{}}
	if err := yaml.Unmarshal(source, t.document); err != nil {
		return nil, err
	}
	version := t.find("Metadata", "AWS::ServerlessRepo::Application", "SemanticVersion")
	if version == nil {
		return nil, errors.New("no SemanticVersion in Metadata")
	}
	t.version = version.Value
	resources := t.find("Resources")
	if resources == nil {
		return nil, errors.New("no Resources")
	}
	for i := 0; i < len(resources.Content); i += 2 {
		name, resource := resources.Content[i].Value, resources.Content[i+1]
		if member(resource, "Type").Value == "AWS::Serverless::Function" {
			t.functions = append(t.functions, name)
			t.zips[name] = map[string]string{}
		}
	}
	return t, nil
}

// setZip sets the zip file of a function for a processor.
func (t *packagedTemplate) setZip(function, processor, zip string) { t.zips[function][processor] = zip }

// added are the sections of the package only. CodeUri joins the bucket's name, the
// prefix and the file.
const added = `
Parameters:
  ArtifactBucket:
    Type: String
    AllowedPattern: ^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$
    ConstraintDescription: must be the name of a bucket.
    Description: The bucket that the zip files of the functions were copied to. It must be in the region of the stack.
  ArtifactPrefix:
    Type: String
    Default: slipway/
    MaxLength: 512
    AllowedPattern: ^([A-Za-z0-9_.-]+/)*$
    ConstraintDescription: must be empty, or folders such as slipway/, each ending in a slash.
    Description: The prefix of the zip files' keys in that bucket.
  Architecture:
    Type: String
    Default: arm64
    AllowedValues: [arm64, x86_64]
    ConstraintDescription: must be arm64 or x86_64.
    Description: The processor of the functions.
Conditions:
  IsArm64: !Equals [!Ref Architecture, arm64]
`

// packaged returns the template of the package.
func (t *packagedTemplate) packaged() ([]byte, error) {
	var more yaml.Node
	if err := yaml.Unmarshal([]byte(added), &more); err != nil {
		return nil, err
	}
	for i := 0; i < len(more.Content[0].Content); i += 2 {
		section, members := more.Content[0].Content[i].Value, more.Content[0].Content[i+1]
		for j := 0; j < len(members.Content); j += 2 {
			set(t.find(section), members.Content[j].Value, members.Content[j+1])
		}
	}
	resources := t.find("Resources")
	for i := 0; i < len(resources.Content); i += 2 {
		remove(resources.Content[i+1], "Metadata") // for sam build and linters
	}
	for _, function := range t.functions {
		var code yaml.Node
		text := fmt.Appendf(nil,
			`{Bucket: !Ref ArtifactBucket, Key: !Join ['', [!Ref ArtifactPrefix, !If [IsArm64, %s, %s]]]}`,
			t.zips[function]["arm64"], t.zips[function]["x86_64"])
		if err := yaml.Unmarshal(text, &code); err != nil {
			return nil, err
		}
		set(t.find("Resources", function, "Properties"), "CodeUri", code.Content[0])
	}
	removeComments(t.document)
	t.document.HeadComment = "# Slipway " + t.version +
		", packaged: functions/INSTALL.md of its source says how to deploy it."
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(t.document); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// find returns the value at a path of names, or nil.
func (t *packagedTemplate) find(path ...string) *yaml.Node {
	if len(t.document.Content) == 0 {
		return nil
	}
	node := t.document.Content[0]
	for _, name := range path {
		if node = member(node, name); node == nil {
			return nil
		}
	}
	return node
}

// member returns the value of a name in a mapping, or nil.
func member(mapping *yaml.Node, name string) *yaml.Node {
	if i := index(mapping, name); i >= 0 {
		return mapping.Content[i+1]
	}
	return nil
}

func index(mapping *yaml.Node, name string) int {
	if mapping.Kind == yaml.MappingNode {
		for i := 0; i < len(mapping.Content); i += 2 {
			if mapping.Content[i].Value == name {
				return i
			}
		}
	}
	return -1
}

// set sets the value of a name in a mapping, in place or at the end.
func set(mapping *yaml.Node, name string, value *yaml.Node) {
	if i := index(mapping, name); i >= 0 {
		mapping.Content[i+1] = value
		return
	}
	mapping.Content = append(mapping.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: name}, value)
}

func remove(mapping *yaml.Node, name string) {
	if i := index(mapping, name); i >= 0 {
		mapping.Content = append(mapping.Content[:i], mapping.Content[i+2:]...)
	}
}

// removeComments removes the comments, which are for editors of the source.
func removeComments(node *yaml.Node) {
	node.HeadComment, node.LineComment, node.FootComment = "", "", ""
	for _, child := range node.Content {
		removeComments(child)
	}
}
