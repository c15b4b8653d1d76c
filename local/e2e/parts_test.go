package e2e

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/local/internal/issuertest"
	"slipway/local/internal/requesttest"
)

func TestParts(t *testing.T) {
	r := startStack(t, withParts...)
	content := mebibytes(5) + "hello"
	size := "&size=" + strconv.Itoa(len(content))
	u := newParts(t, r, fmt.Sprintf(`{"filename":"Ferien öäü.mp4","type":"video/mp4","size":%d,
		"metadata":{"name":"Ferien öäü.mp4","relativePath":null,"rating":5}}`, len(content)))
	if u.PartSize != 5<<20 || u.Bucket != r.variables["S3_BUCKET"] {
		t.Errorf("begun: %+v", u)
	}

	signed := u.ask(t, "GET", "/batch", "&partNumbers=1,2"+size, "")
	if len(signed.PresignedURLs) != 2 || signed.Expires != 300 {
		t.Fatalf("signed: %s", signed.text)
	}
	var parts []string
	for i, part := range []string{content[:5<<20], content[5<<20:]} {
		answer, body := requesttest.Send(t, http.DefaultClient, "PUT", signed.PresignedURLs[strconv.Itoa(i+1)], strings.NewReader(part), "Origin", r.variables["SLIPWAY_URL"])
		if answer.StatusCode != 200 || answer.Header.Get("Access-Control-Expose-Headers") != "ETag, Location" {
			t.Fatalf("part %d: %d %s %v", i+1, answer.StatusCode, body, answer.Header)
		}
		parts = append(parts, fmt.Sprintf(`{"PartNumber":%d,"ETag":%q}`, i+1, answer.Header.Get("ETag")))
	}
	listed := u.ask(t, "GET", "", "", "")
	if len(listed.list) != 2 || listed.list[0].PartNumber != 1 || listed.list[0].Size != 5<<20 || listed.list[1].Size != 5 {
		t.Errorf("listed: %s", listed.text)
	}
	// Parts may arrive in any order.
	done := u.complete(t, size, parts[1], parts[0])
	done.want(t, "complete", 200, "")
	if done.Key != u.Key || done.Bucket != u.Bucket || done.Location != r.bucketURL()+(&url.URL{Path: u.Key}).EscapedPath() {
		t.Errorf("completed: %s", done.text)
	}

	if stored := r.stored(t); !maps.Equal(stored, map[string]string{u.Key: content}) {
		t.Errorf("stored %d objects, want the one that was sent", len(stored))
	}
	object, err := r.ownerClient().HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: &u.Bucket, Key: &u.Key})
	if err != nil {
		t.Fatal(err)
	}
	if done.ETag != *object.ETag {
		t.Errorf("the answer has the ETag %s, the object %s", done.ETag, *object.ETag)
	}
	if want := map[string]string{"name": "Ferien%20%C3%B6%C3%A4%C3%BC.mp4", "rating": "5"}; *object.ContentType != "video/mp4" || !maps.Equal(object.Metadata, want) {
		t.Errorf("stored as %s with %q", *object.ContentType, object.Metadata)
	}
	wantNoParts(t, r)

	// After a lost answer, the same request succeeds again.
	again := u.complete(t, "", parts...)
	again.want(t, "complete again", 200, "")
	if again.text != done.text {
		t.Errorf("completed again: %s, before: %s", again.text, done.text)
	}
	u.complete(t, "", parts[0]).want(t, "complete again with other parts", 404, "NoSuchUpload")
	u.complete(t, "", parts[0], `{"PartNumber":2}`).want(t, "complete again without an ETag", 404, "NoSuchUpload")
	u.ask(t, "GET", "", "", "").want(t, "list afterwards", 404, "NoSuchUpload")
	u.ask(t, "DELETE", "", "", "").want(t, "abort afterwards", 404, "NoSuchUpload")
	if answer, body := requesttest.Send(t, http.DefaultClient, "PUT", signed.PresignedURLs["1"], strings.NewReader(mebibytes(5))); answer.StatusCode != 404 {
		t.Errorf("a part afterwards: %d %s", answer.StatusCode, body)
	}
}

