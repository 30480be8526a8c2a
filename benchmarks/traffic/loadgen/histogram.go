package main

import "math/bits"

const (
	exactBits = 10 // below 1024 every value has a bucket of its own, above it is known to a thousandth
	exact     = 1 << exactBits
	half      = exact / 2
)

// A histogram of microseconds.
type histogram struct {
	counts [exact + half*22]uint64 // 22 doublings: more than an hour
	total  uint64
	max    uint64
}

func bucket(value uint64) int {
	if value < exact {
		return int(value)
	}
	doublings := bits.Len64(value) - exactBits
	return min(exact+half*(doublings-1)+int(value>>doublings)-half, len(histogram{}.counts)-1)
}

// The largest value of a bucket: a percentile is never told smaller than it was.
func largest(bucket int) uint64 {
	if bucket < exact {
		return uint64(bucket)
	}
	doublings := (bucket-exact)/half + 1
	return (uint64((bucket-exact)%half+half)+1)<<doublings - 1
}

func (h *histogram) add(value uint64) {
	h.counts[bucket(value)]++
	h.total++
	h.max = max(h.max, value)
}

func (h *histogram) merge(other *histogram) {
	for i, count := range other.counts {
		h.counts[i] += count
	}
	h.total += other.total
	h.max = max(h.max, other.max)
}

// The smallest value that a share of all values does not exceed; 0 when there are none.
func (h *histogram) at(share float64) uint64 {
	wanted, seen := share*float64(h.total), uint64(0)
	for i, count := range h.counts {
		if seen += count; count > 0 && float64(seen) >= wanted {
			return min(largest(i), h.max)
		}
	}
	return h.max
}
