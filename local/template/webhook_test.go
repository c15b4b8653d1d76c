package template

import (
	"fmt"
	"maps"
	"strings"
	"testing"
)

const (
	webhook       = "https://www.example.com/hooks/uploads?site=1"
	webhookSecret = "0123456789abcdefghijklmnopqrstuvwxyzABCD"
)

// Each verdict is posted with the secret, by a role with no other right. Events that
// the server does not accept go to a queue.
func TestProjectWebhook(t *testing.T) {
	for bus, rule := range map[string]string{"default": "Shop-WebhookRule", "shop": "shop/Shop-WebhookRule"} {
		r := project(t, map[string]string{"WebhookUrl": webhook, "WebhookSecret": webhookSecret, "EventBusName": bus})
		const arn = "arn:aws:events:eu-central-1:123456789012:"
		for id, want := range map[string]string{
			"WebhookRule": `{"Description": "Verdicts on files of this stack are posted to WebhookUrl.", "EventBusName": "` + bus + `",
				"EventPattern": {"account": ["123456789012"], "source": ["slipway"], "detail-type": ["Upload Accepted", "Upload Rejected"],
					"detail": {"bucket": ["shop-uploadbucket"], "key": [{"prefix": "uploads/"}]}},
				"Targets": [{"Id": "webhook", "Arn": "` + arn + `api-destination/Shop-WebhookDestination",
					"RoleArn": "arn:aws:iam::123456789012:role/Shop-WebhookRole",
					"RetryPolicy": {"MaximumRetryAttempts": 185, "MaximumEventAgeInSeconds": 86400},
					"DeadLetterConfig": {"Arn": "arn:aws:sqs:eu-central-1:123456789012:Shop-NotPostedQueue"}}]}`,
			"WebhookConnection": `{"AuthorizationType": "API_KEY",
				"AuthParameters": {"ApiKeyAuthParameters": {"ApiKeyName": "X-Api-Key", "ApiKeyValue": "` + webhookSecret + `"}}}`,
			"WebhookDestination": `{"ConnectionArn": "` + arn + `connection/Shop-WebhookConnection", "HttpMethod": "POST",
				"InvocationEndpoint": "` + webhook + `", "InvocationRateLimitPerSecond": 100}`,
			"WebhookRole": `{"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
					{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sts:AssumeRole",
					 "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}}}]},
				"Policies": [{"PolicyName": "post", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
					{"Effect": "Allow", "Action": ["events:InvokeApiDestination"], "Resource": "` + arn + `api-destination/Shop-WebhookDestination"}]}}]}`,
			"NotPostedQueue": `{"MessageRetentionPeriod": 1209600, "SqsManagedSseEnabled": true}`,
			"NotPostedQueuePolicy": `{"Queues": ["Shop-NotPostedQueue"], "PolicyDocument": {"Version": "2012-10-17", "Statement": [
				{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage",
				 "Resource": "arn:aws:sqs:eu-central-1:123456789012:Shop-NotPostedQueue",
				 "Condition": {"ArnEquals": {"aws:SourceArn": "` + arn + `rule/` + rule + `"}}}]}}`,
		} {
			wantJSON(t, r.resources[id].properties, want)
		}
	}
}

// Only the connection has the secret.
func TestProjectWebhookSecret(t *testing.T) {
	resources, err := Resources(projectTemplate, projectInputs(map[string]string{"WebhookUrl": webhook, "WebhookSecret": webhookSecret}))
	if err != nil {
		t.Fatal(err)
	}
	for _, res := range resources {
		if has := strings.Contains(fmt.Sprint(res.Properties), webhookSecret); has != (res.LogicalID == "WebhookConnection") {
			t.Errorf("%s has the secret: %v", res.LogicalID, has)
		}
	}
}

// Without a URL there are no resources for it, and parameters that contradict each
// other are refused.
func TestProjectWebhookOrNone(t *testing.T) {
	for _, res := range project(t, nil).order {
		if strings.Contains(res.id, "Webhook") && !res.absent || strings.Contains(res.id, "NotPosted") && !res.absent {
			t.Errorf("%s is created", res.id)
		}
	}
	for _, test := range []struct {
		parameters map[string]string
		want       string // "": accepted
	}{
		{map[string]string{"WebhookUrl": webhook, "WebhookSecret": webhookSecret}, ""},
		{map[string]string{"WebhookUrl": webhook, "WebhookSecret": webhookSecret, "Inspection": "tag"}, ""},
		{map[string]string{"WebhookUrl": "http://127.0.0.1:4000/hook", "WebhookSecret": webhookSecret}, ""}, // on this machine
		{map[string]string{"WebhookUrl": webhook}, "WebhookUrl needs WebhookSecret"},
		{map[string]string{"MalwareScan": "true", "Inspection": "off"}, "MalwareScan needs Inspection=gate or tag"},
		{map[string]string{"WebhookUrl": webhook, "WebhookSecret": webhookSecret, "Inspection": "off"}, "needs Inspection=gate or tag"},
	} {
		_, err := Load(projectTemplate, projectInputs(maps.Clone(test.parameters)))
		if test.want == "" && err != nil {
			t.Errorf("%v: %v", test.parameters, err)
		}
		if test.want != "" {
			wantError(t, err, test.want)
		}
	}
}

// The recipe's queue receives only the events of accepted files of one bucket.
func TestQueueRecipe(t *testing.T) {
	inputs := projectInputs(map[string]string{"Bucket": "shop-uploadbucket", "EventBusName": "shop"})
	delete(inputs.Parameters, "AllowAnonymous")
	resources, err := Resources("../../web/verdicts/recipes/queue.yaml", inputs)
	if err != nil {
		t.Fatal(err)
	}
	properties := map[string]map[string]any{}
	for _, res := range resources {
		properties[res.LogicalID] = res.Properties
	}
	wantJSON(t, properties["AcceptedRule"], `{"EventBusName": "shop", "Targets": [{"Id": "queue", "Arn": "arn:aws:sqs:eu-central-1:123456789012:Shop-AcceptedQueue"}],
		"EventPattern": {"account": ["123456789012"], "source": ["slipway"], "detail-type": ["Upload Accepted"], "detail": {"bucket": ["shop-uploadbucket"]}}}`)
	wantJSON(t, properties["AcceptedQueuePolicy"]["PolicyDocument"], `{"Version": "2012-10-17", "Statement": [
		{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage",
		 "Resource": "arn:aws:sqs:eu-central-1:123456789012:Shop-AcceptedQueue",
		 "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:events:eu-central-1:123456789012:rule/shop/Shop-AcceptedRule"}}}]}`)
}
