package template

import "testing"

func TestParameters(t *testing.T) {
	const body = `
Resources: {B: {Type: AWS::S3::Bucket}}
Parameters:
  Short: {Type: String, Default: abc, MinLength: 2, MaxLength: 4}
  Choice: {Type: String, Default: a, AllowedValues: [a, b, '']}
  Status: {Type: String, Default: '200', AllowedValues: ['200', 201]}
  Pattern: {Type: String, Default: x1, AllowedPattern: '[a-z][0-9]+'}
  Said: {Type: String, Default: x1, AllowedPattern: '[a-z][0-9]+', ConstraintDescription: must be like x1.}
  Size: {Type: Number, Default: 10, MinValue: 5, MaxValue: 5368709120}
  List: {Type: CommaDelimitedList, Default: 'a,b', AllowedPattern: '[a-z]+'}
Outputs:
  Short: {Value: !Ref Short}
  Choice: {Value: !Ref Choice}
  Status: {Value: !Ref Status}
  Pattern: {Value: !Ref Pattern}
  Said: {Value: !Ref Said}
  Size: {Value: !Ref Size}
  List: {Value: !Join ['|', !Ref List]}
`
	path := write(t, body)
	for _, test := range []struct {
		name, value, want string
	}{
		{"Short", "ab", "ab"},
		{"Short", "äöüß", "äöüß"}, // four characters
		{"Choice", "b", "b"},
		{"Choice", "", ""},
		{"Status", "201", "201"},
		{"Pattern", "q99", "q99"},
		{"Size", "5", "5"},
		{"Size", "5368709120", "5368709120"},
		{"Size", "7.5", "7.5"}, // a Number need not be an integer
		{"List", "x", "x"},
		{"List", " x , y", "x|y"},
	} {
		t.Run(test.name+"="+test.value, func(t *testing.T) {
			stack, err := Load(path, inputs(map[string]string{test.name: test.value}))
			if err != nil {
				t.Fatal(err)
			}
			if got := stack.Outputs[test.name]; got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	for _, test := range []struct {
		name, value, want string
	}{
		{"Short", "a", `parameter Short: "a" must have at least 2 characters`},
		{"Short", "abcde", "at most 4 characters"},
		{"Choice", "c", "must be one of a, b"},
		{"Choice", "A", "must be one of"},
		{"Status", "204", "must be one of 200, 201"},
		{"Pattern", "1", "must match"},
		{"Pattern", "x1y", "must match"},                      // the whole value
		{"Pattern", "x1\n", "must match"},                     // a line end too
		{"Said", "1", `parameter Said: "1" must be like x1.`}, // the template's own words
		{"Size", "4", `parameter Size: "4" must be at least 5`},
		{"Size", "5368709121", "must be at most 5368709120"},
		{"Size", "", "must be a number"},
		{"Size", "10MB", "must be a number"},
		{"Size", "NaN", "must be a number"},
		{"Size", "0x10", "must be a number"},
		{"List", "a,B", `"B" must match`},
		{"List", "a,,b", `"" must match`},
		{"Sise", "1", "unknown parameter Sise; the parameters are Short, Choice"},
	} {
		t.Run(test.name+"="+test.value, func(t *testing.T) {
			_, err := Load(path, inputs(map[string]string{test.name: test.value}))
			wantError(t, err, "t.yaml:", test.want)
		})
	}
}

func TestParameterDeclarationsRefused(t *testing.T) {
	for _, test := range []struct {
		declaration, want string
	}{
		{"{Type: String}", "no default"},
		{"{Default: x}", `parameter type ""`},
		{"{Type: 'List<String>', Default: x}", `parameter type "List<String>"`},
		{"{Type: String, Default: x, NoEcho: true, AllowedValues: [y]}", "the value must be one of y"}, // without the value
		{"{Type: String, Default: x, AllowedPattern: '['}", "AllowedPattern"},
		{"{Type: String, Default: x, AllowedValues: x}", "must be a list"},
		{"{Type: String, Default: x, AllowedValues: [[x]]}", "a plain value"},
		{"{Type: String, Default: x, MaxLength: long}", "must be a number"},
		{"{Type: String, Default: !Ref AWS::Region}", "a plain value"},
		{"{Type: Number, Default: x}", "must be a number"}, // the default is checked too
		{"x", "a mapping"},
	} {
		t.Run(test.declaration, func(t *testing.T) {
			_, err := Load(write(t, "Resources: {B: {Type: AWS::S3::Bucket}}\nParameters:\n  P: "+test.declaration+"\n"), testInputs)
			wantError(t, err, "t.yaml:3: ", test.want)
		})
	}
}
