package address

import (
	"fmt"
	"net/netip"
	"sync"
)

// Pool hands out the addresses of a prefix in turn. A released one therefore
// comes back late: whoever still holds it by mistake fails rather than reaching
// somebody else.
type Pool struct {
	mu     sync.Mutex
	prefix netip.Prefix
	last   netip.Addr
	used   map[netip.Addr]bool
}

// NewPool makes a pool without the first two addresses: the network's and the node's.
func NewPool(cidr string) *Pool {
	p := netip.MustParsePrefix(cidr)
	first := p.Addr()
	return &Pool{prefix: p, last: first.Next(), used: map[netip.Addr]bool{first: true, first.Next(): true}}
}

// Take hands out the next free address.
func (p *Pool) Take() (netip.Addr, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for range 1 << (32 - p.prefix.Bits()) {
		p.last = p.last.Next()
		if !p.prefix.Contains(p.last) {
			p.last = p.prefix.Addr()
		}
		if !p.used[p.last] {
			p.used[p.last] = true
			return p.last, nil
		}
	}
	return netip.Addr{}, fmt.Errorf("no address is left in %s", p.prefix)
}

// Claim takes the address that somebody asks for.
func (p *Pool) Claim(a netip.Addr) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case !p.prefix.Contains(a):
		return fmt.Errorf("address %s is not one of %s", a, p.prefix)
	case p.used[a]:
		return fmt.Errorf("address %s is taken", a)
	}
	p.used[a] = true
	return nil
}

// Release takes an address back.
func (p *Pool) Release(a netip.Addr) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.used, a)
}
