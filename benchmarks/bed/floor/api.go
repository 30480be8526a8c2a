package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const hertz = 100 // USER_HZ, the same on all Linux

// api is a connection to the API server: one, with many requests at a time.
type api struct {
	options
	client *http.Client
	ctx    context.Context
	stop   context.CancelFunc
}

func newAPI(o options) (*api, error) {
	pem, err := os.ReadFile(o.ca)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s: no certificate in it", o.ca)
	}
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Minute)
	return &api{o, &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}}, ctx, stop}, nil
}

func (a *api) open(method, where, kind, accept string, body []byte) (*http.Response, error) {
	return a.openIn(a.ctx, method, where, kind, accept, body)
}

func (a *api) openIn(ctx context.Context, method, where, kind, accept string, body []byte) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, a.server+where, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+a.token)
	r.Header.Set("Accept", accept)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	resp, err := a.client.Do(r)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode/100 != 2 {
		defer resp.Body.Close()
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 300))
		return nil, fmt.Errorf("%s %s: %s: %s", method, where, resp.Status, text)
	}
	return resp, nil
}

func (a *api) ask(method, where, kind, accept string, body []byte) error {
	resp, err := a.open(method, where, kind, accept, body)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func (a *api) create(body []byte, o object) error {
	return a.ask("POST", a.path, "application/json", "application/json", o.fill(body))
}

func (a *api) patch(body []byte, o object) error {
	where := a.path + "/" + o.Name + "/status"
	if a.query != "" {
		where += "?" + a.query
	}
	return a.ask("PATCH", where, "application/merge-patch+json", a.accept, o.fill(body))
}

func (a *api) clear() error {
	return a.ask("DELETE", a.path, "", "application/json", nil)
}

// each does so many at a time, until the channel is closed; the first failure ends it.
func (a *api) each(workers int, items <-chan object, do func(object) error) <-chan error {
	ended := make(chan error, 1)
	failures := make(chan error, workers)
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for o := range items {
				if err := do(o); err != nil {
					failures <- err
					return
				}
			}
		})
	}
	go func() {
		all.Wait()
		select {
		case err := <-failures:
			a.stop()
			ended <- err
		default:
			ended <- nil
		}
	}()
	return ended
}

// cpu is the processor time that was spent so far, by name; `client` is our own.
func (a *api) cpu() (map[string]float64, error) {
	found := map[string]float64{}
	for _, p := range append([]string{fmt.Sprintf("client=%d", os.Getpid())}, a.pids...) {
		name, pid, _ := strings.Cut(p, "=")
		text, err := os.ReadFile("/proc/" + pid + "/stat")
		if err != nil {
			return nil, err
		}
		fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		for _, f := range fields[11:13] {
			n, err := strconv.Atoi(f)
			if err != nil {
				return nil, err
			}
			found[name] += float64(n) / hertz
		}
	}
	return found, nil
}

// object is as much as is known of one.
type object struct{ Name, Version string }

func (o object) fill(body []byte) []byte {
	return bytes.ReplaceAll(bytes.ReplaceAll(body, []byte("NAME"), []byte(o.Name)), []byte("VERSION"), []byte(o.Version))
}

// seen is what watches show. Only the first one's events count.
type seen struct {
	mu                     sync.Mutex
	changed                *sync.Cond
	there                  map[string]object
	statuses               map[string]bool
	lastObject, lastStatus time.Time
	to                     chan<- object
	failure                error
	stop                   context.CancelFunc
	reading                sync.WaitGroup
	ctx                    context.Context
}

func (a *api) watch() (*seen, error) {
	s := &seen{there: map[string]object{}, statuses: map[string]bool{}}
	s.ctx, s.stop = context.WithCancel(a.ctx)
	s.changed = sync.NewCond(&s.mu)
	version, err := a.version()
	if err != nil {
		s.stop()
		return nil, err
	}
	for i := range a.watchers {
		s.reading.Go(func() { a.keep(s, i == 0, version) })
	}
	context.AfterFunc(s.ctx, s.changed.Broadcast)
	return s, nil
}

