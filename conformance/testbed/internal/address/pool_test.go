package address

import (
	"net/netip"
	"strings"
	"testing"
)

func take(t *testing.T, p *Pool) string {
	t.Helper()
	a, err := p.Take()
	if err != nil {
		t.Fatal(err)
	}
	return a.String()
}

func TestPoolLeavesOutNetworkAndNode(t *testing.T) {
	if got := take(t, NewPool("10.0.0.0/29")); got != "10.0.0.2" {
		t.Errorf("first address is %s, want 10.0.0.2", got)
	}
}

func TestReleasedAddressComesBackLast(t *testing.T) {
	p := NewPool("10.0.0.0/29")
	first := take(t, p)
	p.Release(netip.MustParseAddr(first))
	for range 5 {
		if got := take(t, p); got == first {
			t.Fatalf("%s came back while others were free", first)
		}
	}
	if got := take(t, p); got != first {
		t.Errorf("got %s, want the released %s", got, first)
	}
}

func TestPoolEnds(t *testing.T) {
	p := NewPool("10.0.0.0/30")
	take(t, p)
	take(t, p)
	if a, err := p.Take(); err == nil {
		t.Errorf("took %s from a pool without free addresses", a)
	}
}

func TestClaim(t *testing.T) {
	p := NewPool("10.0.0.0/29")
	want := netip.MustParseAddr("10.0.0.2")
	if err := p.Claim(want); err != nil {
		t.Fatal(err)
	}
	if err := p.Claim(want); err == nil || !strings.Contains(err.Error(), "taken") {
		t.Errorf("second claim: %v, want that it is taken", err)
	}
	if err := p.Claim(netip.MustParseAddr("10.0.1.2")); err == nil {
		t.Error("claimed an address of another prefix")
	}
	if got := take(t, p); got != "10.0.0.3" {
		t.Errorf("took %s, want the one behind the claimed", got)
	}
}
