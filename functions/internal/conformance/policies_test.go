package conformance

import (
	"slices"
	"strings"
)

// conditions are other ways to write a policy, with their meaning.
var conditions = []row{
	{"eq as a list", stored, form(nil, policyWith(func(a *attempt, d *document) {
		d.Conditions[d.condition("key")] = []any{"eq", "$key", a.fields.Get("key")}
	}))},
	{"eq as a list: another value", forbidden, form(nil, policyWith(func(a *attempt, d *document) {
		d.Conditions[d.condition("key")] = []any{"eq", "$key", a.fields.Get("key") + "x"}
	}))},
	{"names in a policy are case-insensitive", stored, form(nil, policyWith(func(a *attempt, d *document) {
		d.Conditions[d.condition("Content-Type")] = map[string]any{"cOnTeNt-TyPe": "image/png"}
	}))},
	{"values are case-sensitive", forbidden, form(nil, func(a *attempt) { a.set("Content-Type", "IMAGE/PNG") })},
	{"starts-with: within", stored, form(func(a *attempt) { a.startsWith("key") },
		func(a *attempt) { a.set("key", a.fields.Get("key")+"/anything.png") })},
	{"starts-with: outside", forbidden, form(func(a *attempt) { a.startsWith("key") },
		func(a *attempt) { a.set("key", "uploads/elsewhere.png") })},
	{"starts-with: in another case", forbidden, form(func(a *attempt) { a.startsWith("key") },
		func(a *attempt) { a.set("key", strings.ToUpper(a.fields.Get("key"))) })},
	{"starts-with on the content type: within", stored, form(anyImage, func(a *attempt) { a.set("Content-Type", "image/webp") })},
	{"starts-with on the content type: outside", forbidden, form(anyImage, func(a *attempt) { a.set("Content-Type", "text/html") })},
	{"starts-with nothing: any value", stored, form(startsWithNothing, func(a *attempt) { a.set("x-amz-meta-album", "summer") })},
	{"starts-with nothing: left out", forbidden, form(startsWithNothing, func(a *attempt) { a.remove("x-amz-meta-album") })},
	{"two conditions that hold", stored, form(nil, policyWith(func(a *attempt, d *document) {
		d.Conditions = append(d.Conditions, []any{"starts-with", "$key", "uploads/"})
	}))},
	{"two conditions, one of which does not hold", forbidden, form(nil, policyWith(func(a *attempt, d *document) {
		d.Conditions = append(d.Conditions, []any{"starts-with", "$key", "private/"})
	}))},
	{"a condition on a field that is not there", forbidden, form(nil, policyWith(func(a *attempt, d *document) {
		d.Conditions = append(d.Conditions, map[string]any{"x-amz-meta-album": "summer"})
	}))},
	{"${filename} under an exact key", forbidden, form(
		func(a *attempt) { *a.value("key") += "/${filename}" }, nil)},
	{"no condition on the bucket", forbidden, form(nil, policyWith(func(a *attempt, d *document) {
		i := d.condition("bucket")
		d.Conditions = slices.Delete(d.Conditions, i, i+1)
	}))},
	{"a condition on another bucket", forbidden, form(func(a *attempt) { a.policy.Bucket = a.other }, nil)},
	{"a size range in quotes", stored, form(nil, withCondition([]any{"content-length-range", "1", "1000"}))},
	{"no size range: any size", stored, form(nil, policyWith(func(a *attempt, d *document) {
		i := d.condition("content-length-range")
		d.Conditions = slices.Delete(d.Conditions, i, i+1)
	}))},
}

func anyImage(a *attempt) {
	*a.value("Content-Type") = "image/"
	a.startsWith("Content-Type")
}

func startsWithNothing(a *attempt) {
	a.add("x-amz-meta-album", "")
	a.startsWith("x-amz-meta-album")
}

// policyWith changes the policy and signs it.
func policyWith(change func(*attempt, *document)) func(*attempt) {
	return func(a *attempt) { a.rewrite(true, func(d *document) { change(a, d) }) }
}

// documents are invalid policies with a valid signature.
var documents = []row{
	{"a policy that is no JSON", badPolicy, form(nil, func(a *attempt) { a.signText(`{"expiration":`) })},
	{"a policy that is not an object", badPolicy, form(nil, func(a *attempt) { a.signText(`[]`) })},
	{"an empty policy", badPolicy, form(nil, func(a *attempt) { a.signText(`{}`) })},
	{"a policy that is not base64", badPolicy, form(nil, func(a *attempt) { a.set("policy", "{}"); a.signAgain() })},
	{"no expiration", badPolicy, form(nil, policyText(`"expiration":`, `"ends":`))},
	{"an expiration that is no date", badPolicy, form(nil, policyWith(func(_ *attempt, d *document) { d.Expiration = "tomorrow" }))},
	{"an expiration with an offset", badPolicy, form(nil, policyWith(func(_ *attempt, d *document) {
		d.Expiration = strings.Replace(d.Expiration, "Z", "+00:00", 1)
	}))},
	{"an expiration without a zone", badPolicy, form(nil, policyWith(func(_ *attempt, d *document) {
		d.Expiration = strings.TrimSuffix(d.Expiration, "Z")
	}))},
	{"conditions that are an object", badPolicy, form(nil, func(a *attempt) {
		a.signText(`{"expiration":"2999-01-01T00:00:00.000Z","conditions":{"bucket":"` + a.bucket + `"}}`)
	})},
	{"an unknown member", badPolicy, form(nil, policyText(`"conditions":`, `"version":"1","conditions":`))},
	{"a condition with two fields", badPolicy, form(nil, withCondition(map[string]any{"x-ignore-a": "", "x-ignore-b": ""}))},
	{"a condition that is text", badPolicy, form(nil, withCondition("key"))},
	{"eq with four members", badPolicy, form(nil, withCondition([]any{"eq", "$key", "a", "b"}))},
	{"a size range that is no number", badPolicy, form(nil, withCondition([]any{"content-length-range", "none", "all"}))},
	{"a size range with three bounds", badPolicy, form(nil, withCondition([]any{"content-length-range", 0, 1, 2}))},
	{"no conditions", badPolicy, form(nil, policyText(`"conditions":`, `"terms":`))},
	{"names of the document in upper case", badPolicy, form(nil, policyText(`"conditions":`, `"CONDITIONS":`))},
	{"a condition without a field", badPolicy, form(nil, withCondition(map[string]any{}))},
	{"an unknown operator", badPolicy, form(nil, withCondition([]any{"ends-with", "$key", ""}))},
	{"a condition that is too short", badPolicy, form(nil, withCondition([]any{"starts-with", "$key"}))},
	{"a size range without an end", badPolicy, form(nil, withCondition([]any{"content-length-range", 0}))},
	{"a size range below nothing", badPolicy, form(nil, withCondition([]any{"content-length-range", -1, 0}))},
}

func policyText(old, new string) func(*attempt) {
	return func(a *attempt) { a.signText(strings.Replace(a.policyText(), old, new, 1)) }
}

// withCondition adds a condition.
func withCondition(condition any) func(*attempt) {
	return policyWith(func(_ *attempt, d *document) { d.Conditions = append(d.Conditions, condition) })
}
