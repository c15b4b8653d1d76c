// Package sqs keeps dead letters, as queues of Amazon SQS do: in memory, so that
// they end with the process.
package sqs

import (
	"fmt"
	"io"
	"sync"
)

// A Queue holds what could not be delivered or handled.
type Queue struct {
	Name string
	Log  io.Writer // hears of each message, in one line

	mu       sync.Mutex
	messages [][]byte
}

// Send adds a message. The log has why it came to this.
func (q *Queue) Send(message []byte, why error) {
	q.mu.Lock()
	q.messages = append(q.messages, message)
	waiting := len(q.messages)
	q.mu.Unlock()
	fmt.Fprintf(q.Log, "%s | one more event, %d in all: %v\n", q.Name, waiting, why)
}

// Take removes and returns all messages.
func (q *Queue) Take() [][]byte {
	q.mu.Lock()
	defer q.mu.Unlock()
	messages := q.messages
	q.messages = nil
	return messages
}

// Len returns how many messages wait.
func (q *Queue) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.messages)
}
