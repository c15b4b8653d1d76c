package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// processors are the names of the processors in the template and in Go.
var processors = []struct{ name, goarch string }{{"arm64", "arm64"}, {"x86_64", "amd64"}}

// pack builds the package of the source in root into the folder out and returns its
// version. It removes the previous package.
func pack(ctx context.Context, root, out string) (version string, err error) {
	source, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		return "", err
	}
	t, err := read(source)
	if err != nil {
		return "", fmt.Errorf("template.yaml: %w", err)
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return "", err
	}
	if err := removePrevious(out); err != nil {
		return "", err
	}
	built, err := os.MkdirTemp("", "slipway-package-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(built)

	var files []file
	for _, processor := range processors {
		if err := build(ctx, root, built, processor.goarch, t.functions); err != nil {
			return "", err
		}
		for _, function := range t.functions {
			f, err := zipped(filepath.Join(built, "build-"+function, "bootstrap"), function, processor.name)
			if err != nil {
				return "", err
			}
			t.setZip(function, processor.name, f.name)
			files = append(files, f)
		}
	}
	text, err := t.packaged()
	if err != nil {
		return "", err
	}
	licence, err := os.ReadFile(filepath.Join(root, "LICENSE"))
	if err != nil {
		return "", err
	}
	files = append(files, file{"template.yaml", text}, file{"LICENSE", licence})
	var sums strings.Builder
	for _, f := range files {
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(f.data), f.name)
	}
	for _, f := range append(files, file{"SHA256SUMS", []byte(sums.String())}) {
		if err := os.WriteFile(filepath.Join(out, f.name), f.data, 0o644); err != nil {
			return "", err
		}
	}
	return t.version, nil
}

// A file of the package.
type file struct {
	name string
	data []byte
}

// removePrevious removes the zip files of the previous package, and no other files,
// such as that of the client.
func removePrevious(out string) error {
	for _, processor := range processors {
		previous, err := filepath.Glob(filepath.Join(out, "*-"+processor.name+"-*.zip"))
		if err != nil {
			return err
		}
		for _, path := range previous {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	return nil
}

// zipped returns the zip file of a function's program. Its name contains a digest:
// CloudFormation updates a function only if the name has changed.
func zipped(path, function, processor string) (file, error) {
	program, err := os.ReadFile(path)
	if err != nil {
		return file{}, err
	}
	data, err := archive(program)
	if err != nil {
		return file{}, err
	}
	folder := strings.ToLower(strings.TrimSuffix(function, "Function"))
	return file{fmt.Sprintf("%s-%s-%.8x.zip", folder, processor, sha256.Sum256(data)), data}, nil
}

// archive returns a zip file of the executable program, with the format's earliest
// time.
func archive(program []byte) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	header := &zip.FileHeader{
		Name: "bootstrap", Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	header.SetMode(0o755)
	entry, err := w.CreateHeader(header)
	if err != nil {
		return nil, err
	}
	if _, err := entry.Write(program); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
