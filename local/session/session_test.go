package session

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/versity/versitygw/auth"
)

func documents(texts ...string) []json.RawMessage {
	var all []json.RawMessage
	for _, text := range texts {
		all = append(all, json.RawMessage(text))
	}
	return all
}

// The key of AWS's example for Signature Version 4.
//
// https://docs.aws.amazon.com/general/latest/gr/signature-v4-examples.html
func TestDeriveSigningKey(t *testing.T) {
	s := NewStore(time.Now)
	c := Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", SessionToken: "token", Expires: time.Now().Add(time.Hour)}
	s.sessions[c.AccessKeyID] = session{Credentials: c}
	key, _, err := s.DeriveSigningKey(c.AccessKeyID, c.SessionToken, "20150830", "us-east-1", "iam")
	if got, want := hex.EncodeToString(key), "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"; err != nil || got != want {
		t.Errorf("%s, %v, want %s", got, err, want)
	}
}

func TestSessionEnds(t *testing.T) {
	now := time.Now()
	s := NewStore(func() time.Time { return now })
	c := s.Assume("arn:aws:iam::000000000000:role/r")
	for _, test := range []struct {
		later time.Duration
		token string
		want  error
	}{
		{0, c.SessionToken, nil},
		{Lifetime - time.Nanosecond, c.SessionToken, nil},
		{Lifetime, c.SessionToken, errExpired},
		{Lifetime, "", auth.ErrInvalidSessionToken}, // without the token, nothing is disclosed about the session
		{0, "", auth.ErrInvalidSessionToken},
		{0, c.SessionToken + "x", auth.ErrInvalidSessionToken},
	} {
		now = c.Expires.Add(test.later - Lifetime)
		if _, _, err := s.DeriveSigningKey(c.AccessKeyID, test.token, "20260101", "eu-central-1", "s3"); !errors.Is(err, test.want) {
			t.Errorf("after %v with %.8q: %v, want %v", test.later, test.token, err, test.want)
		}
	}
	if _, _, err := s.DeriveSigningKey("ASIANOBODY", c.SessionToken, "20260101", "eu-central-1", "s3"); !errors.Is(err, auth.ErrNoSuchUser) {
		t.Errorf("an unknown key: %v", err)
	}
}

