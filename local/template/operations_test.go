package template

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestProjectAlarms(t *testing.T) {
	const rest = `"EvaluationPeriods": 1, "TreatMissingData": "notBreaching", "AlarmActions": ["arn:aws:sns:eu-central-1:123456789012:alarms"]`
	sum := func(id, metric, function string, seconds int) string {
		return fmt.Sprintf(`{"Id": %q, "ReturnData": false, "MetricStat": {"Stat": "Sum", "Period": %d,
			"Metric": {"Namespace": "Slipway", "MetricName": %q, "Dimensions": [{"Name": "FunctionName", "Value": "Shop-%sFunction"}]}}}`,
			id, seconds, metric, function)
	}
	queue := func(name string) string {
		return `{"Namespace": "AWS/SQS", "MetricName": "ApproximateNumberOfMessagesVisible", "Dimensions": [{"Name": "QueueName", "Value": "Shop-` + name + `"}],
			"Statistic": "Maximum", "Period": 300, "ComparisonOperator": "GreaterThanOrEqualToThreshold", "Threshold": 1, ` + rest + `}`
	}
	alarms := map[string]string{
		"ErrorsAlarm": `{"Namespace": "AWS/ApiGateway", "MetricName": "5xx", "Dimensions": [{"Name": "ApiId", "Value": "httpapi"}],
			"Statistic": "Sum", "Period": 300, "ComparisonOperator": "GreaterThanOrEqualToThreshold", "Threshold": 3, ` + rest + `}`,
		"ThrottlesAlarm": `{"Namespace": "AWS/Lambda", "MetricName": "Throttles", "Dimensions": [{"Name": "FunctionName", "Value": "Shop-CredentialsFunction"}],
			"Statistic": "Sum", "Period": 300, "ComparisonOperator": "GreaterThanOrEqualToThreshold", "Threshold": 1, ` + rest + `}`,
		"RefusedAlarm": `{"Metrics": [
			{"Id": "spike", "Expression": "IF(refused >= 20 AND refused > FILL(signed, 0), refused, 0)",
			 "Label": "Refused, where more than signed", "ReturnData": true},
			` + sum("refused", "Refused", "Credentials", 300) + `, ` + sum("signed", "FormsSigned", "Credentials", 300) + `
			], "ComparisonOperator": "GreaterThanThreshold", "Threshold": 0, ` + rest + `}`,
		"MultipartRefusedAlarm": `{"Metrics": [
			{"Id": "spike", "Expression": "IF(refused >= 20 AND refused * 10 > FILL(signed, 0), refused, 0)",
			 "Label": "Refused, where more than one for ten parts", "ReturnData": true},
			` + sum("refused", "Refused", "Multipart", 300) + `, ` + sum("signed", "FormsSigned", "Multipart", 300) + `
			], "ComparisonOperator": "GreaterThanThreshold", "Threshold": 0, ` + rest + `}`,
		"SignedAlarm": `{"Metrics": [
			{"Id": "signed", "Expression": "FILL(forms, 0) + FILL(parts, 0)", "Label": "Signed", "ReturnData": true},
			` + sum("forms", "FormsSigned", "Credentials", 3600) + `, ` + sum("parts", "FormsSigned", "Multipart", 3600) + `
			], "ComparisonOperator": "GreaterThanThreshold", "Threshold": "700", ` + rest + `}`,
		"UndeliveredAlarm": queue("UndeliveredQueue"),
		"NotJudgedAlarm":   queue("NotJudgedQueue"),
		"NotPostedAlarm":   queue("NotPostedQueue"),
		"TooManyRequestsAlarm": `{"Namespace": "Slipway", "MetricName": "TooManyRequests", "Dimensions": [{"Name": "ApiId", "Value": "httpapi"}],
			"Statistic": "Sum", "Period": 300, "ComparisonOperator": "GreaterThanOrEqualToThreshold", "Threshold": 100, ` + rest + `}`,
	}
	r := project(t, map[string]string{"AlarmTopicArn": "arn:aws:sns:eu-central-1:123456789012:alarms", "SignedPerHourAlarm": "700",
		"WebhookUrl": webhook, "WebhookSecret": webhookSecret})
	quiet := project(t, map[string]string{"WebhookUrl": webhook, "WebhookSecret": webhookSecret})
	for _, res := range r.order {
		if res.kind != alarmType {
			continue
		}
		// The notification begins with the description.
		if description, _ := res.properties["AlarmDescription"].(string); len(description) < 40 {
			t.Errorf("%s does not say what is wrong: %q", res.id, description)
		}
		delete(res.properties, "AlarmDescription")
		want, ok := alarms[res.id]
		if !ok {
			t.Errorf("%s is in no row of this test", res.id)
			continue
		}
		delete(alarms, res.id)
		wantJSON(t, res.properties, want)
		if actions, ok := quiet.resources[res.id].properties["AlarmActions"]; ok {
			t.Errorf("%s has actions without a topic: %v", res.id, actions)
		}
	}
	for id := range alarms {
		t.Errorf("no %s", id)
	}
}

func TestProjectDashboard(t *testing.T) {
	r := project(t, nil)
	properties := r.resources["Dashboard"].properties
	// Dashboards are global: without the region in its name, a stack of the same
	// name in another region would overwrite it.
	if properties["DashboardName"] != "Shop-eu-central-1" {
		t.Errorf("its name is %v", properties["DashboardName"])
	}
	var body struct {
		Widgets []struct {
			Type       string
			Properties struct {
				Title, Region string
				Metrics       [][]any
			}
		}
	}
	if err := json.Unmarshal([]byte(properties["DashboardBody"].(string)), &body); err != nil {
		t.Fatalf("DashboardBody: %v", err)
	}
	var shown []string
	for _, widget := range body.Widgets {
		if widget.Type != "metric" || widget.Properties.Title == "" || widget.Properties.Region != "eu-central-1" {
			t.Errorf("widget %+v", widget)
		}
		for _, metric := range widget.Properties.Metrics {
			if search, ok := metric[0].(map[string]any); ok {
				shown = append(shown, search["expression"].(string))
				continue
			}
			shown = append(shown, fmt.Sprint(metric[:4]))
		}
	}
	slices.Sort(shown)
	want := []string{
		"SEARCH('{Slipway,FunctionName,code} MetricName=\"Refused\" FunctionName=(\"Shop-CredentialsFunction\" OR \"Shop-MultipartFunction\")', 'Sum', 300)",
		"[AWS/ApiGateway 4xx ApiId httpapi]", "[AWS/ApiGateway 5xx ApiId httpapi]",
		"[Slipway TooManyRequests ApiId httpapi]", "[AWS/ApiGateway Count ApiId httpapi]", "[AWS/ApiGateway Latency ApiId httpapi]",
	}
	for _, name := range []string{"Credentials", "Multipart"} {
		for _, metric := range []string{"AWS/Lambda Errors", "AWS/Lambda Throttles", "Slipway FormsSigned", "Slipway Milliseconds", "Slipway Refused"} {
			want = append(want, fmt.Sprintf("[%s FunctionName Shop-%sFunction]", metric, name))
		}
	}
	slices.Sort(want)
	if shown = slices.Compact(shown); !slices.Equal(shown, want) {
		t.Errorf("shown:\n%s\nwant:\n%s", strings.Join(shown, "\n"), strings.Join(want, "\n"))
	}
}
