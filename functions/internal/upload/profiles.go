package upload

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"slipway/functions/internal/mediatype"
	"slipway/functions/internal/postpolicy"
)

// Profiles are the rules of a deployment: those of the template's parameters,
// and those of each profile, a kind of upload that the owner has named.
type Profiles struct {
	Default *Rules // without a profile
	named   map[string]*Rules
}

// ReadProfiles reads the rules for a bucket in region from environment
// variables, as ReadRules does, and the profiles from file, the text of
// profiles.json. The error names everything that is wrong, with the
// profile, the member and what it must be.
func ReadProfiles(region string, getenv func(string) string, file []byte) (*Profiles, error) {
	rules, err := ReadRules(region, getenv)
	if err != nil {
		return nil, err
	}
	return readProfiles(file, rules)
}

// CheckProfiles reads profiles with the widest parameters that a deployment can
// have. So it reports only mistakes in the file itself.
func CheckProfiles(file []byte) error {
	_, err := readProfiles(file, &widest)
	return err
}

// widest are the widest parameters that a deployment can have.
var widest = Rules{
	MaxBytes: postpolicy.MaxFormBytes, MaxMultipartBytes: MaxMultipartBytes,
	Lifetime: maxExpiresSeconds * time.Second, signIn: true,
}

// Choose returns the rules of a profile, or without a name those of the
// parameters, for a caller whose token has these scopes. The error is a
// *Refusal.
func (p *Profiles) Choose(name string, scopes []string) (*Rules, error) {
	if name == "" {
		return p.Default, nil
	}
	r, ok := p.named[name]
	switch {
	case !ok:
		names := slices.AppendSeq([]string{}, maps.Keys(p.named))
		slices.Sort(names)
		choice := "there are none, so leave the profile out"
		if len(names) > 0 {
			choice = "choose " + strings.Join(names, ", ")
		}
		return nil, refuse(Invalid, "UnknownProfile", Details{"profile": Excerpt(name), "accepted": names},
			"There is no profile %q; %s.", Excerpt(name), choice)
	case r.Scope != "" && !slices.Contains(scopes, r.Scope):
		return nil, refuse(NotAllowed, "ScopeMissing", Details{"profile": name, "scope": r.Scope},
			"You may not upload with the profile %s: your token lacks the scope %s.", name, r.Scope)
	}
	return r, nil
}

// OfKey returns the rules that made a key, and whether they make it for the
// caller. The key identifies its profile: see Rules.folder.
func (p *Profiles) OfKey(key, caller string) (r *Rules, ok bool) {
	r = p.Default
	if rest, found := strings.CutPrefix(key, r.KeyPrefix); found {
		if folder, _, found := strings.Cut(rest, "/"); found && p.named[folder] != nil {
			r = p.named[folder]
		}
	}
	return r, r.IsKeyOf(key, caller)
}