// A page may send a part with some headers to S3, and all requests to the API.
func TestPartsCORS(t *testing.T) {
	r := startStack(t, withParts...)
	u := newParts(t, r, `{"filename":"a.txt"}`)
	signed := u.ask(t, "GET", "/1", "", "")
	preflight := func(target, method, headers string) string {
		answer, _ := requesttest.Send(t, http.DefaultClient, "OPTIONS", target, nil, "Origin", r.variables["SLIPWAY_URL"],
			"Access-Control-Request-Method", method, "Access-Control-Request-Headers", headers)
		if answer.Header.Get("Access-Control-Allow-Origin") == "" {
			return "refused"
		}
		return answer.Header.Get("Access-Control-Allow-Methods")
	}
	for headers, allowed := range map[string]bool{
		"": true, "content-type": true, "x-amz-checksum-sha256": true, "x-amz-checksum-crc64nvme": true,
		"x-amz-meta-a": false, "x-amz-acl": false,
	} {
		if got := preflight(signed.URL, "PUT", headers); (got != "refused") != allowed {
			t.Errorf("a part with %q: %s", headers, got)
		}
	}
	for _, method := range []string{"GET", "POST", "DELETE"} {
		if got := preflight(r.variables["SLIPWAY_URL"]+"/s3/multipart", method, "authorization,content-type"); !strings.Contains(got, method) {
			t.Errorf("%s to the API: allowed are %s", method, got)
		}
	}
	u.ask(t, "DELETE", "", "", "").want(t, "abort", 200, "")
}

// A signed URL is valid for one part of one upload, of one length.
func TestPartsTampered(t *testing.T) {
	r := startStack(t, withParts...)
	u, other := newParts(t, r, `{"filename":"a.txt","size":5}`), newParts(t, r, `{"filename":"b.txt","size":5}`)
	signed := u.ask(t, "GET", "/1", "&size=5", "").URL
	for what, test := range map[string]struct{ url, content string }{
		"a byte too many":  {signed, "123456"},
		"a byte too few":   {signed, "1234"},
		"another part":     {strings.Replace(signed, "partNumber=1", "partNumber=2", 1), "12345"},
		"another upload":   {strings.Replace(signed, u.UploadID, other.UploadID, 1), "12345"},
		"another key":      {strings.Replace(signed, u.Key, other.Key, 1), "12345"},
		"a longer life":    {strings.Replace(signed, "X-Amz-Expires=300", "X-Amz-Expires=900", 1), "12345"},
		"no session token": {strings.Replace(signed, "X-Amz-Security-Token", "X-Other", 1), "12345"},
	} {
		if test.url == signed && len(test.content) == 5 {
			t.Fatalf("%s: the test changes nothing", what)
		}
		if answer, body := requesttest.Send(t, http.DefaultClient, "PUT", test.url, strings.NewReader(test.content)); answer.StatusCode != 403 && !strings.Contains(body, "InvalidToken") {
			t.Errorf("%s: %d %s", what, answer.StatusCode, body)
		}
	}
	for _, u := range []*uploadInParts{u, other} {
		if listed := u.ask(t, "GET", "", "", ""); listed.text != "[]" {
			t.Errorf("stored: %s", listed.text)
		}
		u.ask(t, "DELETE", "", "", "").want(t, "abort", 200, "")
	}
	wantNoParts(t, r)
}

