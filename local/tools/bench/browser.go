package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"slipway/local/tools/bench/link"
)

// clients are the labels of the clients, by their names in web/bench.
var clients = map[string]string{
	"slipway":      slipway,
	"uppy5":        "Uppy 5, as with its Companion",
	"uppy6":        "Uppy 6, as with its Companion",
	"presignedPut": "a presigned PUT for each file",
	"curl":         "curl, one PUT",
}

const smallRounds = 5

// smallFiles measures many small files from a browser, far from the servers.
func smallFiles(ctx context.Context, b *bench) error {
	r, err := b.browse(ctx, "200 files of 20 KB, 50 ms away", 0, 50*time.Millisecond,
		"small", fmt.Sprintf("ROUNDS=%d", smallRounds))
	if err != nil {
		return err
	}
	b.table.add(r.whole, faster(3, clients["presignedPut"]), faster(2.5, clients["uppy5"]))
	return nil
}

// A shape is a link and the file that is sent through it.
type shape struct {
	measure       string
	bytes         int64
	bitsPerSecond float64
	roundTrip     time.Duration
	rounds        int
}

// At 50 Mbit/s, 1 GiB would take three minutes for each client. With 64 MiB, time
// lost at the start and the end also counts more.
var shapes = []shape{
	{"1 GiB at 1 Gbit/s", 1 << 30, 1e9, 0, 3},
	{"64 MiB at 50 Mbit/s, 50 ms away", 64 << 20, 50e6, 50 * time.Millisecond, 3},
}

// largeFile measures one large file from a browser.
func largeFile(ctx context.Context, b *bench) error {
	if _, err := exec.LookPath("curl"); err != nil {
		return errors.New("curl is not installed")
	}
	for _, s := range shapes {
		file := filepath.Join(b.folder, "clip.mp4")
		if err := randomFile(file, s.bytes); err != nil {
			return err
		}
		defer os.Remove(file)
		r, err := b.browse(ctx, s.measure, s.bitsPerSecond/8, s.roundTrip, "large",
			"FILE="+file, fmt.Sprintf("ROUNDS=%d", s.rounds))
		if err != nil {
			return fmt.Errorf("%s: %w", s.measure, err)
		}
		asCurl := target{clients["curl"], 1 / 0.95, "at least 0.95 of its rate"}
		b.table.add(r.sent, asCurl)
		b.table.add(r.whole, asCurl, faster(1, clients["uppy5"]), faster(1, clients["uppy6"]))
	}
	return nil
}

// timings are the seconds that uploads took: until the server had assembled the
// file, and until it had received all bytes.
type timings struct{ whole, sent *rounds }

// browse runs a script of web/bench against the stack through a link, and records
// the results.
func (b *bench) browse(ctx context.Context, measure string, bytesPerSecond float64, roundTrip time.Duration,
	script string, variables ...string) (timings, error) {
	r := timings{newRounds(measure, "s"), newRounds(measure+", until all bytes are sent", "s")}
	folder := filepath.Join(b.root, "web/bench")
	if err := finish(exec.CommandContext(ctx, "npm", "--prefix", folder, "ci", "--no-audit", "--no-fund")); err != nil {
		return r, err
	}
	l, err := link.Open(bytesPerSecond, roundTrip)
	if err != nil {
		return r, err
	}
	defer l.Close()
	// An inspection would compete with the browser for this machine's processors.
	output, err := b.stack(ctx, map[string]string{"MaxMultipartBytes": "2147483648", "Inspection": "off"},
		[]string{"npm", "--silent", "--prefix", folder, "run", script},
		append(variables, "LINK="+l.Address())...)
	if err != nil {
		return r, err
	}
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var found struct {
			Name               string
			Milliseconds, Sent float64
			Error              string
		}
		if err := decoder.Decode(&found); err == io.EOF {
			return r, nil
		} else if err != nil {
			return r, fmt.Errorf("web/bench printed %.200q: %w", output, err)
		}
		if found.Error != "" {
			b.skip(measure+", "+clients[found.Name], errors.New(found.Error))
			continue
		}
		r.whole.add(clients[found.Name], found.Milliseconds/1000)
		r.sent.add(clients[found.Name], found.Sent/1000)
	}
}

// randomFile writes a file of random bytes, which cannot be compressed.
func randomFile(path string, size int64) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := io.CopyN(file, rand.Reader, size); err != nil {
		return err
	}
	return file.Close()
}