// readProfiles returns the rules of a deployment with these parameters.
func readProfiles(file []byte, parameters *Rules) (*Profiles, error) {
	r := *parameters
	p := &Profiles{Default: &r, named: make(map[string]*Rules)}
	all, err := readObject(file)
	if err != nil {
		return nil, fmt.Errorf("profiles.json %w", err)
	}
	var errs []error
	for _, m := range all {
		if m.name == "$schema" {
			continue
		}
		rules, err := readProfile(m.name, m.value, parameters)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		p.named[m.name] = rules
		r.profiles = append(r.profiles, m.name)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return p, nil
}

// readProfile returns the rules of one profile: its members, and the parameters
// for those that it leaves out.
func readProfile(name string, object json.RawMessage, parameters *Rules) (*Rules, error) {
	if !isProfileName(name) {
		return nil, fmt.Errorf("profile %.60q: the name must be small letters, digits and \"-\", "+
			"at most %d in all, and begin with a letter", name, maxProfileBytes)
	}
	all, err := readObject(object)
	if err != nil {
		return nil, fmt.Errorf("profile %q %w", name, err)
	}
	r := *parameters
	r.Profile = name
	var errs []error
	set := map[string]bool{}
	wrong := func(member string, value any, want string) {
		errs = append(errs, fmt.Errorf("profile %q: %s is %.80s, but must be %s", name, member, value, want))
	}
	for _, m := range all {
		set[m.name] = true
		if want := r.set(m.name, m.value); want == unknownMember {
			errs = append(errs, fmt.Errorf("profile %q has no member %.60q: there are %s", name, m.name, strings.Join(profileMembers, ", ")))
		} else if want != "" {
			wrong(m.name, m.value, want)
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}

	// Members that contradict each other, or the parameters.
	text := func(n int64) string { return fmt.Sprint(n) }
	switch {
	case r.MinBytes > r.MaxBytes && set["minBytes"]:
		wrong("minBytes", text(r.MinBytes), "at most maxBytes, "+text(r.MaxBytes))
	case r.MinBytes > r.MaxBytes:
		wrong("maxBytes", text(r.MaxBytes), "at least minBytes, "+text(r.MinBytes))
	}
	switch none := r.MaxMultipartBytes == 0; {
	case !none && r.MinBytes > r.MaxMultipartBytes && set["maxMultipartBytes"]:
		wrong("maxMultipartBytes", text(r.MaxMultipartBytes), "0, or at least minBytes, "+text(r.MinBytes))
	case !none && r.MinBytes > r.MaxMultipartBytes:
		wrong("minBytes", text(r.MinBytes), "at most maxMultipartBytes, "+text(r.MaxMultipartBytes))
	}
	// The bucket's policy refuses older signatures.
	if r.Lifetime > parameters.Lifetime {
		wrong("expiresSeconds", text(int64(r.Lifetime/time.Second)),
			"at most EXPIRES_SECONDS, "+text(int64(parameters.Lifetime/time.Second)))
	}
	if r.Scope != "" && !r.signIn {
		wrong("scope", r.Scope, "left out where JWT_ISSUER is empty: callers have no tokens")
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return &r, nil
}

// profileMembers are the members that set accepts.
var profileMembers = []string{
	"types", "minBytes", "maxBytes", "maxMultipartBytes", "expiresSeconds", "keyStyle",
	"requireSize", "requireSha256", "scope", "fields", "tags", "inspect",
}

// unknownMember is what set returns for a name that is no member.
const unknownMember = "a member"

// set sets a member of a profile. It returns what the value must be, or "" if
// it is valid.
func (r *Rules) set(member string, value json.RawMessage) (want string) {
	switch member {
	case "types":
		list, ok := readTypes(value)
		if !ok {
			return `a list of media types such as ["image/png", "audio/*"]`
		}
		r.AllowedTypes = list
	case "minBytes":
		return setNumber(&r.MinBytes, value, 0, postpolicy.MaxFormBytes)
	case "maxBytes":
		return setNumber(&r.MaxBytes, value, 1, postpolicy.MaxFormBytes)
	case "maxMultipartBytes":
		return setNumber(&r.MaxMultipartBytes, value, 0, MaxMultipartBytes)
	case "expiresSeconds":
		var seconds int64
		want := setNumber(&seconds, value, minExpiresSeconds, maxExpiresSeconds)
		r.Lifetime = time.Duration(seconds) * time.Second
		return want
	case "keyStyle":
		return setText(&r.KeyStyle, value, `"unique" or "filename"`, func(s KeyStyle) bool { return s == Unique || s == Filename })
	case "requireSize":
		return setBoolean(&r.RequireSize, value)
	case "requireSha256":
		return setBoolean(&r.RequireSHA256, value)
	case "scope":
		return setText(&r.Scope, value, "a scope as tokens have it, of at most 64 characters, without spaces, quotes and brackets", isScope)
	case "fields":
		return r.setFields(value)
	case "tags":
		return r.setTags(value)
	case "inspect":
		return r.Inspect.set(value)
	default:
		return unknownMember
	}
	return ""
}

// setFields reads the owner's fields, which replace all of those of the
// parameters.
func (r *Rules) setFields(value json.RawMessage) (want string) {
	all, err := readObject(value)
	if err != nil {
		return `an object such as {"Cache-Control": "no-cache"}, each member once`
	}
	r.Attributes = Attributes{Tags: r.Attributes.Tags}
	for _, m := range all {
		var text string
		if err := json.Unmarshal(m.value, &text); err != nil {
			return fmt.Sprintf("an object whose %.60q is a string", m.name)
		}
		if want, ok := r.Attributes.setField(m.name, text); !ok {
			return fmt.Sprintf("an object without %.60q: there are %s", m.name, strings.Join(attributeFields, ", "))
		} else if want != "" {
			return "an object whose " + m.name + " is " + want
		}
	}
	return ""
}

// setTags reads the owner's tags.
func (r *Rules) setTags(value json.RawMessage) (want string) {
	all, err := readObject(value)
	if err != nil {
		return `an object such as {"team": "legal"}, each member once`
	}
	texts := map[string]string{}
	for _, m := range all {
		var text *string
		if err := json.Unmarshal(m.value, &text); err != nil || text == nil {
			return fmt.Sprintf("an object whose %.60q is a string", m.name)
		}
		if r.tagKeys != nil && !slices.Contains(r.tagKeys, m.name) {
			return fmt.Sprintf("an object without the key %.60q, or TAG_KEYS must list it: the functions may set no other tags", m.name)
		}
		texts[m.name] = *text
	}
	if r.Attributes.Tags, err = readTags(texts); err != nil {
		return err.Error()
	}
	return ""
}

// readTypes reads a list of media types.
func readTypes(value json.RawMessage) (mediatype.List, bool) {
	var entries []string
	if err := json.Unmarshal(value, &entries); err != nil || slices.ContainsFunc(entries, func(s string) bool {
		return strings.ContainsAny(s, ", ")
	}) {
		return nil, false
	}
	list, err := mediatype.ParseList(strings.Join(entries, ","))
	return list, err == nil
}

func setNumber(into *int64, value json.RawMessage, smallest, largest int64) (want string) {
	var n *int64 // not null
	if err := json.Unmarshal(value, &n); err != nil || n == nil || *n < smallest || *n > largest {
		return fmt.Sprintf("a whole number from %d to %d", smallest, largest)
	}
	*into = *n
	return ""
}

func setBoolean(into *bool, value json.RawMessage) (want string) {
	var b *bool
	if err := json.Unmarshal(value, &b); err != nil || b == nil {
		return "true or false"
	}
	*into = *b
	return ""
}

func setText[S ~string](into *S, value json.RawMessage, want string, ok func(S) bool) string {
	var s *S
	if err := json.Unmarshal(value, &s); err != nil || s == nil || !ok(*s) {
		return want
	}
	*into = *s
	return ""
}

// maxProfileBytes is the longest name of a profile.
const maxProfileBytes = 32

func isProfileName(s string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	return len(s) <= maxProfileBytes && strings.IndexAny(s, letters) == 0 && strings.Trim(s, letters+"0123456789-") == ""
}

// isScope reports whether s is a scope (RFC 6749, 3.3) that API Gateway accepts
// for a route. It has no brackets, because events have them around a list of
// scopes.
func isScope(s string) bool {
	return s != "" && len(s) <= 64 && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"\[]`, r) })
}

// A member is one of a JSON object.
type member struct {
	name  string
	value json.RawMessage
}

// readObject reads the members of a JSON object in their order. Unlike
// encoding/json, it refuses a repeated name. The error completes a sentence
// that begins with the name of the object.
func readObject(data []byte) ([]member, error) {
	if err := json.Unmarshal(data, new(json.RawMessage)); err != nil {
		if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
			line := 1 + bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte("\n"))
			return nil, fmt.Errorf("is not JSON, line %d: %w", line, err)
		}
		return nil, fmt.Errorf("is not JSON: %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	if token, _ := decoder.Token(); token != json.Delim('{') {
		return nil, fmt.Errorf("is %.80s, but must be an object such as {\"maxBytes\": 2097152}", bytes.TrimSpace(data))
	}
	var all []member
	for decoder.More() {
		token, _ := decoder.Token() // the text is valid JSON
		m := member{name: token.(string)}
		decoder.Decode(&m.value)
		if slices.ContainsFunc(all, func(other member) bool { return other.name == m.name }) {
			return nil, fmt.Errorf("has %.60q twice", m.name)
		}
		all = append(all, m)
	}
	return all, nil
}
