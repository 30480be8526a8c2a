// Package service does for Services what a cluster has add-ons for: names and
// load balancer addresses.
package service

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"strings"

	"golang.org/x/net/dns/dnsmessage"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	corelisters "k8s.io/client-go/listers/core/v1"
	discoverylisters "k8s.io/client-go/listers/discovery/v1"

	"testbed/internal/address"
)

const (
	dnsTTL     = 5
	plainUDP   = 512
	maxEDNSUDP = 1232
)

// dnsServer answers for the names of Services, from the API.
type dnsServer struct {
	services corelisters.ServiceLister
	slices   discoverylisters.EndpointSliceLister
}

// StartDNS serves names on the node, and at the usual cluster address through kube-proxy.
func StartDNS(ctx context.Context, cs kubernetes.Interface, f informers.SharedInformerFactory) error {
	s := &dnsServer{services: f.Core().V1().Services().Lister(), slices: f.Discovery().V1().EndpointSlices().Lister()}
	udp, err := net.ListenPacket("udp", address.Host+":53")
	if err != nil {
		return err
	}
	tcp, err := net.Listen("tcp", address.Host+":53")
	if err != nil {
		return err
	}
	go s.serveUDP(udp)
	go s.serveTCP(tcp)
	return createDNSService(ctx, cs)
}

func createDNSService(ctx context.Context, cs kubernetes.Interface) error {
	meta := metav1.ObjectMeta{Name: "kube-dns", Namespace: metav1.NamespaceSystem, Labels: map[string]string{discoveryv1.LabelServiceName: "kube-dns"}}
	svc := &corev1.Service{ObjectMeta: meta, Spec: corev1.ServiceSpec{ClusterIP: address.DNS}}
	slice := &discoveryv1.EndpointSlice{ObjectMeta: meta, AddressType: discoveryv1.AddressTypeIPv4}
	slice.Endpoints = []discoveryv1.Endpoint{{Addresses: []string{address.Host}}}
	for _, proto := range []corev1.Protocol{corev1.ProtocolUDP, corev1.ProtocolTCP} {
		name, port := "dns-"+strings.ToLower(string(proto)), int32(53)
		svc.Spec.Ports = append(svc.Spec.Ports, corev1.ServicePort{Name: name, Protocol: proto, Port: port})
		slice.Ports = append(slice.Ports, discoveryv1.EndpointPort{Name: &name, Protocol: &proto, Port: &port})
	}
	if _, err := cs.CoreV1().Services(meta.Namespace).Create(ctx, svc, metav1.CreateOptions{}); err != nil {
		return err
	}
	_, err := cs.DiscoveryV1().EndpointSlices(meta.Namespace).Create(ctx, slice, metav1.CreateOptions{})
	return err
}

func (s *dnsServer) serveUDP(c net.PacketConn) {
	buf := make([]byte, 4096)
	for {
		n, from, err := c.ReadFrom(buf)
		if err != nil {
			fmt.Println("dns:", err)
			return
		}
		if answer := s.answer(buf[:n], true); answer != nil {
			if _, err := c.WriteTo(answer, from); err != nil {
				fmt.Println("dns:", err)
			}
		}
	}
}

func (s *dnsServer) serveTCP(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			fmt.Println("dns:", err)
			return
		}
		go s.serveConn(c)
	}
}

func (s *dnsServer) serveConn(c net.Conn) {
	defer c.Close()
	for {
		var size uint16
		if binary.Read(c, binary.BigEndian, &size) != nil {
			return
		}
		buf := make([]byte, size)
		if _, err := io.ReadFull(c, buf); err != nil {
			return
		}
		answer := s.answer(buf, false)
		if answer == nil {
			return
		}
		if _, err := c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(answer))), answer...)); err != nil {
			return
		}
	}
}

