package gatetest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// A history has the versions of one key and their states.
type history struct {
	Server
	key      string
	content  map[string]string // by version
	waiting  []version         // whose event is not delivered yet
	judged   []verdict         // not tagged yet
	accepted map[string]bool   // by version
	deleted  map[string]bool   // by version
	steps    string            // for failure messages
}

type verdict struct {
	version
	accepted bool
}

// Interleavings runs steps of the uploader, inspector, reader and owner of a key in
// a random order for each seed, and checks each read.
func Interleavings(t *testing.T, s Server, seeds int) {
	first := uint64(time.Now().UnixNano())
	t.Logf("seeds %d to %d", first, first+uint64(seeds)-1)
	var reads, allowed, next atomic.Int64
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for n := next.Add(1) - 1; n < int64(seeds) && !t.Failed(); n = next.Add(1) - 1 {
				h := &history{
					Server: s, key: fmt.Sprintf("%si/%d", s.Prefix, first+uint64(n)),
					content: make(map[string]string), accepted: make(map[string]bool), deleted: make(map[string]bool),
				}
				h.play(t, rand.New(rand.NewPCG(first+uint64(n), 0)), &reads, &allowed)
			}
		})
	}
	group.Wait()
	if reads.Load() < int64(seeds) || allowed.Load() < int64(seeds)/4 {
		t.Errorf("%d reads, %d of them allowed: too few for a meaningful test", reads.Load(), allowed.Load())
	}
	t.Logf("%d reads, %d of them allowed", reads.Load(), allowed.Load())
}

// play runs eight steps.
func (h *history) play(t *testing.T, random *rand.Rand, reads, allowed *atomic.Int64) {
	for range 8 {
		switch step := random.IntN(11); {
		case step < 2 || len(h.content) == 0:
			content := []string{"good", "good", "evil"}[random.IntN(3)]
			v := h.put(t, h.key, fmt.Sprintf("%s %d", content, len(h.content)))
			h.content[v.id] = fmt.Sprintf("%s %d", content, len(h.content))
			h.waiting = append(h.waiting, v)
			h.steps += " put-" + content
		case step < 5 && len(h.waiting) > 0: // in any order, and sometimes twice
			i := random.IntN(len(h.waiting))
			v := h.waiting[i]
			if random.IntN(4) > 0 {
				h.waiting = append(h.waiting[:i], h.waiting[i+1:]...)
			}
			content, _, err := h.get(t.Context(), h.Inspector, v)
			if h.deleted[v.id] {
				continue
			}
			if err != nil || content != h.content[v.id] {
				t.Errorf("the inspector reads %q of %q, %v:%s", content, h.content[v.id], err, h.steps)
				return
			}
			h.judged = append(h.judged, verdict{v, content[:4] == "good"})
			h.steps += " judge"
		case step < 8 && len(h.judged) > 0:
			i := random.IntN(len(h.judged))
			v := h.judged[i]
			h.judged = append(h.judged[:i], h.judged[i+1:]...)
			if h.deleted[v.id] {
				continue
			}
			tag := "rejected"
			if v.accepted {
				tag, h.accepted[v.id] = "accepted", true
			}
			h.tag(t, v.version, "slipway-verdict", tag)
			h.steps += " tag-" + tag
		case step == 8:
			h.delete(t, random)
		default:
			h.read(t, random, reads, allowed)
		}
	}
}

// delete deletes a version, or adds a delete marker.
func (h *history) delete(t *testing.T, random *rand.Rand) {
	if random.IntN(2) == 0 {
		h.remove(t, version{key: h.key})
		h.steps += " delete-marker"
		return
	}
	id := slices.Sorted(maps.Keys(h.content))[random.IntN(len(h.content))]
	if !h.deleted[id] {
		h.remove(t, version{h.key, id})
		h.deleted[id] = true
		h.steps += " delete"
	}
}

// read reads the latest version or any other, and checks the result.
func (h *history) read(t *testing.T, random *rand.Rand, reads, allowed *atomic.Int64) {
	client := []*s3.Client{h.Files, h.Anybody}[random.IntN(2)]
	asked := version{key: h.key}
	if random.IntN(2) == 0 {
		asked.id = slices.Sorted(maps.Keys(h.content))[random.IntN(len(h.content))]
	}
	content, id, err := h.get(t.Context(), client, asked)
	reads.Add(1)
	h.steps += " read"
	switch {
	case err == nil:
		allowed.Add(1)
		if !h.accepted[id] || h.content[id] != content || h.deleted[id] {
			t.Errorf("read %q, which was not accepted:%s", content, h.steps)
		}
	case asked.id != "" && h.accepted[asked.id] && !h.deleted[asked.id]:
		t.Errorf("an accepted version cannot be read by its id: %v:%s", err, h.steps)
	}
}

// Race replaces, judges and reads the versions of a key at the same time.
func Race(t *testing.T, s Server, rounds int) {
	key := s.Prefix + "race"
	events := make(chan version, rounds)
	done := make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() {
		defer close(events)
		for n := range rounds {
			events <- s.put(t, key, fmt.Sprintf("%s %d", []string{"good", "evil"}[n%2], n))
		}
	})
	for range 2 {
		group.Go(func() {
			for v := range events {
				content, _, err := s.get(t.Context(), s.Inspector, v)
				if err != nil {
					t.Errorf("the inspector: %v", err)
					return
				}
				tag := "rejected"
				if content[:4] == "good" {
					tag = "accepted"
				}
				s.tag(t, v, "slipway-verdict", tag)
				// The tag must be on this version, and on no other.
				got, _, err := s.get(t.Context(), s.Files, v)
				if (err == nil) != (tag == "accepted") || err == nil && got != content {
					t.Errorf("%s: read %q, %v", content, got, err)
				}
			}
		})
	}
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if content, _, err := s.get(t.Context(), s.Anybody, version{key: key}); err == nil && content[:4] != "good" {
					t.Errorf("read %q", content)
					return
				}
			}
		})
	}
	group.Wait()
	close(done)
	readers.Wait()
}
