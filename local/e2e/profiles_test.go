package e2e

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"slipway/local/internal/issuertest"
	"slipway/local/internal/requesttest"
	"slipway/local/stack"
)

// threeProfiles are a picture in a form, a document and a video in parts.
const threeProfiles = `{
	"avatar":   {"types": ["image/png", "image/jpeg"], "maxBytes": 5, "maxMultipartBytes": 0, "requireSha256": true},
	"contract": {"types": ["application/pdf"], "minBytes": 2, "keyStyle": "filename", "expiresSeconds": 60},
	"video":    {"types": ["video/*"], "maxMultipartBytes": 6000000, "requireSize": true}
}`

// writeProfiles writes a file with profiles, and returns its path.
func writeProfiles(t *testing.T, profiles string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "profiles.json")
	if err := os.WriteFile(path, []byte(profiles), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// startWithProfiles returns a stack with these profiles.
func startWithProfiles(t *testing.T, profiles string, parameters ...string) *running {
	t.Helper()
	r := startOwn(t, stack.Options{Profiles: writeProfiles(t, profiles)}, parameters...)
	t.Cleanup(r.stack.Close)
	return r
}

// codeOf sends a request and returns the status and the code of the answer.
func codeOf(t *testing.T, r *running, method, path, body string, headers ...string) (int, string) {
	t.Helper()
	answer, text := requesttest.Send(t, http.DefaultClient, method, r.variables["SLIPWAY_URL"]+path, strings.NewReader(body), headers...)
	var failure struct{ Code string }
	if err := json.Unmarshal([]byte(text), &failure); err != nil {
		t.Fatalf("%s: %v in %s", path, err, text)
	}
	return answer.StatusCode, failure.Code
}

func TestProfiles(t *testing.T) {
	r := startWithProfiles(t, threeProfiles, "MaxMultipartBytes=100")
	const sha256 = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=" // of hello

	// Each profile accepts its files, in its own folder.
	for _, test := range []struct{ query, folder, content string }{
		{"filename=a.png&profile=avatar&sha256=" + url.QueryEscape(sha256), "uploads/avatar/", "hello"},
		{"filename=a.pdf&profile=contract", "uploads/contract/a.pdf", "contract"},
		{"filename=a.txt", "uploads/", "none"},
	} {
		action, fields := r.form(t, test.query)
		if !strings.HasPrefix(fields[0].value, test.folder) {
			t.Errorf("%s: key %s, want %s", test.query, fields[0].value, test.folder)
		}
		if answer, body := upload(t, action, fields, test.content); answer.StatusCode != 201 {
			t.Errorf("%s: %d %s", test.query, answer.StatusCode, body)
		}
		if stored := r.stored(t)[fields[0].value]; stored != test.content {
			t.Errorf("%s: stored %q", test.query, stored)
		}
	}
	// S3 enforces the limits of a profile.
	action, fields := r.form(t, "filename=a.pdf&profile=contract")
	if answer, body := upload(t, action, fields, "1"); answer.StatusCode != 400 || !strings.Contains(body, "EntityTooSmall") {
		t.Errorf("a contract of one byte: %d %s", answer.StatusCode, body)
	}
	if answer, body := upload(t, action, with(fields, "key", "uploads/avatar/a.pdf"), "hello"); answer.StatusCode != 403 {
		t.Errorf("a contract as an avatar: %d %s", answer.StatusCode, body)
	}

	video := newParts(t, r, `{"filename":"a.mp4","profile":"video","size":5242885}`)
	if !strings.HasPrefix(video.Key, "uploads/video/") {
		t.Errorf("key %s", video.Key)
	}
	_, first := video.put(t, 1, "&size=5242885", mebibytes(5))
	_, second := video.put(t, 2, "&size=5242885", "hello")

	// Files that the profile refuses.
	hash := "&sha256=" + url.QueryEscape(sha256)
	for _, test := range []struct {
		method, path, body string
		status             int
		code               string
	}{
		{"GET", "/getS3UploadCredentials?profile=avatar&filename=a.pdf" + hash, "", 403, "TypeNotAllowed"},
		{"GET", "/getS3UploadCredentials?profile=avatar&filename=a.png&size=6" + hash, "", 413, "FileTooLarge"},
		{"GET", "/getS3UploadCredentials?profile=avatar&filename=a.png", "", 400, "Sha256Required"},
		{"GET", "/s3/params?profile=contract&filename=a.png", "", 403, "TypeNotAllowed"},
		{"GET", "/s3/params?profile=contract&filename=a.pdf&size=1", "", 400, "FileTooSmall"},
		{"GET", "/getS3UploadCredentials?profile=video&filename=a.mp4", "", 400, "SizeRequired"},
		{"GET", "/getS3UploadCredentials?profile=videos&filename=a.mp4", "", 400, "UnknownProfile"},
		{"GET", "/getS3UploadCredentials?profile=video&profile=avatar&filename=a.mp4", "", 400, "RepeatedParameter"},
		{"GET", "/rules?profile=videos", "", 400, "UnknownProfile"},
		{"POST", "/s3/multipart", `{"profile":"avatar","filename":"a.png","size":5}`, 403, "MultipartDisabled"},
		{"POST", "/s3/multipart", `{"profile":"video","filename":"a.mp4","size":6000001}`, 413, "FileTooLarge"},
		{"POST", "/s3/multipart", `{"profile":"video","filename":"a.mp4"}`, 400, "SizeRequired"},
		{"POST", "/s3/multipart", `{"profile":"video","filename":"a.pdf","size":5}`, 403, "TypeNotAllowed"},
		{"POST", "/s3/multipart", `{"filename":"a.txt","size":101}`, 413, "FileTooLarge"}, // the parameter's limit, not the profile's
		{"POST", "/s3/multipart", `{"profile":"videos","filename":"a.mp4","size":5}`, 400, "UnknownProfile"},
		{"POST", "/s3/multipart", `{"profile":5,"filename":"a.mp4","size":5}`, 400, "InvalidBody"},
	} {
		if status, code := codeOf(t, r, test.method, test.path, test.body); status != test.status || code != test.code {
			t.Errorf("%s %s: %d %s, want %d %s", test.path, test.body, status, code, test.status, test.code)
		}
	}

	// No upload continues under another profile.
	other := *video
	other.Key = strings.Replace(video.Key, "/video/", "/", 1)
	other.ask(t, "GET", "", "", "").want(t, "list without a profile", 404, "NoSuchUpload") // the key is valid, but of another upload
	other.ask(t, "DELETE", "", "", "").want(t, "abort without a profile", 404, "NoSuchUpload")
	other.Key = strings.Replace(video.Key, "/video/", "/avatar/", 1)
	other.ask(t, "GET", "/1", "&size=5", "").want(t, "an avatar in parts", 403, "MultipartDisabled")
	other.complete(t, "", first, second).want(t, "an avatar in parts", 403, "MultipartDisabled")
	other.Key = strings.Replace(video.Key, "/video/", "/videos/", 1)
	other.ask(t, "GET", "", "", "").want(t, "an unknown profile", 403, "KeyNotAllowed")
	for _, query := range []string{"&profile=avatar", "&profile=", "&profile=videos"} {
		video.ask(t, "GET", "", query, "").want(t, query, 403, "KeyNotAllowed")
		video.ask(t, "GET", "/1", query+"&size=5242885", "").want(t, query, 403, "KeyNotAllowed")
		video.ask(t, "GET", "/batch", query+"&size=5242885&partNumbers=1", "").want(t, query, 403, "KeyNotAllowed")
		video.ask(t, "POST", "/complete", query, `{"parts":[`+first+","+second+`]}`).want(t, query, 403, "KeyNotAllowed")
		video.ask(t, "DELETE", "", query, "").want(t, query, 403, "KeyNotAllowed")
	}
	video.ask(t, "POST", "/complete", "", `{"profile":"avatar","parts":[`+first+","+second+`]}`).want(t, "complete as an avatar", 403, "KeyNotAllowed")

	video.ask(t, "GET", "", "&profile=video", "").want(t, "list", 200, "")
	video.ask(t, "POST", "/complete", "&size=5242885", `{"profile":"video","parts":[`+first+","+second+`]}`).want(t, "complete", 200, "")
	if stored := r.stored(t)[video.Key]; stored != mebibytes(5)+"hello" {
		t.Errorf("stored %d bytes", len(stored))
	}
	wantNoParts(t, r)
}

// GET /rules describes what is accepted.
func TestRules(t *testing.T) {
	r := startWithProfiles(t, threeProfiles, "MaxMultipartBytes=100")
	for profile, want := range map[string]string{
		"avatar": `"types":["image/png","image/jpeg"],"accept":"…","minBytes":1,"maxBytes":5,"maxMultipartBytes":0,` +
			`"requireSize":false,"requireSha256":true,"maxFiles":100,"expires":300}`,
		"contract": `"types":["application/pdf"],"accept":"…","minBytes":2,"maxBytes":10485760,"maxMultipartBytes":100,` +
			`"requireSize":false,"requireSha256":false,"maxFiles":100,"expires":60}`,
		"video": `"types":["video/*"],"accept":"…","minBytes":1,"maxBytes":10485760,"maxMultipartBytes":6000000,` +
			`"requireSize":true,"requireSha256":false,"maxFiles":100,"expires":300}`,
	} {
		answer, body := requesttest.Send(t, http.DefaultClient, "GET", r.variables["SLIPWAY_URL"]+"/rules?profile="+profile, nil)
		before, rest, _ := strings.Cut(body, `"accept":"`)
		accept, after, _ := strings.Cut(rest, `"`)
		if got := before + `"accept":"…"` + after; answer.StatusCode != 200 || got != `{"profile":"`+profile+`",`+want {
			t.Errorf("%s: %d %s", profile, answer.StatusCode, got)
		}
		if answer.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", profile, answer.Header)
		}
		for _, file := range map[string][]string{"avatar": {".png", ".jpg", "image/jpeg"}, "contract": {".pdf"}, "video": {".mp4", "video/*"}}[profile] {
			if !strings.Contains(","+accept+",", ","+file+",") {
				t.Errorf("%s: no %s in %s", profile, file, accept)
			}
		}
	}
	answer, body := requesttest.Send(t, http.DefaultClient, "GET", r.variables["SLIPWAY_URL"]+"/rules", nil)
	if answer.StatusCode != 200 || !strings.HasPrefix(body, `{"profile":"","types":["image/avif",`) || !strings.Contains(body, `"maxMultipartBytes":100,`) {
		t.Errorf("without a profile: %d %s", answer.StatusCode, body)
	}
}

