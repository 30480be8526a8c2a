package service

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes/fake"
)

func balanced(name, ip string) *corev1.Service {
	return &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "ns", UID: types.UID(name)},
		Spec:       corev1.ServiceSpec{Type: corev1.ServiceTypeLoadBalancer, LoadBalancerIP: ip},
	}
}

func shown(t *testing.T, l *LoadBalancers, s *corev1.Service) string {
	t.Helper()
	l.Sync(t.Context(), s)
	got, err := l.cs.CoreV1().Services(s.Namespace).Get(t.Context(), s.Name, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if in := got.Status.LoadBalancer.Ingress; len(in) == 1 {
		return in[0].IP
	}
	return ""
}

func TestEveryServiceGetsAnAddressOfItsOwn(t *testing.T) {
	a, b := balanced("a", ""), balanced("b", "")
	l := NewLoadBalancers(fake.NewClientset(a, b))
	if x, y := shown(t, l, a), shown(t, l, b); x == "" || x == y {
		t.Errorf("got %q and %q", x, y)
	}
}

func TestAddressAskedFor(t *testing.T) {
	a, b := balanced("a", "172.30.200.1"), balanced("b", "172.30.200.1")
	l := NewLoadBalancers(fake.NewClientset(a, b))
	if got := shown(t, l, a); got != "172.30.200.1" {
		t.Errorf("got %q", got)
	}
	if got := shown(t, l, b); got != "" {
		t.Errorf("a taken address was given again: %q", got)
	}
	l.Release(a)
	if got := shown(t, l, b); got != "172.30.200.1" {
		t.Errorf("after the first has gone: %q", got)
	}
}

func TestAddressOutsideThePool(t *testing.T) {
	a := balanced("a", "192.0.2.1")
	if got := shown(t, NewLoadBalancers(fake.NewClientset(a)), a); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestAddressFollowsTheWish(t *testing.T) {
	a := balanced("a", "")
	l := NewLoadBalancers(fake.NewClientset(a))
	shown(t, l, a)
	a.Spec.LoadBalancerIP = "172.30.200.2"
	if got := shown(t, l, a); got != "172.30.200.2" {
		t.Errorf("got %q", got)
	}
}

func TestOtherServicesGetNone(t *testing.T) {
	class := "somebody-else"
	foreign := balanced("foreign", "")
	foreign.Spec.LoadBalancerClass = &class
	plain := balanced("plain", "")
	plain.Spec.Type = corev1.ServiceTypeClusterIP
	l := NewLoadBalancers(fake.NewClientset(foreign, plain))
	for _, s := range []*corev1.Service{foreign, plain} {
		if got := shown(t, l, s); got != "" {
			t.Errorf("%s got %q", s.Name, got)
		}
	}
}
