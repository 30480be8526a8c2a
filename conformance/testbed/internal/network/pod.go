package network

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"

	"testbed/internal/address"
)

// Pod is the network namespace of a pod, alive while it is open or used.
type Pod struct {
	ns   netns.NsHandle
	veth string
}

// NewPod makes a network namespace with one address, joined to the node's by a veth pair.
func NewPod(ip netip.Addr) (*Pod, error) {
	ns, err := newNamespace()
	if err != nil {
		return nil, err
	}
	b := ip.As4()
	p := &Pod{ns: ns, veth: fmt.Sprintf("tb%02x%02x", b[2], b[3])}
	if err := p.join(ip.String()); err != nil {
		return nil, errors.Join(fmt.Errorf("network of %s: %w", ip, err), p.Close())
	}
	return p, nil
}

// Enter puts the current thread, which must be locked, into the namespace.
func (p *Pod) Enter() error { return netns.Set(p.ns) }

// Dial connects to a TCP port of the pod as seen from inside it.
func (p *Pod) Dial(port int) (net.Conn, error) {
	type result struct {
		conn net.Conn
		err  error
	}
	done := make(chan result, 1)
	go func() {
		runtime.LockOSThread() // the thread ends with this goroutine: no other gets to see the namespace
		if err := p.Enter(); err != nil {
			done <- result{nil, err}
			return
		}
		conn, err := net.Dial("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
		done <- result{conn, err}
	}()
	r := <-done
	return r.conn, r.err
}

func (p *Pod) join(ip string) error {
	veth := &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: p.veth}, PeerName: "eth0", PeerNamespace: netlink.NsFd(p.ns)}
	if err := netlink.LinkAdd(veth); err != nil {
		return err
	}
	if err := p.setUpInside(ip); err != nil {
		return err
	}
	if err := netlink.AddrAdd(veth, single(address.Host)); err != nil {
		return err
	}
	if err := netlink.LinkSetUp(veth); err != nil {
		return err
	}
	return netlink.RouteAdd(&netlink.Route{LinkIndex: veth.Index, Dst: singleNet(ip), Scope: netlink.SCOPE_LINK})
}

func (p *Pod) setUpInside(ip string) error {
	h, err := netlink.NewHandleAt(p.ns)
	if err != nil {
		return err
	}
	defer h.Close()
	for name, addr := range map[string]string{"lo": "", "eth0": ip} {
		link, err := h.LinkByName(name)
		if err != nil {
			return err
		}
		if addr != "" {
			if err := h.AddrAdd(link, single(addr)); err != nil {
				return err
			}
		}
		if err := h.LinkSetUp(link); err != nil {
			return err
		}
	}
	eth0, err := h.LinkByName("eth0")
	if err != nil {
		return err
	}
	index := eth0.Attrs().Index
	if err := h.RouteAdd(&netlink.Route{LinkIndex: index, Dst: singleNet(address.Host), Scope: netlink.SCOPE_LINK}); err != nil {
		return err
	}
	return h.RouteAdd(&netlink.Route{LinkIndex: index, Gw: net.ParseIP(address.Host)})
}

// Close takes the pod off the network.
func (p *Pod) Close() error {
	var err error
	if link, missing := netlink.LinkByName(p.veth); missing == nil {
		err = netlink.LinkDel(link)
	}
	return errors.Join(err, p.ns.Close())
}

// newNamespace makes a network namespace on a thread of its own, which ends with it.
func newNamespace() (netns.NsHandle, error) {
	type result struct {
		ns  netns.NsHandle
		err error
	}
	done := make(chan result)
	go func() {
		runtime.LockOSThread()
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			done <- result{err: err}
			return
		}
		ns, err := netns.Get()
		done <- result{ns, err}
	}()
	r := <-done
	return r.ns, r.err
}
