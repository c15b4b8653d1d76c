package lambda

import (
	"fmt"
	"time"
)

// What Lambda does with an event that a function fails at: it tries twice more,
// after one minute and after two. Here a minute is 200 ms.
const (
	retries    = 2
	retryAfter = 200 * time.Millisecond
)

// maxLater is how many events a function works on at once: on one machine, more
// would start programs for a burst that is over before they run.
const maxLater = 4

// InvokeLater takes an event for the function and returns at once, as an
// asynchronous invocation does. One that the function fails at again and again
// goes to DeadLetters.
func (f *Function) InvokeLater(event []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return errClosed
	}
	f.working.Go(func() { f.handle(event) })
	return nil
}

func (f *Function) handle(event []byte) {
	for try := 0; ; try++ {
		select {
		case f.later <- struct{}{}:
		case <-f.ending.Done():
			return
		}
		_, err := f.Invoke(f.ending, event)
		<-f.later
		if err == nil || f.ending.Err() != nil {
			return
		}
		if try == retries {
			f.DeadLetters(event, fmt.Errorf("failed %d times: %w", try+1, err))
			return
		}
		select {
		case <-time.After(retryAfter << try):
		case <-f.ending.Done():
			return
		}
	}
}
