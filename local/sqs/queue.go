// Package sqs keeps dead letters as queues of Amazon SQS do, but in memory.
package sqs

import (
	"fmt"
	"io"
	"sync"
)

// A Queue holds events that were not delivered or not handled.
type Queue struct {
	Name string
	Log  io.Writer // receives a line for each message

	mu       sync.Mutex
	messages [][]byte
}

// Send adds a message and logs the reason.
func (q *Queue) Send(message []byte, reason error) {
	q.mu.Lock()
	q.messages = append(q.messages, message)
	length := len(q.messages)
	q.mu.Unlock()
	fmt.Fprintf(q.Log, "%s | dead letter (%d in the queue): %v\n", q.Name, length, reason)
}

// Take removes and returns all messages.
func (q *Queue) Take() [][]byte {
	q.mu.Lock()
	defer q.mu.Unlock()
	messages := q.messages
	q.messages = nil
	return messages
}
