package apigateway

import (
	"sync"
	"time"
)

// throttle is a token bucket: burst requests at once, rate a second after that.
// Without both there is no limit.
type throttle struct {
	burst, rate float64

	mu     sync.Mutex
	tokens float64
	last   time.Time
}

func newThrottle(burst int, rate float64) *throttle {
	return &throttle{burst: float64(burst), rate: rate, tokens: float64(burst)}
}

// allow takes one token, if there is one.
func (t *throttle) allow(now time.Time) bool {
	if t.rate == 0 || t.burst == 0 {
		return true
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.last.IsZero() {
		t.tokens = min(t.burst, t.tokens+now.Sub(t.last).Seconds()*t.rate)
	}
	t.last = now
	if t.tokens < 1 {
		return false
	}
	t.tokens--
	return true
}
