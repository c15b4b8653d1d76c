package template

import (
	"strings"
	"testing"
)

// expressions is a template with one output, V, whose value begins on line 20.
const expressions = `
Parameters:
  Text: {Type: String, Default: hello}
  Empty: {Type: String, Default: ''}
  Size: {Type: Number, Default: 42}
  List: {Type: CommaDelimitedList, Default: 'a, b,c'}
Conditions:
  Yes: !Equals [!Ref Text, hello]
  No: !Not [{Condition: 'Yes'}]
  Both: !And [!Condition Yes, !Condition No]
  Either: !Or [!Condition No, !Condition Yes]
  Unset: !Equals [!Ref Empty, '']
  Number: !Equals [!Ref Size, 42]
Resources:
  Files: {Type: AWS::S3::Bucket}
  Log: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Sub '/log/${AWS::StackName}'}}
  Role: {Type: AWS::IAM::Role}
Outputs:
  V:
    Value: `

func TestValues(t *testing.T) {
	for _, test := range []struct {
		expression, want string
	}{
		{"plain", "plain"},
		{"'2012'", "2012"},
		{"2012-10-17", "2012-10-17"}, // a date in YAML, a string in CloudFormation
		{"5368709120", "5368709120"},
		{"true", "true"},
		{"!Ref Text", "hello"},
		{"{Ref: Text}", "hello"},
		{"!Ref Empty", ""},
		{"!Ref Size", "42"},
		{"!Ref AWS::Region", "eu-central-1"},
		{"!Ref AWS::AccountId", "123456789012"},
		{"!Ref AWS::StackName", "Shop"},
		{"!Ref AWS::Partition", "aws"},
		{"!Ref AWS::URLSuffix", "amazonaws.com"},
		{"!Ref Files", "shop-files"}, // a bucket's name has no capitals
		{"!Ref Log", "/log/Shop"},
		{"!Ref Role", "Shop-Role"},
		{"!GetAtt Files.Arn", "arn:aws:s3:::shop-files"},
		{"!GetAtt [Files, RegionalDomainName]", "shop-files.s3.eu-central-1.amazonaws.com"},
		{"!GetAtt Files.DualStackDomainName", "shop-files.s3.dualstack.eu-central-1.amazonaws.com"},
		{"{'Fn::GetAtt': [Role, Arn]}", "arn:aws:iam::123456789012:role/Shop-Role"},
		{"!GetAtt Log.Arn", "arn:aws:logs:eu-central-1:123456789012:log-group:/log/Shop:*"},
		{"!Sub 'x-${Text}-${Files.Arn}-${AWS::Region}'", "x-hello-arn:aws:s3:::shop-files-eu-central-1"},
		{"!Sub '${Size}000'", "42000"},
		{"!Sub '${!Text} $Text ${'", "${Text} $Text ${"},
		{"!Sub no names", "no names"},
		{"!Sub ['${x}${Text}${!x}', {x: !If [Yes, !Ref Size, b]}]", "42hello${x}"},
		{"!Sub ['${Text}', {Text: own}]", "own"},
		{"{'Fn::Sub': '${Text}'}", "hello"},
		{"!Join [',', !Ref List]", "a,b,c"}, // without spaces
		{"!Join ['', [x, !Ref Text]]", "xhello"},
		{"!Join ['-', [x, !Ref AWS::NoValue, y]]", "x-y"},
		{"!Join ['|', !Split [',', 'a,b, c,,d']]", "a|b| c||d"}, // unchanged, with spaces and empty members
		{"!Join ['|', !Split [',', !Ref Text]]", "hello"},
		{"!Join ['|', !Split [',', '']]", ""},
		{"!If [Yes, 1, 2]", "1"},
		{"!If [No, 1, 2]", "2"},
		{"!If [Both, 1, 2]", "2"},
		{"!If [Either, 1, 2]", "1"},
		{"!If [Unset, 1, 2]", "1"},
		{"!If [Number, 1, 2]", "1"},
		{"!If [Yes, !If [No, 1, !Ref Text], 2]", "hello"},
	} {
		t.Run(test.expression, func(t *testing.T) {
			stack, err := Load(write(t, expressions+test.expression+"\n"), testInputs)
			if err != nil {
				t.Fatal(err)
			}
			if got := stack.Outputs["V"]; got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestValuesRefused(t *testing.T) {
	for _, test := range []struct {
		expression, want string
	}{
		{"!Foo x", "function Foo"},                                              // no such function
		{"!Select [0, !Ref List]", "function Select"},                           // unused in the template
		{"{'Fn::ImportValue': x}", "function ImportValue"},                      // its long form
		{"{'Fn::Sub': x, y: z}", "function Fn::Sub needs a mapping of its own"}, // a function is alone in its mapping
		{"!Ref Nothing", `"Nothing"`},                                           // neither parameter nor resource
		{"!Ref AWS::StackId", `"AWS::StackId"`},                                 // a pseudo parameter the template does not use
		{"!Ref [Text]", "a plain value"},                                        // a list
		{"!Ref List", "a list"},                                                 // where one value is needed
		{"!Ref AWS::NoValue", "nothing"},                                        // an output cannot be left out
		{"!GetAtt Files.Nothing", `no supported attribute "Nothing"`},           // unknown attribute
		{"!GetAtt Files", `no supported attribute ""`},                          // attribute forgotten
		{"!GetAtt Text.Arn", `"Text"`},                                          // a parameter has none
		{"!Sub '${Nothing}'", `"Nothing"`},                                      // unknown name
		{"!Sub '${}'", `""`},                                                    // no name
		{"!Sub '${List}'", "a list"},                                            // a list is not a string
		{"!Sub '${AWS::NoValue}'", "nothing"},                                   // nor is no value
		{"!Sub ['${x}', {y: z}]", "does not use it"},                            // a name that is not used
		{"!Sub ['${x}', {x: !Ref List}]", "a single value"},                     // a list is no text
		{"!Sub ['${x}', y]", "a mapping"},                                       // no names
		{"!Sub [a, {}, {}]", "Sub needs"},                                       // too many
		{"!Sub [!Ref Text, {}]", "Sub needs"},                                   // the text is literal
		{"!Join ['', !Split [',', !Ref List]]", "a single value"},               // a list to split
		{"!Join ['', !Split ['', a]]", "needs a separator"},                     // an empty separator
		{"!Join ['', !Split [a]]", "[separator, text]"},                         // no text
		{"!Join [',', x]", "a list"},                                            // no list to join
		{"!Join [!Ref List]", "[separator, list]"},                              // no separator
		{"!Join [',', [[a], b]]", "a list of strings"},                          // a list in a list
		{"!If [Maybe, 1, 2]", `no condition "Maybe"`},                           // unknown condition
		{"!If [Yes, 1]", "value if false"},                                      // no other side
		{"!If [Yes, 1, !Foo x]", "function Foo"},                                // the side not taken is resolved too
		{"!Equals [a, b]", "function Equals"},                                   // only conditions may compare
		{"'{{resolve:ssm:x}}'", "dynamic references"},                           // a value that only AWS has
		{"null", "not supported"},                                               // CloudFormation accepts no nulls
		{"0x10", "decimal"},                                                     // what YAML reads as 16
		{"!!binary aGk=", "not supported"},                                      // YAML's own tags
		{"{a: b}", "a mapping"},                                                 // where one value is needed
	} {
		t.Run(test.expression, func(t *testing.T) {
			_, err := Load(write(t, expressions+test.expression+"\n"), testInputs)
			wantError(t, err, "t.yaml:20: ", test.want)
		})
	}
}

func TestConditionsRefused(t *testing.T) {
	for _, test := range []struct {
		condition, want string
	}{
		{"yes", "a condition must be"},
		{"!If [C, true, false]", "a condition must be"},
		{"!Not [!Condition C]", "depends on itself"},
		{"!Condition Nothing", `no condition "Nothing"`},
		{"!Equals [a]", "needs a list of 2"},
		{"!Not [!Equals [a, a], !Equals [a, a]]", "needs a list of 1"},
		{"!And [!Equals [a, a]]", "needs a list of 2"},
		{"!Or x", "needs a list of 2"},
		{"!Equals [!Ref B, x]", `"B"`}, // conditions come before resources
		{"!Or [!Equals [a, a], !Foo x]", "a condition must be"},
	} {
		t.Run(test.condition, func(t *testing.T) {
			_, err := Load(write(t, "Resources: {B: {Type: AWS::S3::Bucket}}\nConditions:\n  C: "+test.condition+"\n"), testInputs)
			wantError(t, err, "t.yaml:3: ", test.want)
		})
	}
}

// A property or a list item with the value AWS::NoValue is removed.
func TestNoValueLeavesOut(t *testing.T) {
	r, err := resolve(write(t, `
Resources:
  B:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption: !Ref AWS::NoValue
      LifecycleConfiguration: [1, !Ref AWS::NoValue]
`), testInputs)
	if err != nil {
		t.Fatal(err)
	}
	wantJSON(t, r.resources["B"].properties, `{"LifecycleConfiguration": [1]}`)
}

func TestErrorsNameTheLine(t *testing.T) {
	body := strings.Repeat("# a comment\n", 40) + "Resources:\n  B: !Foo x\n"
	_, err := Load(write(t, body), testInputs)
	wantError(t, err, "t.yaml:42: ")
}
