package service

import (
	"net/netip"
	"slices"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	corelisters "k8s.io/client-go/listers/core/v1"
	discoverylisters "k8s.io/client-go/listers/discovery/v1"
	"k8s.io/client-go/tools/cache"
)

func names(t *testing.T, objects ...any) *dnsServer {
	t.Helper()
	byNamespace := cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc}
	services := cache.NewIndexer(cache.MetaNamespaceKeyFunc, byNamespace)
	endpoints := cache.NewIndexer(cache.MetaNamespaceKeyFunc, byNamespace)
	for _, o := range objects {
		into := services
		if _, ok := o.(*discoveryv1.EndpointSlice); ok {
			into = endpoints
		}
		if err := into.Add(o); err != nil {
			t.Fatal(err)
		}
	}
	return &dnsServer{services: corelisters.NewServiceLister(services), slices: discoverylisters.NewEndpointSliceLister(endpoints)}
}

func clusterIP(name, ip string) *corev1.Service {
	return &corev1.Service{ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "ns"}, Spec: corev1.ServiceSpec{ClusterIP: ip}}
}

func endpoint(ip string, ready bool) discoveryv1.Endpoint {
	return discoveryv1.Endpoint{Addresses: []string{ip}, Conditions: discoveryv1.EndpointConditions{Ready: &ready}}
}

func sliceOf(service string, endpoints ...discoveryv1.Endpoint) *discoveryv1.EndpointSlice {
	return &discoveryv1.EndpointSlice{
		ObjectMeta: metav1.ObjectMeta{Name: service + "-1", Namespace: "ns", Labels: map[string]string{discoveryv1.LabelServiceName: service}},
		Endpoints:  endpoints,
	}
}

func query(t *testing.T, name string, kind dnsmessage.Type) []byte {
	t.Helper()
	m := dnsmessage.Message{Header: dnsmessage.Header{ID: 7}, Questions: []dnsmessage.Question{
		{Name: dnsmessage.MustNewName(name), Type: kind, Class: dnsmessage.ClassINET},
	}}
	b, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func ask(t *testing.T, s *dnsServer, name string, kind dnsmessage.Type) (dnsmessage.RCode, []string) {
	t.Helper()
	var m dnsmessage.Message
	if err := m.Unpack(s.answer(query(t, name, kind), true)); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range m.Answers {
		switch body := a.Body.(type) {
		case *dnsmessage.AResource:
			got = append(got, netip.AddrFrom4(body.A).String())
		case *dnsmessage.CNAMEResource:
			got = append(got, body.CNAME.String())
		}
	}
	slices.Sort(got)
	return m.RCode, got
}

func TestNames(t *testing.T) {
	named := endpoint("10.244.0.9", true)
	host := "web-0"
	named.Hostname = &host
	external := clusterIP("external", "")
	external.Spec.Type, external.Spec.ExternalName = corev1.ServiceTypeExternalName, "web.ns.svc.cluster.local"
	eager := clusterIP("eager", corev1.ClusterIPNone)
	eager.Spec.PublishNotReadyAddresses = true
	s := names(t,
		clusterIP("web", "10.96.1.1"), clusterIP("headless", corev1.ClusterIPNone), clusterIP("empty", corev1.ClusterIPNone), external, eager,
		sliceOf("headless", endpoint("10.244.0.7", true), endpoint("10.244.0.8", false), named), sliceOf("eager", endpoint("10.244.0.8", false)))
	for _, c := range []struct {
		name string
		kind dnsmessage.Type
		code dnsmessage.RCode
		want []string
	}{
		{"web.ns.svc.cluster.local.", dnsmessage.TypeA, dnsmessage.RCodeSuccess, []string{"10.96.1.1"}},
		{"WEB.ns.svc.cluster.local.", dnsmessage.TypeA, dnsmessage.RCodeSuccess, []string{"10.96.1.1"}},
		{"web.ns.svc.cluster.local.", dnsmessage.TypeAAAA, dnsmessage.RCodeSuccess, nil},
		{"headless.ns.svc.cluster.local.", dnsmessage.TypeA, dnsmessage.RCodeSuccess, []string{"10.244.0.7", "10.244.0.9"}},
		{"web-0.headless.ns.svc.cluster.local.", dnsmessage.TypeA, dnsmessage.RCodeSuccess, []string{"10.244.0.9"}},
		{"eager.ns.svc.cluster.local.", dnsmessage.TypeA, dnsmessage.RCodeSuccess, []string{"10.244.0.8"}},
		{"external.ns.svc.cluster.local.", dnsmessage.TypeA, dnsmessage.RCodeSuccess, []string{"10.96.1.1", "web.ns.svc.cluster.local."}},
		{"empty.ns.svc.cluster.local.", dnsmessage.TypeA, dnsmessage.RCodeNameError, nil},
		{"web.other.svc.cluster.local.", dnsmessage.TypeA, dnsmessage.RCodeNameError, nil},
		{"web.ns.svc.", dnsmessage.TypeA, dnsmessage.RCodeNameError, nil},
		{"example.test.", dnsmessage.TypeA, dnsmessage.RCodeNameError, nil},
	} {
		code, got := ask(t, s, c.name, c.kind)
		if code != c.code || !slices.Equal(got, c.want) {
			t.Errorf("%s %s: got %v %v, want %v %v", c.name, c.kind, code, got, c.code, c.want)
		}
	}
}

func TestLongAnswersGoOverTCP(t *testing.T) {
	var many []discoveryv1.Endpoint
	for i := range 100 {
		many = append(many, endpoint(netip.AddrFrom4([4]byte{10, 244, 1, byte(i)}).String(), true))
	}
	s := names(t, clusterIP("headless", corev1.ClusterIPNone), sliceOf("headless", many...))
	q := query(t, "headless.ns.svc.cluster.local.", dnsmessage.TypeA)
	var udp, tcp dnsmessage.Message
	if err := udp.Unpack(s.answer(q, true)); err != nil {
		t.Fatal(err)
	}
	if err := tcp.Unpack(s.answer(q, false)); err != nil {
		t.Fatal(err)
	}
	if !udp.Truncated || len(udp.Answers) > 0 || tcp.Truncated || len(tcp.Answers) != 100 {
		t.Errorf("udp: truncated %v with %d answers, tcp: truncated %v with %d", udp.Truncated, len(udp.Answers), tcp.Truncated, len(tcp.Answers))
	}
}

func TestGarbageGetsNoAnswer(t *testing.T) {
	if got := names(t).answer([]byte("no query"), true); got != nil {
		t.Errorf("got %q", got)
	}
}