// Completing checks the total size of the parts, which no signature limits.
func TestPartsSizes(t *testing.T) {
	r := startStack(t, "MinUploadBytes=3", "MaxMultipartBytes=6000000")
	for body, want := range map[string]struct {
		status int
		code   string
	}{
		`{"filename":"a.txt","size":6000001}`: {413, "FileTooLarge"},
		`{"filename":"a.txt","size":2}`:       {400, "FileTooSmall"},
		`{"filename":"a.txt","size":-1}`:      {400, "InvalidSize"},
		`{"filename":"a.svg"}`:                {403, "ExtensionNotAllowed"},
	} {
		if answer, text := requesttest.Send(t, http.DefaultClient, "POST", r.variables["SLIPWAY_URL"]+"/s3/multipart", strings.NewReader(body)); answer.StatusCode != want.status || !strings.Contains(text, want.code) {
			t.Errorf("%s: %d %s", body, answer.StatusCode, text)
		}
	}
	for _, test := range []struct {
		name   string
		size   string   // declared when completing
		parts  []string // uploaded, without a declared size
		status int
		code   string
		gone   bool // the upload is complete
	}{
		{"in two parts", "", []string{mebibytes(5), "hello"}, 200, "", true},
		{"the maximum", "", []string{mebibytes(5), strings.Repeat("x", 6000000-5<<20)}, 200, "", true},
		{"the minimum", "", []string{"abc"}, 200, "", true},
		{"as declared", "&size=5", []string{"hello"}, 200, "", true},
		{"too much", "", []string{mebibytes(5), mebibytes(1)}, 413, "FileTooLarge", false},
		{"too much, though less is declared", "&size=5242880", []string{mebibytes(5), mebibytes(1)}, 413, "FileTooLarge", false},
		{"too little", "", []string{"ab"}, 400, "FileTooSmall", false},
		{"nothing", "", nil, 400, "MissingParts", false},
		{"more than declared", "&size=4", []string{"hello"}, 400, "SizeMismatch", false},
		{"less than declared", "&size=6", []string{"hello"}, 400, "IncompleteUpload", false},
		{"nothing of what is declared", "&size=6", nil, 400, "IncompleteUpload", false},
		{"small parts", "", []string{"hello", "world"}, 400, "PartTooSmall", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			u := newParts(t, r, `{"filename":"a.txt"}`)
			var parts []string
			for i, content := range test.parts {
				_, part := u.put(t, i+1, "", content)
				parts = append(parts, part)
			}
			u.complete(t, test.size, parts...).want(t, "complete", test.status, test.code)
			_, err := r.ownerClient().HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: &u.Bucket, Key: &u.Key})
			if stored := err == nil; stored != (test.status == 200) {
				t.Errorf("stored: %v", stored)
			}
			if test.gone {
				u.ask(t, "GET", "", "", "").want(t, "list afterwards", 404, "NoSuchUpload")
				return
			}
			// The same request gets the same answer. Nothing is stored.
			u.complete(t, test.size, parts...).want(t, "complete again", test.status, test.code)
			u.ask(t, "DELETE", "", "", "").want(t, "abort", 200, "")
			u.complete(t, test.size, parts...).want(t, "complete after the abort", 404, "NoSuchUpload")
		})
	}
	wantNoParts(t, r)
}

// A premature completion changes nothing.
func TestPartsCompletedTooEarly(t *testing.T) {
	r := startStack(t, withParts...)
	u := newParts(t, r, `{"filename":"a.txt"}`)
	u.complete(t, "", `{"PartNumber":1,"ETag":"\"5d41402abc4b2a76b9719d911017c592\""}`).want(t, "before any part", 400, "NoSuchPart")
	u.complete(t, "&size=5", `{"PartNumber":1}`).want(t, "before any part, with a size", 400, "IncompleteUpload")
	_, part := u.put(t, 1, "", "hello")
	u.complete(t, "", part).want(t, "complete", 200, "")
	if stored := r.stored(t)[u.Key]; stored != "hello" {
		t.Errorf("stored %q", stored)
	}
}

// The client must name all uploaded parts. After an error, the upload can continue.
func TestPartsNamed(t *testing.T) {
	r := startStack(t, withParts...)
	u := newParts(t, r, `{"filename":"a.txt"}`)
	_, first := u.put(t, 1, "", mebibytes(5))
	_, third := u.put(t, 3, "", "third")
	for _, test := range []struct {
		code  string
		parts []string
	}{
		{"MissingParts", nil},
		{"NoSuchPart", []string{first, `{"PartNumber":2,"ETag":"\"x\""}`, third}},
		{"PartNotNamed", []string{first}},
		{"PartNotNamed", []string{third}},
		{"PartNotNamed", []string{`{"PartNumber":2}`}},
		{"RepeatedPart", []string{first, first, third}},
		{"RepeatedPart", []string{first, third, third}}, // the last
		{"PartChanged", []string{first, `{"PartNumber":3,"ETag":"\"5d41402abc4b2a76b9719d911017c592\""}`}},
		{"PartChanged", []string{first, strings.Replace(third, "}", `,"ChecksumSHA256":"x"}`, 1)}}, // a checksum unknown
		{"NoSuchPart", []string{first, third, `{"PartNumber":10001,"ETag":"\"x\""}`}},
		{"NoSuchPart", []string{`{"PartNumber":0,"ETag":"\"x\""}`, first, third}},
	} {
		u.complete(t, "", test.parts...).want(t, strings.Join(test.parts, ","), 400, test.code)
	}
	// A replaced part has another ETag.
	_, again := u.put(t, 3, "", "THIRD")
	u.complete(t, "", first, third).want(t, "the replaced part", 400, "PartChanged")
	u.complete(t, "", first, strings.ReplaceAll(again, `\"`, "")).want(t, "without the quotes", 200, "")
	// A proxy has hidden an ETag from the page.
	hidden := newParts(t, r, `{"filename":"a.txt"}`)
	_, part := hidden.put(t, 1, "", "hello")
	hidden.complete(t, "", `{"PartNumber":2}`).want(t, "another part without an ETag", 400, "PartNotNamed")
	hidden.complete(t, "", `{"PartNumber":1}`).want(t, "a part without its ETag", 200, "")
	hidden.complete(t, "", part).want(t, "the same again with its ETag", 200, "")
	if stored := r.stored(t)[u.Key]; stored != mebibytes(5)+"THIRD" {
		t.Errorf("stored %d bytes", len(stored))
	}
	wantNoParts(t, r)
}

