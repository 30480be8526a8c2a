package service

import (
	"context"
	"fmt"
	"net/netip"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"

	"testbed/internal/address"
)

// Resync is how often Services should be shown again: one whose address was
// taken, or whose status could not be written, gets another chance then.
const Resync = 2 * time.Second

// LoadBalancers gives every LoadBalancer Service an address, which kube-proxy serves.
type LoadBalancers struct {
	cs    kubernetes.Interface
	pool  *address.Pool
	mu    sync.Mutex
	given map[types.UID]netip.Addr
	said  map[types.UID]string // the last problem told, to tell it once
}

// NewLoadBalancers makes one that has not given any address yet.
func NewLoadBalancers(cs kubernetes.Interface) *LoadBalancers {
	return &LoadBalancers{
		cs: cs, pool: address.NewPool(address.LoadBalancers),
		given: map[types.UID]netip.Addr{}, said: map[types.UID]string{},
	}
}

// Sync gives the Service its address, or takes it back where it needs none.
func (l *LoadBalancers) Sync(ctx context.Context, s *corev1.Service) {
	if s.Spec.Type != corev1.ServiceTypeLoadBalancer || s.Spec.LoadBalancerClass != nil || s.DeletionTimestamp != nil {
		l.Release(s)
		return
	}
	ip, err := l.address(s)
	if err == nil {
		err = l.show(ctx, s, ip)
	}
	l.tell(s, err)
}

// show writes the address into the status. A conflict is no problem: a newer
// version of the Service is on its way here.
func (l *LoadBalancers) show(ctx context.Context, s *corev1.Service, ip netip.Addr) error {
	if in := s.Status.LoadBalancer.Ingress; len(in) == 1 && in[0].IP == ip.String() {
		return nil
	}
	s = s.DeepCopy()
	s.Status.LoadBalancer.Ingress = []corev1.LoadBalancerIngress{{IP: ip.String()}}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	_, err := l.cs.CoreV1().Services(s.Namespace).UpdateStatus(ctx, s, metav1.UpdateOptions{})
	if apierrors.IsConflict(err) || apierrors.IsNotFound(err) {
		return nil
	}
	return err
}

func (l *LoadBalancers) tell(s *corev1.Service, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil {
		delete(l.said, s.UID)
	} else if l.said[s.UID] != err.Error() {
		l.said[s.UID] = err.Error()
		fmt.Printf("service %s/%s: %v\n", s.Namespace, s.Name, err)
	}
}

// address is the one spec.loadBalancerIP asks for, if it is free, else any.
func (l *LoadBalancers) address(s *corev1.Service) (netip.Addr, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	ip, given := l.given[s.UID]
	want := s.Spec.LoadBalancerIP
	if given && (want == "" || want == ip.String()) {
		return ip, nil
	}
	if given {
		l.pool.Release(ip)
		delete(l.given, s.UID)
	}
	var err error
	if want == "" {
		ip, err = l.pool.Take()
	} else if ip, err = netip.ParseAddr(want); err == nil {
		err = l.pool.Claim(ip)
	}
	if err == nil {
		l.given[s.UID] = ip
	}
	return ip, err
}

// Release takes back what the Service was given.
func (l *LoadBalancers) Release(s *corev1.Service) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if ip, ok := l.given[s.UID]; ok {
		l.pool.Release(ip)
		delete(l.given, s.UID)
	}
	delete(l.said, s.UID)
}
