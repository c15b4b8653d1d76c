package main

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// A policy is a bucket policy.
type policy struct {
	Version   string
	Id        string `json:",omitempty"`
	Statement statements
}

// A statement is a statement of a policy. A list of one value may be the value.
type statement struct {
	Sid          string          `json:",omitempty"`
	Effect       string          `json:",omitempty"`
	Principal    json.RawMessage `json:",omitempty"`
	NotPrincipal json.RawMessage `json:",omitempty"`
	Action       words           `json:",omitempty"`
	NotAction    words           `json:",omitempty"`
	Resource     words           `json:",omitempty"`
	NotResource  words           `json:",omitempty"`
	Condition    json.RawMessage `json:",omitempty"`
}

type words []string

func (w *words) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '"' {
		*w = words{""}
		return json.Unmarshal(text, &(*w)[0])
	}
	return json.Unmarshal(text, (*[]string)(w))
}

type statements []statement

func (s *statements) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '{' {
		*s = statements{{}}
		return json.Unmarshal(text, &(*s)[0])
	}
	return json.Unmarshal(text, (*[]statement)(s))
}

// narrow limits a statement on all of the bucket to the objects under prefix.
func (s *statement) narrow(bucket, prefix string) {
	var narrowed words
	for _, resource := range s.Resource {
		if objects, ok := strings.CutSuffix(resource, ":::"+bucket+"/*"); ok {
			resource = objects + ":::" + bucket + "/" + prefix + "*"
		} else if strings.HasSuffix(resource, ":::"+bucket) {
			continue // the bucket itself
		}
		narrowed = append(narrowed, resource)
	}
	s.Resource = narrowed
}

// does reports whether s does all that wanted does, for the same objects or more.
func (s statement) does(wanted statement) bool {
	if s.Effect != wanted.Effect || s.NotPrincipal != nil || s.NotAction != nil || s.NotResource != nil ||
		plain(s.Principal) != plain(wanted.Principal) || plain(s.Condition) != plain(wanted.Condition) {
		return false
	}
	for _, action := range wanted.Action {
		includes := func(pattern string) bool { return matches(strings.ToLower(pattern), strings.ToLower(action)) }
		if !slices.ContainsFunc(s.Action, includes) {
			return false
		}
	}
	for _, resource := range wanted.Resource {
		if !slices.ContainsFunc(s.Resource, func(pattern string) bool { return matches(pattern, resource) }) {
			return false
		}
	}
	return true
}

// matches reports whether a pattern of a policy matches everything that text, which
// may be a pattern, matches.
func matches(pattern, text string) bool {
	expression := strings.NewReplacer(`\*`, ".*", `\?`, "[^*]").Replace(regexp.QuoteMeta(pattern))
	return regexp.MustCompile("^(?s:" + expression + ")$").MatchString(text)
}

// plain normalizes JSON: sorted lists, a list for a single value, strings for all
// scalars, and "*" for {"AWS": "*"}.
func plain(raw json.RawMessage) string {
	if raw == nil {
		return ""
	}
	var tree any
	decoder := json.NewDecoder(strings.NewReader(string(raw)))
	decoder.UseNumber()
	if decoder.Decode(&tree) != nil {
		return string(raw)
	}
	text := compact(flat(tree))
	return strings.Replace(text, `{"AWS":["*"]}`, `["*"]`, 1)
}

func flat(tree any) any {
	switch tree := tree.(type) {
	case map[string]any:
		for name, value := range tree {
			tree[name] = flat(value)
		}
		return tree
	case []any:
		var list []string
		for _, value := range tree {
			list = append(list, fmt.Sprint(value))
		}
		slices.Sort(list)
		return list
	}
	return []string{fmt.Sprint(tree)}
}

func checkPolicy(ctx context.Context, b *bucket, w *wanted, r *report) error {
	const setting = "policy"
	found, known, err := ask(ctx, r, setting, b.client.GetBucketPolicy, &s3.GetBucketPolicyInput{Bucket: &b.name})
	if err != nil || !known {
		return err
	}
	has := policy{Version: "2012-10-17"}
	if found != nil {
		if err := json.Unmarshal([]byte(aws.ToString(found.Policy)), &has); err != nil {
			return fmt.Errorf("the bucket's policy: %w", err)
		}
	}
	var lacks, names []string
	var missing []statement
	for _, s := range w.statements {
		switch {
		case slices.ContainsFunc(has.Statement, func(other statement) bool { return other.does(s) }):
			names = append(names, s.Sid)
		case w.awaits(s):
			r.unknown(setting, s.Sid+" names roles of the stack: run this again with STACK after the deployment")
		default:
			missing, lacks = append(missing, s), append(lacks, s.Sid)
		}
	}
	if names != nil {
		r.ok(setting, strings.Join(names, ", "))
	}
	if missing == nil {
		return nil
	}
	all := has
	all.Statement = slices.Clone(has.Statement)
	for _, s := range missing {
		all.Statement = all.Statement.with(s)
	}
	r.missing(setting, strings.Join(lacks, ", "), policy{Version: all.Version, Statement: missing},
		"put-bucket-policy", "policy", all)
	return nil
}

// with returns the statements with s. It replaces one with the same name and the
// same objects, such as that of a deleted stack, but not one for other objects.
func (all statements) with(s statement) statements {
	name := s.Sid
	for n := 2; ; n++ {
		i := slices.IndexFunc(all, func(other statement) bool { return other.Sid == s.Sid })
		if i < 0 {
			return append(all, s)
		}
		if slices.Equal(all[i].Resource, s.Resource) && s.Sid == name {
			all[i] = s
			return all
		}
		s.Sid = fmt.Sprint(name, n)
	}
}
