package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
)

const taskRounds = 3

// tasks measures the longest task of a page's main thread with many files, and the
// time of the client's digest.
func tasks(ctx context.Context, b *bench) error {
	if err := finish(exec.CommandContext(ctx, "make", "-C", b.root, "web/node_modules/.package-lock.json",
		"web/apps/node_modules/.package-lock.json")); err != nil {
		return err
	}
	command := exec.CommandContext(ctx, "npm", "--silent", "--prefix", filepath.Join(b.root, "web/apps"), "run", "tasks")
	command.Env = append(command.Environ(), fmt.Sprintf("ROUNDS=%d", taskRounds))
	output, err := command.Output()
	if err != nil {
		return fmt.Errorf("web/apps/test/tasks.js: %w", err)
	}
	react := newRounds("longest task, 300 files of 1 KB from React", "ms")
	page := newRounds("longest task, 1,500 files on the page", "ms")
	digest := newRounds("SHA-256 of 16 MiB", "ms")
	for lines := bufio.NewScanner(bytes.NewReader(output)); lines.Scan(); {
		var found struct {
			Name         string
			Milliseconds float64
		}
		if json.Unmarshal(lines.Bytes(), &found) != nil {
			continue // output of the stack
		}
		switch found.Name {
		case "react":
			react.add(slipway, found.Milliseconds)
		case "page":
			page.add(slipway, found.Milliseconds)
		case "sha":
			digest.add(slipway, found.Milliseconds)
		case "subtle":
			digest.add("crypto.subtle alone", found.Milliseconds)
		}
	}
	b.table.add(react, absolute(50, "ms"))
	b.table.add(page, absolute(200, "ms"))
	b.table.add(digest, atMost(1.3, "crypto.subtle alone"))
	return nil
}
