package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"time"

	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/local/s3"
)

// verdictsArgument runs verdicts instead of the measures.
const verdictsArgument = "verdicts"

const verdictRounds = 100

// verdict measures the time from S3's answer to the verdict's tag, on the local
// stack.
func verdict(ctx context.Context, b *bench) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	output, err := b.stack(ctx, nil, []string{self, verdictsArgument})
	if err != nil {
		return err
	}
	var took []float64
	if err := json.Unmarshal(output, &took); err != nil {
		return fmt.Errorf("the uploader printed %.200q: %w", output, err)
	}
	r := newRounds("from S3's answer to the verdict's tag", "ms")
	for _, value := range took {
		r.add(slipway, value)
	}
	b.table.add(r, absolute(100, "ms"))
	return nil
}

// verdicts uploads pictures for verdict, one after the other, and prints the time
// until each has a verdict.
func verdicts(ctx context.Context) error {
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 640, 480))); err != nil {
		return err
	}
	owner := s3.NewClient(os.Getenv("S3_ENDPOINT"), os.Getenv("AWS_REGION"),
		os.Getenv("OWNER_ACCESS_KEY_ID"), os.Getenv("OWNER_SECRET_ACCESS_KEY"))
	bucket := os.Getenv("S3_BUCKET")
	var took []float64
	for range verdictRounds + 1 {
		key, err := uploadPicture(ctx, picture.Bytes())
		if err != nil {
			return err
		}
		answered := time.Now()
		for tagged := false; !tagged; {
			out, err := owner.GetObjectTagging(ctx, &awss3.GetObjectTaggingInput{Bucket: &bucket, Key: &key})
			if err != nil {
				return err
			}
			if time.Since(answered) > timeout {
				return fmt.Errorf("no verdict within %v", timeout)
			}
			tagged = len(out.TagSet) > 0
		}
		took = append(took, milliseconds(time.Since(answered)))
	}
	return json.NewEncoder(os.Stdout).Encode(took[1:]) // the first fills caches
}

// uploadPicture uploads with a form and returns the key.
func uploadPicture(ctx context.Context, picture []byte) (key string, err error) {
	answer, err := http.Get(os.Getenv("SLIPWAY_URL") + "/getS3UploadCredentials?filename=a.png")
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	var form struct {
		UploadURL string `json:"upload_url"`
		Params    map[string]string
	}
	if err := json.NewDecoder(answer.Body).Decode(&form); err != nil {
		return "", err
	}
	var body bytes.Buffer
	writer := multipart.NewWriter(&body)
	for name, value := range form.Params {
		writer.WriteField(name, value)
	}
	file, _ := writer.CreateFormFile("file", "a.png")
	file.Write(picture)
	writer.Close()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, form.UploadURL, &body)
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", writer.FormDataContentType())
	stored, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer stored.Body.Close()
	if text, _ := io.ReadAll(stored.Body); stored.StatusCode != http.StatusCreated {
		return "", fmt.Errorf("S3 answers %s: %.200s", stored.Status, text)
	}
	return form.Params["key"], nil
}
