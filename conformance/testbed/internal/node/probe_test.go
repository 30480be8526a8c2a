package node

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// said is one report of a probe: what, and how long after the start.
type said struct {
	ok    bool
	after time.Duration
}

// reports runs a probe for a while; healthy says how it finds things at a time.
func reports(t *testing.T, p corev1.Probe, state bool, length time.Duration, healthy func(time.Duration) bool) []said {
	t.Helper()
	var got []said
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), length)
		defer cancel()
		check := func() error {
			if healthy(time.Since(start)) {
				return nil
			}
			return errors.New("not healthy")
		}
		watch(ctx, &p, state, check, func(ok bool) bool {
			got = append(got, said{ok, time.Since(start).Round(time.Second)})
			return true
		})
	})
	return got
}

func TestReadinessIsSeenSoonerThanItsPeriod(t *testing.T) {
	p := corev1.Probe{PeriodSeconds: 10, SuccessThreshold: 1, FailureThreshold: 3}
	got := reports(t, p, false, time.Minute, func(d time.Duration) bool { return d > 2*time.Second })
	if want := []said{{true, 2 * time.Second}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestFailuresCountOncePerPeriod(t *testing.T) {
	p := corev1.Probe{PeriodSeconds: 10, SuccessThreshold: 1, FailureThreshold: 3}
	got := reports(t, p, true, time.Minute, func(d time.Duration) bool { return d < 5*time.Second })
	if want := []said{{false, 30 * time.Second}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestStartupProbeGivesUpAfterItsLimit(t *testing.T) {
	p := corev1.Probe{PeriodSeconds: 5, SuccessThreshold: 1, FailureThreshold: 3}
	got := reports(t, p, false, 12*time.Second, func(time.Duration) bool { return false })
	if want := []said{{false, 10 * time.Second}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestInitialDelay(t *testing.T) {
	p := corev1.Probe{PeriodSeconds: 1, InitialDelaySeconds: 7, SuccessThreshold: 1, FailureThreshold: 1}
	got := reports(t, p, false, 9*time.Second, func(time.Duration) bool { return true })
	if want := []said{{true, 7 * time.Second}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestSuccessThreshold(t *testing.T) {
	p := corev1.Probe{PeriodSeconds: 2, SuccessThreshold: 3, FailureThreshold: 1}
	got := reports(t, p, false, 20*time.Second, func(time.Duration) bool { return true })
	if want := []said{{true, 4 * time.Second}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