// A profile may require a scope, and the deployment another for every route.
func TestScopes(t *testing.T) {
	issuer := issuertest.New(t)
	parameters := append(callersOf(issuer.URL), "MaxMultipartBytes=100", "JwtScopes=uploads:write,admin")
	r := startWithProfiles(t, `{"contract": {"scope": "contracts:write", "types": ["application/pdf"]}, "ann": {}}`, parameters...)
	bearer := func(subject string, claims map[string]any) []string {
		claims["sub"] = subject
		return []string{"Authorization", "Bearer " + issuer.Token(claims)}
	}
	for _, test := range []struct {
		name   string
		claims map[string]any
		status int
		code   string // empty for API Gateway's own answer
	}{
		{"both", map[string]any{"scope": "uploads:write contracts:write"}, 200, ""},
		{"in a list", map[string]any{"scp": []string{"admin", "contracts:write"}}, 200, ""},
		{"only the routes'", map[string]any{"scope": "uploads:write"}, 403, "ScopeMissing"},
		{"only the routes', in a list", map[string]any{"scp": []string{"admin"}}, 403, "ScopeMissing"},
		{"only the profile's", map[string]any{"scope": "contracts:write"}, 403, ""},
		{"none", map[string]any{}, 403, ""},
	} {
		headers := bearer("ann", test.claims)
		for _, request := range [][3]string{
			{"GET", "/getS3UploadCredentials?filename=a.pdf&profile=contract", ""},
			{"GET", "/s3/params?filename=a.pdf&profile=contract", ""},
			{"GET", "/rules?profile=contract", ""},
			{"POST", "/s3/multipart", `{"filename":"a.pdf","profile":"contract"}`},
		} {
			if status, code := codeOf(t, r, request[0], request[1], request[2], headers...); status != test.status || code != test.code {
				t.Errorf("%s, %s: %d %q, want %d %q", test.name, request[1], status, code, test.status, test.code)
			}
		}
	}
	// In a batch, each file has its own result.
	_, body := requesttest.Send(t, http.DefaultClient, "POST", r.variables["SLIPWAY_URL"]+"/uploads",
		strings.NewReader(`{"files":[{"name":"a.pdf","profile":"contract"},{"name":"b.pdf"},{"name":"c.pdf","profile":"none"},{"name":"d.pdf","profile":"ann"}]}`),
		bearer("ann", map[string]any{"scope": "admin"})...)
	var batch struct {
		Uploads []struct {
			Code   string
			Params map[string]string
		}
	}
	if err := json.Unmarshal([]byte(body), &batch); err != nil || len(batch.Uploads) != 4 {
		t.Fatal(body)
	}
	if u := batch.Uploads; u[0].Code != "ScopeMissing" || u[2].Code != "UnknownProfile" ||
		!strings.HasPrefix(u[1].Params["key"], "uploads/_61nn/") || !strings.HasPrefix(u[3].Params["key"], "uploads/ann/ann/") {
		t.Errorf("%s", body)
	}

	// Neither a token without the scope nor another caller can continue an upload.
	full := map[string]any{"scope": "admin contracts:write"}
	u := newParts(t, r, `{"filename":"a.pdf","profile":"contract"}`, bearer("ann", full)...)
	_, part := u.put(t, 1, "", "hello")
	for _, test := range []struct {
		headers []string
		code    string
	}{{bearer("ann", map[string]any{"scope": "admin"}), "ScopeMissing"}, {bearer("bob", full), "KeyNotAllowed"}} {
		thief := *u
		thief.headers = test.headers
		thief.ask(t, "GET", "", "", "").want(t, "list", 403, test.code)
		thief.ask(t, "GET", "/1", "", "").want(t, "sign", 403, test.code)
		thief.complete(t, "", part).want(t, "complete", 403, test.code)
		thief.ask(t, "DELETE", "", "", "").want(t, "abort", 403, test.code)
	}
	u.complete(t, "", part).want(t, "complete", 200, "")
}

