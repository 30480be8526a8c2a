package main

import "testing"

func TestBucketsCoverEveryValueOnce(t *testing.T) {
	previous := -1
	for value := uint64(0); value < 1<<20; value++ {
		b := bucket(value)
		if b != previous && b != previous+1 {
			t.Fatalf("%d is in bucket %d, the value before it in %d", value, b, previous)
		}
		if value > largest(b) || value < exact && value != largest(b) {
			t.Fatalf("%d is in bucket %d, whose largest value is %d", value, b, largest(b))
		}
		if float64(largest(b)-value) > float64(value)/500 {
			t.Fatalf("%d is told as %d", value, largest(b))
		}
		previous = b
	}
}

func TestPercentiles(t *testing.T) {
	var h, other histogram
	for value := uint64(1); value <= 1000; value++ {
		if value%2 == 0 {
			h.add(value)
		} else {
			other.add(value)
		}
	}
	h.merge(&other)
	for share, expected := range map[float64]uint64{0.5: 500, 0.99: 990, 0.999: 999, 1: 1000} {
		if got := h.at(share); got != expected {
			t.Errorf("%v: expected %d, got %d", share, expected, got)
		}
	}
}

func TestAVeryLongWaitIsKept(t *testing.T) {
	var h histogram
	h.add(1 << 40)
	if h.at(0.5) == 0 || h.max != 1<<40 {
		t.Errorf("got %d, max %d", h.at(0.5), h.max)
	}
}
