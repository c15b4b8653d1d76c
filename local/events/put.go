package events

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// The limits of PutEvents.
//
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
const (
	maxBody    = 1 << 20
	maxEntries = 10
)

// putEntry is an entry of PutEvents. Its other members have no effect here.
type putEntry struct {
	EventBusName, Source, DetailType, Detail string
	Resources                                []string
}

// result is the result for one entry.
type result struct {
	EventID      string `json:"EventId,omitempty"`
	ErrorCode    string `json:",omitempty"`
	ErrorMessage string `json:",omitempty"`
}

// ServeHTTP answers the operation PutEvents. The session's role needs the right to
// it on every bus of the request.
func (b *Buses) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		refuse(w, http.StatusRequestEntityTooLarge, "ValidationException", "the request is larger than 1 MiB")
		return
	}
	if r.Method != http.MethodPost || r.Header.Get("X-Amz-Target") != "AWSEvents.PutEvents" {
		refuse(w, http.StatusBadRequest, "UnknownOperationException", "only PutEvents is supported here")
		return
	}
	role, err := b.Sessions.Verify(r, body, b.Region, "events")
	if err != nil {
		refuse(w, http.StatusBadRequest, "InvalidSignatureException", err.Error())
		return
	}
	var input struct{ Entries []putEntry }
	if err := json.Unmarshal(body, &input); err != nil || len(input.Entries) == 0 || len(input.Entries) > maxEntries {
		refuse(w, http.StatusBadRequest, "ValidationException", fmt.Sprintf("there must be 1 to %d entries", maxEntries))
		return
	}
	prefix := fmt.Sprintf("arn:aws:events:%s:%s:event-bus/", b.Region, b.Account)
	for i := range input.Entries {
		bus := &input.Entries[i].EventBusName // or its ARN
		*bus = strings.TrimPrefix(cmp.Or(*bus, "default"), prefix)
		if !b.Sessions.Allows(role, "events:PutEvents", prefix+*bus) {
			refuse(w, http.StatusBadRequest, "AccessDeniedException", "the role may not put events on the bus "+*bus)
			return
		}
	}
	var output struct {
		FailedEntryCount int
		Entries          []result
	}
	for _, entry := range input.Entries {
		result := b.putEntry(entry)
		if result.ErrorCode != "" {
			output.FailedEntryCount++
		}
		output.Entries = append(output.Entries, result)
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	json.NewEncoder(w).Encode(output)
}

// putEntry puts one entry on its bus.
func (b *Buses) putEntry(entry putEntry) result {
	var detail map[string]any
	switch {
	case entry.Source == "", entry.DetailType == "", entry.Detail == "":
		return result{ErrorCode: "InvalidArgument", ErrorMessage: "Source, DetailType and Detail are required."}
	case strings.HasPrefix(entry.Source, "aws."):
		return result{
			ErrorCode:    "NotAuthorizedForSourceException",
			ErrorMessage: "Sources that begin with aws. are reserved.",
		}
	case json.Unmarshal([]byte(entry.Detail), &detail) != nil:
		return result{ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed."}
	}
	event := b.NewEvent(entry.Source, entry.DetailType, json.RawMessage(entry.Detail), entry.Resources...)
	b.OnPut(event)
	b.Put(entry.EventBusName, event)
	return result{EventID: event.ID}
}

// refuse answers with an error of AWS's JSON protocol.
func refuse(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]string{"__type": code, "message": message})
}