// An invalid profile fails the build, or the function's start if it contradicts a
// parameter. The message says what to do.
func TestWrongProfiles(t *testing.T) {
	t.Parallel()
	for profiles, want := range map[string]string{
		`{"avatar": {"maxBytes": "2 MB"}}`:                   `profile "avatar": maxBytes is "2 MB", but must be a whole number from 1 to 5368709120`,
		`{"avatar": {"maxbytes": 2}}`:                        `profile "avatar" has no member "maxbytes": there are types, minBytes, maxBytes,`,
		`{"Avatar": {}}`:                                     `profile "Avatar": the name must be small letters`,
		`{"avatar": {}`:                                      "profiles.json is not JSON, line 1",
		`{"avatar": {"expiresSeconds": 301}}`:                `profile \"avatar\": expiresSeconds is 301, but must be at most EXPIRES_SECONDS, 300`,
		`{"avatar": {"minBytes": 99999999}}`:                 `profile \"avatar\": minBytes is 99999999, but must be at most maxBytes, 10485760`,
		`{"avatar": {"types": ["image/png"], "scope": "a"}}`: `profile \"avatar\": scope is a, but must be left out where JWT_ISSUER is empty`,
	} {
		status, _, stderr := runProgram(t, filepath.Join(root, "local"), nil, "-profiles", writeProfiles(t, profiles), "--", "true")
		if status != 1 || !strings.Contains(stderr, want) {
			t.Errorf("%s: %d %s", profiles, status, stderr)
		}
	}
	status, _, stderr := runProgram(t, filepath.Join(root, "local"), nil, "-profiles", filepath.Join(t.TempDir(), "none.json"), "--", "true")
	if status != 1 || !strings.Contains(stderr, "none.json") {
		t.Errorf("no file: %d %s", status, stderr)
	}
}
