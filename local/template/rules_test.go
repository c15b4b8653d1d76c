package template

import "testing"

// rule is a template with one rule, whose assertion begins on line 8.
func rule(condition, assertion string) string {
	return `Parameters:
  Text: {Type: String, Default: hello}
  List: {Type: CommaDelimitedList, Default: 'a, b'}
Resources: {B: {Type: AWS::S3::Bucket}}
Rules:
  R:
    RuleCondition: ` + condition + `
    Assertions: [{AssertDescription: It is not so., Assert: ` + assertion + `}]
`
}

func TestRules(t *testing.T) {
	const yes, no = "!Equals [!Ref Text, hello]", "!Equals [!Ref Text, x]"
	for _, test := range []struct {
		condition, assertion string
		holds                bool
	}{
		{yes, yes, true},
		{yes, no, false},
		{no, no, true}, // the rule is not applied
		{yes, "!Not [" + no + "]", true},
		{yes, "!Or [" + no + ", " + yes + "]", true},
		{yes, "!And [" + no + ", " + yes + "]", false},
		{yes, "{'Fn::Equals': [!Ref Text, !Ref Text]}", true},
	} {
		t.Run(test.condition+" "+test.assertion, func(t *testing.T) {
			_, err := Load(write(t, rule(test.condition, test.assertion)), testInputs)
			if test.holds && err != nil {
				t.Error(err)
			}
			if !test.holds {
				wantError(t, err, "t.yaml:8: rule R: It is not so.")
			}
		})
	}
}

func TestRulesRefused(t *testing.T) {
	const no = "!Equals [!Ref Text, x]" // an assertion is checked even if the rule does not apply
	for _, test := range []struct {
		assertion, want string
	}{
		{"yes", "a rule must be"},
		{"!Condition C", "a rule must be"},  // conditions come later
		{"!If [C, a, b]", "a rule must be"}, // no rule takes it
		{"!Equals [!Ref B, x]", `"B"`},      // resources come later
		{"!Not [!Foo x]", "a rule must be"},
		{"!EachMemberEquals [!Ref List, a]", "a rule must be"}, // one that the template does not use
		{"{'Fn::Contains': [!Ref List, a]}", "a rule must be"}, // the same
	} {
		t.Run(test.assertion, func(t *testing.T) {
			_, err := Load(write(t, rule(no, test.assertion)), testInputs)
			wantError(t, err, "t.yaml:8: ", test.want)
		})
	}
	for _, test := range []struct {
		rules, want string
	}{
		{"{R: {Assertions: x}}", "a list of Assertions"},
		{"{R: {}}", "a list of Assertions"},
		{"{R: {Assertions: [{Assert: !Equals [a, a]}]}}", "needs Assert and AssertDescription"},
		{"{R: {Assertions: [], Other: x}}", "Other is not supported"},
	} {
		_, err := Load(write(t, "Resources: {B: {Type: AWS::S3::Bucket}}\nRules: "+test.rules+"\n"), testInputs)
		wantError(t, err, "t.yaml:2: ", test.want)
	}
}
