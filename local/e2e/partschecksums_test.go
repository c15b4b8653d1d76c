package e2e

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"hash/crc64"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"slipway/local/internal/requesttest"
)

// The checksum of a part is signed: S3 accepts no other bytes. The checksum of the
// whole file is compared at the end.
func TestPartsChecksums(t *testing.T) {
	r := startStack(t, withParts...)
	sha := func(s string) string {
		sum := sha256.Sum256([]byte(s))
		return base64.StdEncoding.EncodeToString(sum[:])
	}
	nvme := crc64.MakeTable(0x9a6c9329ac4bc9b5)
	crc := func(s string) string {
		return base64.StdEncoding.EncodeToString(binary.BigEndian.AppendUint64(nil, crc64.Checksum([]byte(s), nvme)))
	}
	contents := []string{mebibytes(5), "hello"}
	composite := func() string {
		h := sha256.New()
		for _, content := range contents {
			sum := sha256.Sum256([]byte(content))
			h.Write(sum[:])
		}
		return base64.StdEncoding.EncodeToString(h.Sum(nil)) + "-2"
	}()
	for _, test := range []struct {
		algorithm, parameter, member string
		of                           func(string) string
		whole, wrong                 string
	}{
		{"SHA256", "sha256", "ChecksumSHA256", sha, composite, sha("x") + "-2"},
		{"CRC64NVME", "crc64nvme", "ChecksumCRC64NVME", crc, crc(contents[0] + contents[1]), crc("x")},
	} {
		t.Run(test.algorithm, func(t *testing.T) {
			u := newParts(t, r, `{"filename":"a.txt","checksum":"`+test.algorithm+`"}`)
			var parts []string
			for i, content := range contents {
				query := "&" + test.parameter + "=" + url.QueryEscape(test.of(content))
				if answer, body := u.put(t, i+1, query, strings.ToUpper(content)); answer.StatusCode != 400 {
					t.Errorf("other bytes than the checksum's: %d %s", answer.StatusCode, body)
				}
				if answer, body := requesttest.Send(t, http.DefaultClient, "PUT", u.ask(t, "GET", "/1", query, "").URL, strings.NewReader(content)); answer.StatusCode != 403 {
					t.Errorf("without the signed header: %d %s", answer.StatusCode, body)
				}
				_, part := u.put(t, i+1, query, content)
				parts = append(parts, strings.Replace(part, "}", `,"`+test.member+`":"`+test.of(content)+`"}`, 1))
			}
			if listed := u.ask(t, "GET", "", "", "").text; !strings.Contains(listed, `"`+test.member+`":"`+test.of("hello")+`"`) {
				t.Errorf("listed: %s", listed)
			}
			complete := func(whole string) answerOfParts {
				return u.ask(t, "POST", "/complete", "", `{"parts":[`+strings.Join(parts, ",")+`],"`+test.member+`":"`+whole+`"}`)
			}
			u.complete(t, "", parts[0], strings.Replace(parts[1], test.of("hello"), test.of("x"), 1)).want(t, "another part's checksum", 400, "PartChanged")
			for what, whole := range map[string]string{
				"another file's checksum": test.wrong, "half a checksum": test.whole[2:], "no checksum": "x", "an empty one": "",
			} {
				code := "InvalidFileChecksum"
				if whole == test.wrong {
					code = "ChecksumMismatch" // found by S3
				}
				complete(whole).want(t, what, 400, code)
			}
			complete(test.whole).want(t, "complete", 200, "")
			object, err := r.ownerClient().GetObject(t.Context(), &s3.GetObjectInput{Bucket: &u.Bucket, Key: &u.Key, ChecksumMode: types.ChecksumModeEnabled})
			if err != nil {
				t.Fatal(err)
			}
			defer object.Body.Close()
			stored, err := io.ReadAll(object.Body)
			if err != nil || string(stored) != contents[0]+contents[1] {
				t.Errorf("stored %d bytes, %v", len(stored), err)
			}
			if got := aws.ToString(object.ChecksumSHA256) + aws.ToString(object.ChecksumCRC64NVME); got != test.whole {
				t.Errorf("stored with the checksum %s, want %s", got, test.whole)
			}
		})
	}
	// S3 does not compare checksums of another algorithm than the upload's.
	u := newParts(t, r, `{"filename":"a.txt"}`)
	_, part := u.put(t, 1, "", "hello")
	for _, whole := range []string{`"ChecksumCRC64NVME":"` + crc("x") + `"`, `"ChecksumSHA256":"` + sha("x") + `-1"`} {
		u.ask(t, "POST", "/complete", "", `{"parts":[`+part+`],`+whole+`}`).want(t, whole, 400, "ChecksumNotCreated")
	}
	u.ask(t, "DELETE", "", "", "").want(t, "abort", 200, "")
	wantNoParts(t, r)
}
