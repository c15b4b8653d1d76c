package main

import (
	"archive/zip"
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// sizes measures what is deployed, unpacked and as the archive for Lambda.
func sizes(ctx context.Context, b *bench) error {
	programs, err := b.built(ctx)
	if err != nil {
		return err
	}
	plain, zipped := newRounds("size", "MB"), newRounds("size of the archive", "MB")
	for _, p := range programs {
		size, archive, err := sizesOf(p.files)
		if err != nil {
			return err
		}
		plain.add(p.name, float64(size)/1e6)
		zipped.add(p.name, float64(archive)/1e6)
	}
	b.table.add(plain)
	b.table.add(zipped, absolute(4, "MB"))
	return nil
}

// sizesOf returns the size of a file or of all files in a folder, and of their
// archive, in bytes.
func sizesOf(path string) (plain, zipped int64, err error) {
	counted := &counter{}
	archive := zip.NewWriter(counted)
	err = filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		file, err := os.Open(name)
		if err != nil {
			return err
		}
		defer file.Close()
		into, err := archive.Create(name)
		if err != nil {
			return err
		}
		n, err := io.Copy(into, file)
		plain += n
		return err
	})
	if err == nil {
		err = archive.Close()
	}
	return plain, counted.bytes, err
}

type counter struct{ bytes int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.bytes += int64(len(p))
	return len(p), nil
}