// S3 lists a thousand parts at a time; the answer has all of them.
func TestPartsListedOnManyPages(t *testing.T) {
	r := startStack(t, withParts...)
	u := newParts(t, r, `{"filename":"a.txt"}`)
	for i := range 1001 {
		_, err := r.ownerClient().UploadPart(t.Context(), &s3.UploadPartInput{
			Bucket: &u.Bucket, Key: &u.Key, UploadId: &u.UploadID, PartNumber: aws.Int32(int32(i + 1)), Body: strings.NewReader("x"),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if listed := u.ask(t, "GET", "", "", ""); len(listed.list) != 1001 || listed.list[1000].PartNumber != 1001 {
		t.Errorf("%d parts are listed", len(listed.list))
	}
	u.ask(t, "DELETE", "", "", "").want(t, "abort", 200, "")
	wantNoParts(t, r)
}

// An upload is valid for its key and its caller.
func TestPartsOfAnother(t *testing.T) {
	issuer := issuertest.New(t)
	r := startStack(t, append(callersOf(issuer.URL), "MaxMultipartBytes=100")...)
	bearer := func(subject string) []string {
		return []string{"Authorization", "Bearer " + issuer.Token(map[string]any{"sub": subject})}
	}
	ann := newParts(t, r, `{"filename":"a.txt"}`, bearer("ann")...)
	bob := newParts(t, r, `{"filename":"b.txt"}`, bearer("bob")...)
	if !strings.HasPrefix(ann.Key, "uploads/ann/") {
		t.Errorf("ann's key is %s", ann.Key)
	}
	_, part := ann.put(t, 1, "", "hello")

	each := func(what string, u *uploadInParts, status int, code string) {
		t.Helper()
		u.ask(t, "GET", "", "", "").want(t, what+" lists", status, code)
		u.complete(t, "", part).want(t, what+" completes", status, code)
		u.ask(t, "DELETE", "", "", "").want(t, what+" aborts", status, code)
	}
	thief := *ann
	thief.headers = bob.headers
	each("bob, with ann's key,", &thief, 403, "KeyNotAllowed")
	thief.ask(t, "GET", "/1", "", "").want(t, "bob signs for ann", 403, "KeyNotAllowed")
	thief.ask(t, "GET", "/batch", "&partNumbers=1", "").want(t, "bob signs for ann", 403, "KeyNotAllowed")
	thief.Key = bob.Key
	each("bob, with ann's id and his key,", &thief, 404, "NoSuchUpload")
	if answer, body := thief.put(t, 1, "", "evil"); answer.StatusCode != 404 {
		t.Errorf("bob's part for ann's id: %d %s", answer.StatusCode, body)
	}
	if answer, body := requesttest.Send(t, http.DefaultClient, "POST", r.variables["SLIPWAY_URL"]+"/s3/multipart", strings.NewReader(`{"filename":"a.txt"}`)); answer.StatusCode != 401 {
		t.Errorf("without a token: %d %s", answer.StatusCode, body)
	}

	ann.complete(t, "", part).want(t, "ann completes", 200, "")
	object, err := r.ownerClient().HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: &ann.Bucket, Key: &ann.Key})
	if err != nil || object.Metadata["caller"] != "ann" {
		t.Errorf("the caller in the metadata: %+v, %v", object, err)
	}
	bob.ask(t, "DELETE", "", "", "").want(t, "bob aborts his own", 200, "")
	wantNoParts(t, r)
}

func TestPartsSwitchedOff(t *testing.T) {
	r := startStack(t)
	answer, body := requesttest.Send(t, http.DefaultClient, "POST", r.variables["SLIPWAY_URL"]+"/s3/multipart", strings.NewReader(`{"filename":"a.txt"}`))
	if answer.StatusCode != 403 || !strings.Contains(body, `"MultipartDisabled"`) {
		t.Errorf("begin: %d %s", answer.StatusCode, body)
	}
	wantNoParts(t, r)
}
