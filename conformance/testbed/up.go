package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"

	"testbed/internal/address"
	"testbed/internal/network"
	"testbed/internal/node"
	"testbed/internal/service"
)

const readyWithin = 2 * time.Minute

// up runs a bed until it is told to end.
func up(args []string) error {
	fs := flag.NewFlagSet("up", flag.ExitOnError)
	dir := stateFlag(fs)
	images := node.Images{}
	fs.Var(images, "image", "IMAGE=[NAME=VALUE ...] COMMAND: what to run containers of IMAGE as (repeatable)")
	parent := fs.Bool("with-parent", false, "end when the process that started the bed ends, however it does")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if *parent { // on the main thread, whose parent is that process
		if err := unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(syscall.SIGTERM), 0, 0, 0); err != nil {
			return err
		}
	}
	abs, err := filepath.Abs(*dir)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	p := plane{dir: abs}
	if err := p.makeState(); err != nil {
		return err
	}
	if err := network.SetUpHost(); err != nil {
		return err
	}
	store, others := p.components()
	for _, c := range store {
		go c.Keep(ctx)
	}
	cs, err := client()
	if err != nil {
		return err
	}
	if err := waitReady(ctx, cs); err != nil {
		return fmt.Errorf("%w: see kube-apiserver.log and etcd.log in `%s`", err, p.dir)
	}
	n, err := node.New(ctx, cs, p.dir, images)
	if err != nil {
		return err
	}
	defer n.Shutdown()
	for _, c := range others {
		go c.Keep(ctx)
	}
	if err := follow(ctx, cs, n); err != nil {
		return err
	}
	fmt.Println("ready KUBECONFIG=" + p.kubeconfig())
	<-ctx.Done()
	return nil
}

// follow starts all that lives from watching the API.
func follow(ctx context.Context, cs kubernetes.Interface, n *node.Node) error {
	f := informers.NewSharedInformerFactoryWithOptions(cs, 0,
		informers.WithCustomResyncConfig(map[metav1.Object]time.Duration{&corev1.Service{}: service.Resync}))
	if err := n.Watch(f); err != nil {
		return err
	}
	lbs := service.NewLoadBalancers(cs)
	if _, err := f.Core().V1().Services().Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(o any) { lbs.Sync(ctx, o.(*corev1.Service)) },
		UpdateFunc: func(_, o any) { lbs.Sync(ctx, o.(*corev1.Service)) },
		DeleteFunc: func(o any) {
			if d, ok := o.(cache.DeletedFinalStateUnknown); ok {
				o = d.Obj
			}
			if s, ok := o.(*corev1.Service); ok {
				lbs.Release(s)
			}
		},
	}); err != nil {
		return err
	}
	if err := service.StartDNS(ctx, cs, f); err != nil {
		return err
	}
	f.Start(ctx.Done())
	return n.Serve()
}

// client is the bed's own way to the API. It looks at no certificate, which the
// server makes for itself when it starts: there is nobody else in this network.
func client() (*kubernetes.Clientset, error) {
	return kubernetes.NewForConfig(&rest.Config{
		WrapTransport: func(next http.RoundTripper) http.RoundTripper { return patient{next} },
		Host:          "https://" + address.Host + ":6443", BearerToken: adminToken, QPS: 500, Burst: 1000,
		TLSClientConfig: rest.TLSClientConfig{Insecure: true},
	})
}

// patient waits with a reading request for an API server that is away. Watches
// then go on as soon as it is back, instead of after their growing pauses.
type patient struct{ next http.RoundTripper }

func (p patient) RoundTrip(r *http.Request) (*http.Response, error) {
	for {
		resp, err := p.next.RoundTrip(r)
		if r.Method != http.MethodGet || !errors.Is(err, syscall.ECONNREFUSED) {
			return resp, err
		}
		select {
		case <-r.Context().Done():
			return nil, err
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func waitReady(ctx context.Context, cs *kubernetes.Clientset) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	for {
		var code int
		err := cs.Discovery().RESTClient().Get().AbsPath("/readyz").Do(ctx).StatusCode(&code).Error()
		if err == nil && code == http.StatusOK {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("kube-apiserver is not ready: %w", err)
		case <-time.After(100 * time.Millisecond):
		}
	}
}
