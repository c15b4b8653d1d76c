package template

import (
	"strings"
	"testing"
	"time"
)

// inspected is a template with a rule for a function and one for a destination.
const inspected = `Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties: {NotificationConfiguration: {EventBridgeConfiguration: {EventBridgeEnabled: true}}}
  Role: {Type: AWS::IAM::Role}
  F:
    Type: AWS::Serverless::Function
    Metadata: {BuildMethod: makefile}
    Properties: {Runtime: provided.al2023, Role: !GetAtt Role.Arn, DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Queue.Arn}}
  Queue: {Type: AWS::SQS::Queue}
  QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - {Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: sqs:SendMessage, Resource: !GetAtt Queue.Arn,
             Condition: {ArnEquals: {aws:SourceArn: !GetAtt Rule.Arn}}}
  Permission:
    Type: AWS::Lambda::Permission
    Properties: {Action: lambda:InvokeFunction, FunctionName: !GetAtt F.Arn, Principal: events.amazonaws.com, SourceArn: !GetAtt Rule.Arn}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [aws.s3]}
      Targets:
        - {Id: f, Arn: !GetAtt F.Arn, RetryPolicy: {MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: '60'}, DeadLetterConfig: {Arn: !GetAtt Queue.Arn}}
  Connection:
    Type: AWS::Events::Connection
    Properties: {AuthorizationType: API_KEY, AuthParameters: {ApiKeyAuthParameters: {ApiKeyName: X-Key, ApiKeyValue: secret}}}
  Hook:
    Type: AWS::Events::ApiDestination
    Properties: {ConnectionArn: !GetAtt Connection.Arn, HttpMethod: POST, InvocationEndpoint: https://a.example/, InvocationRateLimitPerSecond: 1}
  HookRule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: shop
      EventPattern: {source: [slipway]}
      Targets: [{Id: hook, Arn: !GetAtt Hook.Arn, RoleArn: !GetAtt Role.Arn}]
  Plan:
    Type: AWS::GuardDuty::MalwareProtectionPlan
    Properties:
      Role: !GetAtt Role.Arn
      ProtectedResource: {S3Bucket: {BucketName: !Ref Bucket, ObjectPrefixes: [a/]}}
      Actions: {Tagging: {Status: DISABLED}}
`

func TestEventRules(t *testing.T) {
	stack, err := Load(write(t, inspected), testInputs)
	if err != nil {
		t.Fatal(err)
	}
	if !stack.Buckets[0].EventBridge || len(stack.Buckets[0].Unsupported) > 0 {
		t.Errorf("%+v", stack.Buckets[0])
	}
	queue := stack.Queues[0]
	if queue.LogicalID != "Queue" || stack.Functions[0].DeadLetters != queue.ARN {
		t.Errorf("%+v, %s", queue, stack.Functions[0].DeadLetters)
	}
	first, second := stack.Rules[0], stack.Rules[1]
	if first.Bus != "default" || string(first.Pattern) != `{"source":["aws.s3"]}` || len(first.Targets) != 1 {
		t.Errorf("%+v", first)
	}
	if got, want := first.Targets[0], (Target{Function: "F", MaxRetries: 5, MaxAge: time.Minute, DeadLetters: queue.ARN}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	got := second.Targets[0]
	if second.Bus != "shop" || got.Role != stack.Roles[0].ARN || got.MaxRetries != 185 || got.MaxAge != 24*time.Hour || got.Function != "" {
		t.Errorf("%+v", second)
	}
	hook := Destination{ARN: got.Destination.ARN, Method: "POST", URL: "https://a.example/", Header: "X-Key", Secret: "secret"}
	if *got.Destination != hook || !strings.Contains(hook.ARN, "api-destination/") {
		t.Errorf("%+v", got.Destination)
	}
	plan := stack.Scans[0]
	if plan.Role != stack.Roles[0].ARN || plan.Bucket != stack.Buckets[0].Name || len(plan.Prefixes) != 1 || plan.Prefixes[0] != "a/" {
		t.Errorf("%+v", plan)
	}
}

func TestEventRulesRefused(t *testing.T) {
	for _, test := range []struct{ old, new, want string }{
		{"amazonaws.com, SourceArn: !GetAtt Rule.Arn", "amazonaws.com, SourceArn: !GetAtt HookRule.Arn", "Rule may not invoke F"},
		{"Principal: events.amazonaws.com, SourceArn", "Principal: sns.amazonaws.com, SourceArn", "only permissions for the API and for rules"},
		{"aws:SourceArn: !GetAtt Rule.Arn", "aws:SourceArn: !GetAtt HookRule.Arn", "Rule may not send to the queue"},
		{"Action: sqs:SendMessage", "Action: sqs:*", "only a rule's right"},
		{"Condition: {ArnEquals: {aws:SourceArn: !GetAtt Rule.Arn}}", "Condition: {}", "only a rule's right"}, // would permit every rule of every account
		{"Id: f, Arn: !GetAtt F.Arn", "Id: f, Arn: !GetAtt Queue.Arn", "target f must be a function or an API destination"},
		{"Id: f, ", "Id: f, InputPath: $.detail, ", `unknown field "InputPath"`},
		{"EventPattern: {source: [slipway]}", "ScheduleExpression: rate(1 day)", `unknown field "ScheduleExpression"`},
		{"AuthorizationType: API_KEY", "AuthorizationType: BASIC", "only AuthorizationType API_KEY"},
		{"ApiKeyValue: secret", "ApiKeyValue: ''", "only AuthorizationType API_KEY"},
		{"ConnectionArn: !GetAtt Connection.Arn", "ConnectionArn: !GetAtt Queue.Arn", "must be a connection"},
		{"Status: DISABLED", "Status: ENABLED", "only Tagging"},
	} {
		if !strings.Contains(inspected, test.old) {
			t.Fatalf("%q is not in the template", test.old)
		}
		_, err := Load(write(t, strings.Replace(inspected, test.old, test.new, 1)), testInputs)
		wantError(t, err, test.want)
	}
}
