package main

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

type options struct {
	kind, address, ca, host, path string
	hosts, size                   int
	connections, streams          int
	rate                          float64
	duration, settle              time.Duration
	requests                      int64
	expected                      []byte
}

// A caller sends one request and waits for its answer, which it checks; it returns how many bytes of body came.
type caller interface {
	call(number uint64) (int, error)
	close()
}

// A datagram without an answer: no error of the proxy's, but counted.
var errLost = errors.New("no answer")

const tooManyErrors = 1000

type result struct {
	Requests   int64   `json:"requests"`
	Bytes      int64   `json:"bytes"`
	Errors     int64   `json:"errors"`
	Lost       int64   `json:"lost"`
	Seconds    float64 `json:"seconds"` // of the measured part
	Rate       float64 `json:"rate"`    // answers per second in the measured part
	P50        uint64  `json:"p50_us"`
	P99        uint64  `json:"p99_us"`
	P999       uint64  `json:"p99_9_us"`
	Max        uint64  `json:"max_us"`
	FirstError string  `json:"first_error,omitempty"`
}

type runner struct {
	options
	open                          func(slot int) (caller, error)
	begin, end                    time.Time // of the measured part
	requests, bytes, errors, lost atomic.Int64
	firstError                    atomic.Value
	tickets                       []chan time.Time
}

func run(o options) (*result, error) {
	open, err := opener(o)
	if err != nil {
		return nil, err
	}
	r := &runner{options: o, open: open}
	callers := make([]caller, o.connections*o.streams)
	for slot := range callers {
		if callers[slot], err = open(slot); err != nil {
			return nil, fmt.Errorf("connection %d to %s: %w", slot, o.address, err)
		}
	}
	r.begin = time.Now().Add(o.settle)
	r.end = r.begin.Add(o.duration)
	if o.rate > 0 {
		r.tickets = make([]chan time.Time, len(callers))
		for slot := range r.tickets {
			r.tickets[slot] = make(chan time.Time, 4096)
		}
		go r.pace()
	}
	histograms := make([]histogram, len(callers))
	var all sync.WaitGroup
	for slot, c := range callers {
		all.Go(func() { r.work(slot, c, &histograms[slot]) })
	}
	all.Wait()
	return r.sum(histograms), nil
}

func (r *runner) sum(histograms []histogram) *result {
	var total histogram
	for i := range histograms {
		total.merge(&histograms[i])
	}
	took := r.duration.Seconds()
	if r.options.requests > 0 {
		took = min(took, time.Since(r.begin).Seconds())
	}
	first, _ := r.firstError.Load().(string)
	return &result{
		Requests: r.requests.Load(), Bytes: r.bytes.Load(), Errors: r.errors.Load(), Lost: r.lost.Load(),
		Seconds: took, Rate: float64(total.total) / took,
		P50: total.at(0.5), P99: total.at(0.99), P999: total.at(0.999), Max: total.max, FirstError: first,
	}
}

// Hands out the moments at which requests are due. The thread sleeps by itself, because Go's timers wake up to a millisecond
// late when nothing else is to do.
func (r *runner) pace() {
	runtime.LockOSThread()
	step := time.Duration(float64(time.Second) / r.rate)
	start := time.Now()
	for n := int64(0); ; n++ {
		due := start.Add(time.Duration(float64(n) * float64(time.Second) / r.rate))
		if !due.Before(r.end) {
			break
		}
		// Closer than the timer is exact: together.
		if wait := time.Until(due); wait > max(step/2, 20*time.Microsecond) {
			sleep := syscall.NsecToTimespec(int64(wait))
			_ = syscall.Nanosleep(&sleep, nil)
		}
		select {
		case r.tickets[n%int64(len(r.tickets))] <- due:
		default: // nobody has taken a ticket for thousands of turns
			r.failed(errors.New("the rate is out of reach: requests queue up before the proxy"))
		}
	}
	for _, tickets := range r.tickets {
		close(tickets)
	}
}

// One request at a time, until the end or until the connection cannot be had any more.
func (r *runner) work(slot int, c caller, latencies *histogram) {
	free := time.Time{}                                                              // since when nothing was in flight here
	for number := uint64(slot * r.hosts / (r.connections * r.streams)); ; number++ { // each begins at another host
		start, ok := r.next(slot, free)
		if !ok {
			return
		}
		n, err := c.call(number)
		free = time.Now()
		switch {
		case err == nil:
			r.requests.Add(1)
			r.bytes.Add(int64(n))
			if !start.Before(r.begin) && free.Before(r.end) {
				latencies.add(uint64(free.Sub(start).Microseconds()))
			}
		case errors.Is(err, errLost):
			r.lost.Add(1)
		default:
			r.failed(err)
			c.close()
			if c, err = r.open(slot); err != nil {
				r.failed(err)
				return
			}
		}
	}
}

// The moment from which the next request counts. One that was due while the last answer had not come counts from when it was
// due: else a slow answer would hide how long those behind it waited.
func (r *runner) next(slot int, free time.Time) (time.Time, bool) {
	if r.options.requests > 0 && r.requests.Load()+r.lost.Load() >= r.options.requests || r.errors.Load() > tooManyErrors {
		return time.Time{}, false
	}
	if r.rate == 0 {
		now := time.Now()
		return now, now.Before(r.end)
	}
	due, ok := <-r.tickets[slot]
	if !ok || time.Since(r.end) > 2*time.Second {
		return time.Time{}, false
	}
	if due.Before(free) {
		return due, true
	}
	return time.Now(), true
}

func (r *runner) failed(err error) {
	r.errors.Add(1)
	r.firstError.CompareAndSwap(nil, err.Error())
}
