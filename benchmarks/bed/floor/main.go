// Command floor measures what an API server alone takes for the statuses of many
// objects: a client that knows at once what to write writes it, and nobody else
// does anything. See ../../README.md, "bed".
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

type options struct {
	server, ca, token, path, query, accept string
	count, creators, writers, watchers     int
	pids                                   []string
}

// work is what to do, from standard input: the body of a create and of a status
// patch. Both say NAME where the object's name belongs, the patch also VERSION.
type work struct{ Create, Patch json.RawMessage }

type phase struct {
	CreateSeconds float64            `json:"create_s"`
	WriteSeconds  float64            `json:"write_s"`
	CPU           map[string]float64 `json:"cpu_s"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "floor:", err)
		os.Exit(1)
	}
}

func run() error {
	var o options
	var pids string
	flag.StringVar(&o.server, "server", "", "URL of the API server")
	flag.StringVar(&o.ca, "ca", "", "file with its authority")
	flag.StringVar(&o.token, "token", "", "bearer token")
	flag.StringVar(&o.path, "path", "", "of the collection in which objects are made; all that is in it goes")
	flag.StringVar(&o.query, "query", "", "of the status writes")
	flag.StringVar(&o.accept, "accept", "application/json", "of the status writes")
	flag.IntVar(&o.count, "count", 1000, "objects")
	flag.IntVar(&o.creators, "creators", 8, "creations at a time")
	flag.IntVar(&o.writers, "writers", 32, "status writes at a time")
	flag.IntVar(&o.watchers, "watchers", 3, "watches")
	flag.StringVar(&pids, "pids", "", "NAME=PID,...: whose processor time to tell")
	flag.Parse()
	if pids != "" {
		o.pids = strings.Split(pids, ",")
	}
	var w work
	if err := json.NewDecoder(os.Stdin).Decode(&w); err != nil {
		return fmt.Errorf("standard input: %w: expected {\"create\": ..., \"patch\": ...}", err)
	}
	if o.server == "" || o.path == "" || o.count < 1 {
		return errors.New("-server, -path and a positive -count are needed")
	}
	a, err := newAPI(o)
	if err != nil {
		return err
	}
	defer a.stop()
	after, err := a.measure(w, false)
	if err != nil {
		return fmt.Errorf("statuses after all objects: %w", err)
	}
	beside, err := a.measure(w, true)
	if err != nil {
		return fmt.Errorf("statuses beside the creation: %w", err)
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{
		"count": o.count, "creators": o.creators, "writers": o.writers, "watchers": o.watchers,
		"after": after, "beside": beside})
}

// measure makes the objects and writes their statuses: each as soon as it is seen
// if beside, else when all are there. WriteSeconds is from the last object that
// was seen, or from the first write if that is later, to the last status seen.
func (a *api) measure(w work, beside bool) (phase, error) {
	names := make([]string, a.count)
	for i := range names {
		names[i] = fmt.Sprintf("floor-%d", i)
	}
	s, err := a.watch()
	if err != nil {
		return phase{}, err
	}
	defer s.close()
	spent, err := a.cpu()
	if err != nil {
		return phase{}, err
	}
	writes := make(chan object, a.count)
	written := a.each(a.writers, writes, func(o object) error { return a.patch(w.Patch, o) })
	if beside {
		s.hand(writes)
	}
	begun := time.Now()
	creations := make(chan object, a.count)
	for _, n := range names {
		creations <- object{Name: n}
	}
	close(creations)
	if err := <-a.each(a.creators, creations, func(o object) error { return a.create(w.Create, o) }); err != nil {
		return phase{}, err
	}
	created := time.Since(begun)
	last, err := s.until(a.count, false)
	if err != nil {
		return phase{}, err
	}
	if !beside {
		if spent, err = a.cpu(); err != nil { // what the creation costs is not the question
			return phase{}, err
		}
		last = time.Now()
		s.hand(writes)
	}
	if err := <-written; err != nil {
		return phase{}, err
	}
	done, err := s.until(a.count, true)
	if err != nil {
		return phase{}, err
	}
	now, err := a.cpu()
	if err != nil {
		return phase{}, err
	}
	for n := range now {
		now[n] -= spent[n]
	}
	if err := a.clear(); err != nil {
		return phase{}, err
	}
	return phase{created.Seconds(), done.Sub(last).Seconds(), now}, s.gone()
}
