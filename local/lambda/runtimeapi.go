package lambda

import (
	"io"
	"net/http"
	"strconv"
)

const apiVersion = "/2018-06-01/runtime"

// maxResponse is the largest response of a function, in bytes.
//
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const maxResponse = 6 << 20

// runtimeAPI returns the Runtime API of one environment.
func (e *environment) runtimeAPI() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+apiVersion+"/invocation/next", e.serveNext)
	mux.HandleFunc("POST "+apiVersion+"/invocation/{id}/response", e.serveResponse)
	mux.HandleFunc("POST "+apiVersion+"/invocation/{id}/error", e.serveError)
	mux.HandleFunc("POST "+apiVersion+"/init/error", e.serveInitError)
	return mux
}

func (e *environment) serveNext(w http.ResponseWriter, r *http.Request) {
	e.mu.Lock()
	e.started = true
	e.mu.Unlock()
	select {
	case e.ready <- struct{}{}:
	case <-r.Context().Done():
		return
	}
	select {
	case i := <-e.next:
		e.mu.Lock()
		e.current = i.id
		e.mu.Unlock()
		header := w.Header()
		header.Set("Content-Type", "application/json")
		header.Set("Lambda-Runtime-Aws-Request-Id", i.id)
		header.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(i.deadline.UnixMilli(), 10))
		header.Set("Lambda-Runtime-Invoked-Function-Arn", e.function.ARN)
		w.Write(i.event)
	case <-r.Context().Done():
	}
}

func (e *environment) serveResponse(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxResponse))
	if err != nil {
		e.finish(w, r, http.StatusRequestEntityTooLarge, result{err: &Error{
			"Function.ResponseSizeTooLarge", "the function's answer is larger than 6 MB"}})
		return
	}
	e.finish(w, r, http.StatusAccepted, result{answer: body})
}

func (e *environment) serveError(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(http.MaxBytesReader(w, r.Body, maxResponse))
	e.finish(w, r, http.StatusAccepted, result{err: parseError(body)})
}

// finish accepts the result of the current invocation, once.
func (e *environment) finish(w http.ResponseWriter, r *http.Request, status int, result result) {
	e.mu.Lock()
	known := e.current != "" && e.current == r.PathValue("id")
	if known {
		e.current = ""
	}
	e.mu.Unlock()
	if !known {
		reply(w, http.StatusBadRequest, `{"errorType":"InvalidRequestID","errorMessage":"Invalid request ID"}`)
		return
	}
	e.results <- result
	reply(w, status, `{"status":"OK"}`)
}

// serveInitError accepts an error until the first request for an invocation. A
// later error would be taken for the result of an invocation.
func (e *environment) serveInitError(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(http.MaxBytesReader(w, r.Body, maxResponse))
	e.mu.Lock()
	late := e.started
	e.started = true // one error ends the start
	e.mu.Unlock()
	if late {
		reply(w, http.StatusForbidden,
			`{"errorType":"InvalidStateTransition","errorMessage":"the function has already started"}`)
		return
	}
	e.results <- result{err: parseError(body)}
	reply(w, http.StatusAccepted, `{"status":"OK"}`)
}

func reply(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	io.WriteString(w, body)
}