func TestEvaluatePolicy(t *testing.T) {
	const (
		put  = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::b/in/*"}]}`
		logs = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["logs:PutLogEvents"],"Resource":"arn:aws:logs:eu-central-1:000000000000:log-group:/aws/lambda/f:*"}}`
		tags = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:PutObjectTagging","s3:PutObjectVersionTagging"],"Resource":"arn:aws:s3:::b/in/*",
			"Condition":{"ForAllValues:StringEquals":{"s3:RequestObjectTagKeys":["a","b"]},"Null":{"s3:RequestObjectTagKeys":"false"}}}]}`
		deny = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::b/in/no/*"}]}`
		mine = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalArn":"arn:aws:iam::000000000000:role/r"}}}]}`
	)
	const role = "arn:aws:iam::000000000000:role/r"
	s := NewStore(time.Now)
	if err := s.PutRole(role, documents(put, logs, tags, deny, mine)); err != nil {
		t.Fatal(err)
	}
	c := s.Assume(role)
	for _, test := range []struct {
		action   auth.Action
		resource string
		want     string // auth's numbers: 0 for no statement, 1 for allow, 2 for deny
	}{
		{auth.PutObjectAction, "arn:aws:s3:::b/in/a", "1"},
		{auth.PutObjectAction, "arn:aws:s3:::b/in", "0"},
		{auth.PutObjectAction, "arn:aws:s3:::b/a", "0"},
		{auth.PutObjectAction, "arn:aws:s3:::c/in/a", "0"},
		{auth.PutObjectAction, "arn:aws:s3:::b/in/no/a", "2"},
		{auth.PutObjectAction, "arn:aws:s3:::b", "1"}, // for a form, checked again with the key
		{auth.GetObjectAction, "arn:aws:s3:::b/a", "1"},
		{auth.DeleteObjectAction, "arn:aws:s3:::b/in/a", "0"},
		{auth.ListBucketAction, "arn:aws:s3:::b", "0"},
	} {
		got, err := s.EvaluatePolicy(c.AccessKeyID, c.SessionToken, []auth.Action{test.action}, []string{test.resource}, nil)
		if err != nil || fmt.Sprint(got.Decisions[0][0]) != test.want {
			t.Errorf("%s on %s: %v, %v, want %s", test.action, test.resource, got.Decisions, err, test.want)
		}
	}
	for _, test := range []struct {
		action   auth.Action
		resource string
		keys     []string // nil: unknown to the gateway
		want     string
	}{
		{auth.PutObjectTaggingAction, "arn:aws:s3:::b/a", nil, "1"}, // checked again with the keys
		{auth.PutObjectVersionTaggingAction, "arn:aws:s3:::b/in/a", nil, "1"},
		{auth.PutObjectTaggingAction, "arn:aws:s3:::b/in/a", []string{"a"}, "1"},
		{auth.PutObjectVersionTaggingAction, "arn:aws:s3:::b/in/a", []string{"a", "b"}, "1"},
		{auth.PutObjectVersionTaggingAction, "arn:aws:s3:::b/in/a", []string{"a", "c"}, "0"},
		{auth.PutObjectVersionTaggingAction, "arn:aws:s3:::b/in/a", []string{}, "0"},
		{auth.PutObjectTaggingAction, "arn:aws:s3:::b/a", []string{"a"}, "0"},
		{auth.PutObjectTaggingAction, "arn:aws:s3:::b/in/no/a", []string{"a"}, "2"},
	} {
		var condition map[string][]string
		if test.keys != nil {
			condition = map[string][]string{TagKeys: test.keys}
		}
		got, err := s.EvaluatePolicy(c.AccessKeyID, c.SessionToken, []auth.Action{test.action}, []string{test.resource}, condition)
		if err != nil || fmt.Sprint(got.Decisions[0][0]) != test.want {
			t.Errorf("%s on %s with %q: %v, %v, want %s", test.action, test.resource, test.keys, got.Decisions, err, test.want)
		}
	}
	// The session has the new rights of its role.
	if err := s.PutRole(role, documents(logs)); err != nil {
		t.Fatal(err)
	}
	got, err := s.EvaluatePolicy(c.AccessKeyID, c.SessionToken, []auth.Action{auth.PutObjectAction}, []string{"arn:aws:s3:::b/in/a"}, nil)
	if err != nil || fmt.Sprint(got.Decisions[0][0]) != "0" {
		t.Errorf("after a change of the role: %v, %v", got.Decisions, err)
	}
	if _, err := s.EvaluatePolicy(c.AccessKeyID, "", nil, nil, nil); !errors.Is(err, auth.ErrInvalidSessionToken) {
		t.Errorf("without the token: %v", err)
	}
}

func TestPutRoleRefuses(t *testing.T) {
	for _, document := range []string{
		`{`,  // no JSON
		`{}`, // no statement
		`{"Statement":[{"Effect":"Allow","Resource":"*"}]}`,                                              // no action
		`{"Statement":[{"Effect":"Allow","Action":"s3:PutObject"}]}`,                                     // no resource
		`{"Statement":[{"Effect":"Allow","Action":"PutObject","Resource":"*"}]}`,                         // no service
		`{"Statement":[{"Effect":"Allow","Action":"s3:PutObject","Resource":"*","Condition":{"Is":1}}]}`, // no such operator
		`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:PutObject","Resource":"*"}]}`,      // of a bucket policy
	} {
		if err := NewStore(time.Now).PutRole("arn:aws:iam::000000000000:role/r", documents(document)); err == nil || !strings.Contains(err.Error(), "policy 1 of") {
			t.Errorf("%s: %v", document, err)
		}
	}
}
