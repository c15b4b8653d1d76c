package e2e

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

type policyDocument struct {
	Version   string
	Statement []statement
}

type statement struct {
	Effect           string
	Action, Resource list
	Condition        json.RawMessage `json:",omitempty"`
}

// list is a string or a list of strings, as in policies.
type list []string

func (l *list) UnmarshalJSON(text []byte) error {
	*l = make(list, 1)
	if err := json.Unmarshal(text, &(*l)[0]); err == nil {
		return nil
	}
	return json.Unmarshal(text, (*[]string)(l))
}

func parsePolicy(t *testing.T, text json.RawMessage) (document policyDocument) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.DisallowUnknownFields() // such as NotAction, which would grant other rights
	if err := decoder.Decode(&document); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return document
}

// policiesWithout returns the policies of a role with one right removed, or
// with one right for fewer resources.
func policiesWithout(t *testing.T, policies []json.RawMessage, r right, narrowed bool) (changed []json.RawMessage) {
	t.Helper()
	found := false
	for _, policy := range policies {
		document := parsePolicy(t, policy)
		var statements []statement
		for _, s := range document.Statement {
			if slices.Contains(s.Action, r.action) && slices.Contains(s.Resource, r.resource) {
				found = true
				s.Action = slices.DeleteFunc(s.Action, func(action string) bool { return action == r.action })
				if narrowed {
					resource := strings.TrimSuffix(r.resource, "*") + "narrowed/*"
					statements = append(statements, statement{s.Effect, list{r.action}, list{resource}, s.Condition})
				}
			}
			if len(s.Action) > 0 {
				statements = append(statements, s)
			}
		}
		if len(statements) == 0 {
			continue
		}
		text, err := json.Marshal(policyDocument{document.Version, statements})
		if err != nil {
			t.Fatal(err)
		}
		changed = append(changed, text)
	}
	if !found {
		t.Fatalf("no policy grants %v", r)
	}
	return changed
}