// keep watches until the end. The server may end a watch at any time, so it goes on
// from the last event.
func (a *api) keep(s *seen, first bool, version string) {
	for s.ctx.Err() == nil {
		where := a.path + "?watch=1&allowWatchBookmarks=true&timeoutSeconds=3600&resourceVersion=" + version
		resp, err := a.openIn(s.ctx, "GET", where, "", "application/json", nil)
		if err == nil {
			d := json.NewDecoder(resp.Body)
			for err == nil {
				version, err = s.follow(d, first, version)
			}
			_ = resp.Body.Close()
		}
		if err != io.EOF && !errors.Is(err, io.ErrUnexpectedEOF) {
			s.fail(err)
			return
		}
	}
}

// version is where a watch begins: the collection has to be empty.
func (a *api) version() (string, error) {
	resp, err := a.open("GET", a.path, "", "application/json", nil)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var list struct {
		Metadata struct{ ResourceVersion string }
		Items    []json.RawMessage
	}
	if err := json.NewDecoder(resp.Body).Decode(&list); err != nil {
		return "", err
	}
	if len(list.Items) > 0 {
		return "", fmt.Errorf("%s: %d objects: expected none", a.path, len(list.Items))
	}
	return list.Metadata.ResourceVersion, nil
}

type event struct {
	Type   string
	Object struct {
		Metadata struct{ Name, ResourceVersion string }
		Status   struct{ Parents []struct{} }
	}
}

// follow takes one event, and gives the version from which to go on.
func (s *seen) follow(d *json.Decoder, first bool, version string) (string, error) {
	var e event
	if err := d.Decode(&e); err != nil {
		return version, err
	}
	if e.Type == "ERROR" {
		return version, errors.New("the watch cannot go on")
	}
	if first && e.Type != "BOOKMARK" {
		s.mu.Lock()
		s.take(e, time.Now())
		s.changed.Broadcast()
		s.mu.Unlock()
	}
	return e.Object.Metadata.ResourceVersion, nil
}

func (s *seen) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failure = err
	s.changed.Broadcast()
}

func (s *seen) take(e event, now time.Time) {
	o := object{e.Object.Metadata.Name, e.Object.Metadata.ResourceVersion}
	switch {
	case e.Type == "DELETED":
		delete(s.there, o.Name)
	case e.Type == "ADDED":
		s.there[o.Name], s.lastObject = o, now
		if s.to != nil {
			s.send(o)
		}
	case len(e.Object.Status.Parents) > 0:
		s.statuses[o.Name], s.lastStatus = true, now
	}
}

// send never blocks: the channel has room for all.
func (s *seen) send(o object) {
	s.to <- o
	if len(s.there) == cap(s.to) {
		close(s.to)
		s.to = nil
	}
}

// hand gives each object that is there, and each that comes, until there are as
// many as the channel has room for.
func (s *seen) hand(to chan<- object) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.there) < cap(to) {
		s.to = to
		return
	}
	for _, o := range s.there {
		to <- o
	}
	close(to)
}

func (s *seen) wait(done func() bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !done() {
		if err := errors.Join(s.failure, s.ctx.Err()); err != nil {
			return err
		}
		s.changed.Wait()
	}
	return nil
}

// until waits for so many objects, or statuses, and says when the last one came.
func (s *seen) until(count int, statuses bool) (time.Time, error) {
	err := s.wait(func() bool { return statuses && len(s.statuses) == count || !statuses && len(s.there) == count })
	if statuses {
		return s.lastStatus, err
	}
	return s.lastObject, err
}

func (s *seen) gone() error {
	return s.wait(func() bool { return len(s.there) == 0 })
}

func (s *seen) close() {
	s.stop()
	s.reading.Wait()
}
