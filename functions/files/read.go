package main

import (
	"context"
	"errors"
	"log/slog"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/functions/internal/api"
	"slipway/functions/internal/awserr"
	"slipway/functions/internal/mediatype"
	"slipway/functions/internal/version"
)

// A file is the answer to GET /files. If the file was not accepted, S3 lets the
// function read only its tags.
type file struct {
	Key       string `json:"key"`
	VersionID string `json:"versionId,omitempty"`
	State     string `json:"state"` // checking, accepted or rejected
	Reason    string `json:"reason,omitempty"`
	Type      string `json:"type,omitempty"`
	Size      *int64 `json:"size,omitempty"`
	ETag      string `json:"etag,omitempty"`  // without quotes
	Width     int64  `json:"width,omitempty"` // of an accepted picture
	Height    int64  `json:"height,omitempty"`
	URL       string `json:"url,omitempty"`
	Expires   int    `json:"expires,omitempty"` // lifetime of the URL in seconds
}

const checking = "checking"

// read answers with the state of the latest version, and a URL if it was
// accepted.
func (h *handler) read(ctx context.Context, request api.Request, caller string) (api.Outcome, error) {
	t, err := h.target(request, caller)
	if err != nil {
		return api.Outcome{}, err
	}
	disposition, ok := t.query["disposition"]
	if ok && disposition != "inline" && disposition != "attachment" {
		return api.Outcome{}, api.BadRequest("InvalidDisposition", api.Details{"accepted": []string{"attachment", "inline"}},
			"The disposition must be inline or attachment.")
	}
	f := file{Key: t.key, State: checking}
	o, tags, err := h.open(ctx, version.ID{Bucket: t.rules.Bucket, Key: t.key})
	if err != nil {
		return api.Outcome{}, err
	}
	if o != nil {
		f.VersionID = o.Version
	}
	f.Type = tags[version.TypeTag]
	switch {
	case !h.inspected, tags[version.VerdictTag] == version.Accepted:
		f.State = version.Accepted
		f.Width, f.Height = version.ParseDimensions(tags[version.DimensionsTag])
		if err := h.describe(ctx, &f, o, disposition == "inline", t.rules.Lifetime); err != nil {
			return api.Outcome{}, err
		}
	case tags[version.VerdictTag] == version.Rejected:
		f.State, f.Reason = version.Rejected, tags[version.ReasonTag]
	}
	return api.Outcome{
		Response: api.JSON(http.StatusOK, f),
		Log:      api.Record{Attrs: []slog.Attr{slog.String("state", f.State), api.ContentType(f.Type)}},
	}, nil
}

// open returns the latest version of a key and its tags, or only the tags of a
// version that was not accepted. A verdict may arrive between the two requests, so
// open tries again if it cannot read a version whose tags say that it is accepted.
func (h *handler) open(ctx context.Context, id version.ID) (*version.Object, map[string]string, error) {
	o, tags, err := h.openOnce(ctx, id)
	if err == nil && o == nil && tags[version.VerdictTag] == version.Accepted {
		o, tags, err = h.openOnce(ctx, id)
		if err == nil && o == nil && tags[version.VerdictTag] == version.Accepted {
			err = errors.New("the function's role may not read an accepted file: check its policy and the bucket's")
		}
	}
	return o, tags, err
}

func (h *handler) openOnce(ctx context.Context, id version.ID) (*version.Object, map[string]string, error) {
	o, err := version.Stat(ctx, h.s3, id)
	switch {
	case err == nil && h.inspected:
		tags, err := o.Tags()
		if err != nil {
			return nil, nil, fromS3(err)
		}
		return o, tags, nil
	case err == nil:
		return o, nil, nil
	case h.inspected && awserr.Status(err) == http.StatusForbidden: // the gate does not protect tags
		tags, err := version.Tags(ctx, h.s3, id)
		if err != nil {
			return nil, nil, fromS3(err)
		}
		return nil, tags, nil
	}
	return nil, nil, fromS3(err)
}

// describe adds the properties of an accepted version, and a URL to read it.
func (h *handler) describe(ctx context.Context, f *file, o *version.Object, inline bool, lifetime time.Duration) error {
	f.Size, f.ETag = &o.Size, strings.Trim(o.ETag, `"`)
	contentType := o.Declared
	if f.Type == "" { // not inspected
		f.Type = mediatype.Name(o.Declared)
	} else if f.Type != mediatype.Name(o.Declared) {
		contentType = f.Type
	} // else keep the declared type, with its charset
	disposition := "attachment"
	if inline && isInert(f.Type) {
		disposition = "inline"
	}
	disposition = mime.FormatMediaType(disposition, map[string]string{"filename": path.Base(o.Key)})
	input := &s3.GetObjectInput{
		Bucket: &o.Bucket, Key: &o.Key, ResponseContentType: &contentType, ResponseContentDisposition: &disposition,
	}
	if o.Version != "" { // the bucket keeps versions
		input.VersionId = &o.Version
	}
	signed, err := h.presign.PresignGetObject(ctx, input, s3.WithPresignExpires(lifetime))
	if err != nil {
		return err
	}
	f.URL, f.Expires = signed.URL, int(lifetime.Seconds())
	return nil
}

// isInert reports whether browsers show files of type t without running anything
// in them. Files of other types are downloaded.
func isInert(t string) bool {
	if mediatype.IsActive(t) {
		return false
	}
	major, _, _ := strings.Cut(t, "/")
	return major == "image" || major == "audio" || major == "video" || t == "text/plain" || t == "application/pdf"
}
