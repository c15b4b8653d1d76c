package link_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"slipway/local/tools/bench/link"
)

// Data arrives complete and delayed. The first response takes two round trips: one
// for TCP, one for HTTP.
func TestLink(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(w, r.Body)
	}))
	defer server.Close()
	const roundTrip = 20 * time.Millisecond
	l, err := link.Open(10e6, roundTrip)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	transport := &http.Transport{Proxy: http.ProxyURL(&url.URL{Scheme: "socks5", Host: l.Address()})}
	defer transport.CloseIdleConnections()

	sent := strings.Repeat("slipway", 50_000) // 0.35 MB: 35 ms at 10 MB/s
	begun := time.Now()
	response, err := (&http.Client{Transport: transport}).Post(server.URL, "text/plain", strings.NewReader(sent))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	got, err := io.ReadAll(response.Body)
	if err != nil || string(got) != sent {
		t.Errorf("%d bytes came back of %d: %v", len(got), len(sent), err)
	}
	// No upper bound: the machine may be busy.
	if took := time.Since(begun); took < 2*roundTrip+35*time.Millisecond {
		t.Errorf("it took %v, less than the link needs", took)
	}
}

func TestLinkRefusesOtherHosts(t *testing.T) {
	l, err := link.Open(0, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	client, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", l.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	client.Write(append([]byte{5, 1, 0, 5, 1, 0, 3, 11}, "example.com\x00\x50"...))
	answer, _ := io.ReadAll(client)
	if len(answer) < 4 || answer[3] != 5 {
		t.Errorf("the answer is %v, want a refusal", answer)
	}
}
