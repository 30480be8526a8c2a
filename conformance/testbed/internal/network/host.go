// Package network makes the network of the bed: the node's side of it, and one
// network namespace per pod.
package network

import (
	"fmt"
	"net"
	"os"

	"github.com/vishvananda/netlink"

	"testbed/internal/address"
)

const bridge = "testbed0"

// SetUpHost makes the node's own interface. Load balancer addresses are routed
// to it only so that packets to them leave, and kube-proxy rewrites them.
func SetUpHost() error {
	lo, err := netlink.LinkByName("lo")
	if err != nil {
		return err
	}
	if err := netlink.LinkSetUp(lo); err != nil {
		return err
	}
	br := &netlink.Bridge{LinkAttrs: netlink.LinkAttrs{Name: bridge}}
	if err := netlink.LinkAdd(br); err != nil {
		return fmt.Errorf("interface %s: %w: start testbed as root in a network namespace of its own: `unshare -n -m testbed up`", bridge, err)
	}
	if err := netlink.AddrAdd(br, single(address.Host)); err != nil {
		return err
	}
	if err := netlink.LinkSetUp(br); err != nil {
		return err
	}
	_, lbs, err := net.ParseCIDR(address.LoadBalancers)
	if err != nil {
		return err
	}
	if err := netlink.RouteAdd(&netlink.Route{LinkIndex: br.Index, Dst: lbs}); err != nil {
		return err
	}
	for path, value := range map[string]string{"ip_forward": "1", "conf/all/rp_filter": "0"} {
		if err := os.WriteFile("/proc/sys/net/ipv4/"+path, []byte(value), 0); err != nil {
			return err
		}
	}
	return nil
}

func single(ip string) *netlink.Addr { return &netlink.Addr{IPNet: singleNet(ip)} }

func singleNet(ip string) *net.IPNet {
	return &net.IPNet{IP: net.ParseIP(ip), Mask: net.CIDRMask(32, 32)}
}
