package events

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"slipway/local/template"
)

// The template's rules match no forged events, and none of other stacks.
func TestForged(t *testing.T) {
	for file, test := range map[string]struct{ rule, scan string }{
		"inspect/created": {"InspectRule", "false"}, "inspect/scan-clean": {"InspectRule", "true"}, "verdicts/accepted": {"WebhookRule", "false"},
	} {
		stack, err := template.Load("../../template.yaml", template.Inputs{Region: region, Account: account, StackName: "slipway-local", Parameters: map[string]string{
			"AllowAnonymous": "true", "MalwareScan": test.scan, "WebhookUrl": "https://www.example.com/", "WebhookSecret": strings.Repeat("x", 32),
		}})
		if err != nil {
			t.Fatal(err)
		}
		rule := stack.Rules[slices.IndexFunc(stack.Rules, func(r template.Rule) bool { return r.LogicalID == test.rule })]
		rule.Targets = []template.Target{{Function: "F"}}
		w := newWorld(t, rule)
		text, err := os.ReadFile("../../events/" + file + ".json")
		if err != nil {
			t.Fatal(err)
		}
		for old, forged := range map[string]string{
			"":                            "", // unchanged
			`"account": "` + account:      `"account": "123456789012`,
			`"source": "`:                 `"source": "forged.`,
			`"detail-type": "`:            `"detail-type": "Forged `,
			`"slipway-local-uploadbucket`: `"slipway-local-uploadbucket2`, // another stack's
			`"uploads/`:                   `"uploads2/`,                   // outside the prefix
		} {
			if !strings.Contains(string(text), old) {
				t.Fatalf("%s has no %s", file, old)
			}
			var event Event
			if err := json.Unmarshal([]byte(strings.ReplaceAll(string(text), old, forged)), &event); err != nil {
				t.Fatal(err)
			}
			w.invoked = nil
			w.Put("default", event)
			w.Wait()
			if delivered := len(w.invoked) > 0; delivered != (old == "") {
				t.Errorf("%s, with %s: delivered %v", file, forged, delivered)
			}
		}
	}
}
