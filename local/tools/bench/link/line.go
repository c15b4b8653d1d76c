package link

import (
	"net"
	"sync"
	"time"
)

const (
	// segment is the number of bytes read at once.
	segment = 64 << 10
	// inFlight is the number of segments of a connection in transit: 8 MB, as in a
	// TCP window, so that the delay does not limit a connection.
	inFlight = 128
	// ahead is how long before a segment is sent the next one is read.
	ahead = 5 * time.Millisecond
)

// A line is one direction of a link.
type line struct {
	rate  float64 // bytes a second; 0 for no limit
	delay time.Duration

	mu   sync.Mutex
	free time.Time // when all reserved bytes are sent
}

func newLine(rate float64, delay time.Duration) *line { return &line{rate: rate, delay: delay} }

// reserve reserves the line for size bytes, after all earlier ones, and returns the
// time when they are sent.
func (l *line) reserve(size int) time.Time {
	now := time.Now()
	if l.rate == 0 {
		return now
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.free.Before(now) {
		l.free = now
	}
	l.free = l.free.Add(time.Duration(float64(size) / l.rate * float64(time.Second)))
	return l.free
}

type piece struct {
	buffer *[segment]byte
	size   int
	due    time.Time
}

// buffers are reused: at 1 Gbit/s, garbage collection would take most of the time.
var buffers = sync.Pool{New: func() any { return new([segment]byte) }}

// carry copies from one side to the other, delayed and at the rate of the line,
// and forwards the end of the stream.
func (l *line) carry(to, from *net.TCPConn) {
	pieces := make(chan piece, inFlight)
	go func() {
		defer close(pieces)
		for {
			buffer := buffers.Get().(*[segment]byte)
			n, err := from.Read(buffer[:])
			if n > 0 {
				sent := l.reserve(n)
				time.Sleep(time.Until(sent) - ahead)
				pieces <- piece{buffer, n, sent.Add(l.delay)}
			}
			if err != nil {
				return
			}
		}
	}()
	for p := range pieces {
		time.Sleep(time.Until(p.due))
		_, err := to.Write(p.buffer[:p.size])
		buffers.Put(p.buffer)
		if err != nil {
			from.CloseRead() // ends the reader
			for range pieces {
			}
			return
		}
	}
	to.CloseWrite()
}