func (s *dnsServer) answer(query []byte, udp bool) []byte {
	var m dnsmessage.Message
	if m.Unpack(query) != nil || len(m.Questions) != 1 {
		return nil
	}
	reply := dnsmessage.Message{Questions: m.Questions, Header: dnsmessage.Header{
		ID: m.ID, Response: true, Authoritative: true, RecursionDesired: m.RecursionDesired, RecursionAvailable: true,
	}}
	s.resolve(&reply, m.Questions[0])
	limit := plainUDP
	if len(m.Additionals) > 0 {
		limit = maxEDNSUDP
	}
	b, err := reply.Pack()
	if err == nil && udp && len(b) > limit {
		reply.Answers, reply.Truncated = nil, true
		b, err = reply.Pack()
	}
	if err != nil {
		return nil
	}
	return b
}

// resolve fills in the answer to q, following the names of ExternalName Services.
func (s *dnsServer) resolve(reply *dnsmessage.Message, q dnsmessage.Question) {
	name := strings.ToLower(q.Name.String())
	svc, host := s.find(name)
	if svc == nil {
		reply.RCode = dnsmessage.RCodeNameError
		return
	}
	header := dnsmessage.ResourceHeader{Name: q.Name, Class: dnsmessage.ClassINET, TTL: dnsTTL}
	if svc.Spec.Type == corev1.ServiceTypeExternalName {
		target, err := dnsmessage.NewName(strings.TrimSuffix(svc.Spec.ExternalName, ".") + ".")
		if err == nil && len(reply.Answers) < 8 {
			reply.Answers = append(reply.Answers, dnsmessage.Resource{Header: header, Body: &dnsmessage.CNAMEResource{CNAME: target}})
			s.resolve(reply, dnsmessage.Question{Name: target, Type: q.Type, Class: q.Class})
		}
		return
	}
	addrs := s.addresses(svc, host)
	if len(addrs) == 0 {
		reply.RCode = dnsmessage.RCodeNameError
	}
	if q.Type != dnsmessage.TypeA && q.Type != dnsmessage.TypeALL {
		return
	}
	for _, a := range addrs {
		reply.Answers = append(reply.Answers, dnsmessage.Resource{Header: header, Body: &dnsmessage.AResource{A: a.As4()}})
	}
}

// find looks up [HOST.]NAME.NAMESPACE.svc.DOMAIN.
func (s *dnsServer) find(name string) (*corev1.Service, string) {
	rest, ok := strings.CutSuffix(name, ".svc."+address.Domain+".")
	if !ok {
		return nil, ""
	}
	parts := strings.Split(rest, ".")
	if len(parts) < 2 || len(parts) > 3 {
		return nil, ""
	}
	slices.Reverse(parts)
	svc, err := s.services.Services(parts[0]).Get(parts[1])
	if err != nil {
		return nil, ""
	}
	return svc, strings.Join(parts[2:], "")
}

// addresses are the Service's own or, where it has none, those of its endpoints.
func (s *dnsServer) addresses(svc *corev1.Service, host string) []netip.Addr {
	if svc.Spec.ClusterIP != corev1.ClusterIPNone && host == "" {
		return parseIPv4(svc.Spec.ClusterIP)
	}
	list, err := s.slices.EndpointSlices(svc.Namespace).List(labels.SelectorFromSet(labels.Set{discoveryv1.LabelServiceName: svc.Name}))
	if err != nil {
		return nil
	}
	var addrs []netip.Addr
	for _, slice := range list {
		for _, e := range slice.Endpoints {
			serving := e.Conditions.Ready == nil || *e.Conditions.Ready || svc.Spec.PublishNotReadyAddresses
			if serving && (host == "" || e.Hostname != nil && *e.Hostname == host) {
				addrs = append(addrs, parseIPv4(e.Addresses...)...)
			}
		}
	}
	return addrs
}

func parseIPv4(list ...string) []netip.Addr {
	var addrs []netip.Addr
	for _, s := range list {
		if a, err := netip.ParseAddr(s); err == nil && a.Is4() {
			addrs = append(addrs, a)
		}
	}
	return addrs
}
