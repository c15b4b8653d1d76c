package lambda

import (
	"fmt"
	"time"
)

// Lambda retries a failed asynchronous invocation after one minute, and again
// after two. Here a minute takes 200 ms.
const (
	retries    = 2
	retryAfter = 200 * time.Millisecond
)

// maxLater is the maximum of concurrent asynchronous invocations. Starting more
// environments would take longer than handling a burst of events with these.
const maxLater = 4

// InvokeLater invokes the function asynchronously and returns at once. An event
// whose last try fails goes to DeadLetters.
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
