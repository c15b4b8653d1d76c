package s3

import (
	"context"
	"hash/maphash"
	"io"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/s3api/middlewares"
	"github.com/versity/versitygw/s3response"
)

// versionBackend serializes operations on the versions of a key. The gateway looks
// up a version and then uses its path, where another version may be by then: tags
// could be lost, or set on the other version.
type versionBackend struct {
	backend.Backend
	keys *keyLocks
}

// keyLocks are locks of keys. Several keys may share a lock.
type keyLocks struct {
	seed  maphash.Seed
	locks [256]sync.Mutex
}

func newKeyLocks() *keyLocks { return &keyLocks{seed: maphash.MakeSeed()} }

type objectName struct{ bucket, key string }

// lock locks keys and returns a function that unlocks them.
func (l *keyLocks) lock(names ...objectName) (unlock func()) {
	var which []int
	for _, name := range names {
		which = append(which, int(maphash.Comparable(l.seed, name)%uint64(len(l.locks))))
	}
	slices.Sort(which) // one order avoids deadlocks
	which = slices.Compact(which)
	for _, i := range which {
		l.locks[i].Lock()
	}
	return func() {
		for _, i := range which {
			l.locks[i].Unlock()
		}
	}
}

// PutObject locks the key at the end of the body, so that a slow upload does not
// block others.
func (b versionBackend) PutObject(ctx context.Context, object s3response.PutObjectInput) (
	s3response.PutObjectOutput, error) {
	var unlock func()
	lock := func() {
		if unlock == nil {
			unlock = b.keys.lock(objectName{*object.Bucket, *object.Key})
		}
	}
	defer func() {
		if unlock != nil {
			unlock()
		}
	}()
	switch body := object.Body.(type) {
	case nil:
		lock()
	case middlewares.ChecksumReader: // the gateway recognizes it by its methods
		object.Body = struct {
			io.Reader
			checksummed
		}{&endReader{body, lock}, body}
	default:
		object.Body = &endReader{body, lock}
	}
	return b.Backend.PutObject(ctx, object)
}

// checksummed are the methods of a ChecksumReader besides Read.
type checksummed interface {
	Algorithm() string
	Checksum() string
}

// endReader calls atEnd before it returns io.EOF.
type endReader struct {
	io.Reader
	atEnd func()
}

func (r *endReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err == io.EOF {
		r.atEnd()
	}
	return n, err
}

func (b versionBackend) CompleteMultipartUpload(ctx context.Context, upload *s3.CompleteMultipartUploadInput) (
	s3response.CompleteMultipartUploadResult, string, error) {
	defer b.keys.lock(objectName{*upload.Bucket, *upload.Key})()
	return b.Backend.CompleteMultipartUpload(ctx, upload)
}

func (b versionBackend) DeleteObject(ctx context.Context, object *s3.DeleteObjectInput) (
	*s3.DeleteObjectOutput, error) {
	defer b.keys.lock(objectName{*object.Bucket, *object.Key})()
	return b.Backend.DeleteObject(ctx, object)
}

func (b versionBackend) DeleteObjects(ctx context.Context, objects *s3.DeleteObjectsInput) (
	s3response.DeleteResult, error) {
	var names []objectName
	for _, o := range objects.Delete.Objects {
		names = append(names, objectName{*objects.Bucket, *o.Key})
	}
	defer b.keys.lock(names...)()
	return b.Backend.DeleteObjects(ctx, objects)
}

func (b versionBackend) GetObjectTagging(ctx context.Context, bucket, key, version string) (
	map[string]string, error) {
	defer b.keys.lock(objectName{bucket, key})()
	return b.Backend.GetObjectTagging(ctx, bucket, key, version)
}

func (b versionBackend) PutObjectTagging(ctx context.Context, bucket, key, version string,
	tags map[string]string) error {
	defer b.keys.lock(objectName{bucket, key})()
	return b.Backend.PutObjectTagging(ctx, bucket, key, version, tags)
}

func (b versionBackend) DeleteObjectTagging(ctx context.Context, bucket, key, version string) error {
	defer b.keys.lock(objectName{bucket, key})()
	return b.Backend.DeleteObjectTagging(ctx, bucket, key, version)
}
