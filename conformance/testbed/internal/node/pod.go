package node

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"testbed/internal/address"
	"testbed/internal/network"
)

// pod is a pod of this node while it runs. term ends when its containers are
// asked to stop, kill when they must be gone, deleted when the API wants it gone.
type pod struct {
	node                  *Node
	term, kill, deleted   context.Context
	stop, force, markGone context.CancelFunc
	ended                 chan struct{}

	ip         netip.Addr
	network    *network.Pod // nil on the host's network
	dir        string
	volumes    map[string]string // volume name to directory
	mounted    []string          // directories of volumes in memory
	tokens     map[string]token
	inits      []*container
	containers []*container
	startTime  metav1.Time
	dirty      chan struct{}

	mu          sync.Mutex
	obj         *corev1.Pod
	conditions  map[corev1.PodConditionType]corev1.PodCondition
	initialized bool
}

func newPod(n *Node, obj *corev1.Pod) *pod {
	p := &pod{
		node: n, obj: obj, ended: make(chan struct{}), startTime: metav1.Now(), dirty: make(chan struct{}, 1),
		dir: filepath.Join(n.dir, "pods", string(obj.UID)), volumes: map[string]string{}, tokens: map[string]token{},
		conditions: map[corev1.PodConditionType]corev1.PodCondition{},
	}
	p.deleted, p.markGone = context.WithCancel(context.Background())
	p.kill, p.force = context.WithCancel(context.Background())
	p.term, p.stop = context.WithCancel(p.kill)
	for i := range obj.Spec.InitContainers {
		p.inits = append(p.inits, newContainer(p, &obj.Spec.InitContainers[i], true))
	}
	for i := range obj.Spec.Containers {
		p.containers = append(p.containers, newContainer(p, &obj.Spec.Containers[i], false))
	}
	return p
}

func (p *pod) object() *corev1.Pod {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.obj
}

func (p *pod) update(obj *corev1.Pod) {
	p.mu.Lock()
	gates := len(obj.Spec.ReadinessGates) > 0 && obj.ResourceVersion != p.obj.ResourceVersion
	p.obj = obj
	p.mu.Unlock()
	if gates {
		p.changed()
	}
	if obj.DeletionTimestamp != nil {
		p.delete(time.Duration(*obj.DeletionGracePeriodSeconds) * time.Second)
	}
}

func (p *pod) delete(grace time.Duration) {
	p.terminate(grace)
	p.markGone()
}

// terminate stops the containers, by force once grace is over; a later call can only shorten it.
func (p *pod) terminate(grace time.Duration) {
	if grace == 0 {
		p.force()
	} else {
		time.AfterFunc(grace, p.force)
	}
	p.stop()
}

// run runs the pod to its end and, once it is deleted, takes it out of the API.
func (p *pod) run() {
	defer close(p.ended)
	if p.setUp() {
		p.runContainers()
	}
	p.tearDown()
	p.publishEnd()
	<-p.deleted.Done()
	p.node.remove(p.object())
}

// setUp does what must be there before containers, again until it works or the pod ends.
func (p *pod) setUp() bool {
	steps := []func() error{p.bind, p.setUpNetwork, p.mountVolumes}
	last := ""
	for wait := 50 * time.Millisecond; len(steps) > 0; wait = min(2*wait, 2*time.Second) {
		err := steps[0]()
		if err == nil {
			steps = steps[1:]
			continue
		}
		if err.Error() != last {
			last = err.Error()
			fmt.Printf("pod %s: %v\n", p.name(), err)
		}
		if !sleep(p.term, wait) {
			return false
		}
	}
	return p.term.Err() == nil
}

func (p *pod) name() string {
	obj := p.object()
	return obj.Namespace + "/" + obj.Name
}

// sleep waits, and says whether it did so to the end.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

func (p *pod) runContainers() {
	ctx, cancel := context.WithCancel(p.kill)
	defer cancel()
	go p.publishStatus(ctx)
	go p.refreshVolumes()

	var sidecars, wg sync.WaitGroup
	if p.initialize(&sidecars) {
		for _, c := range p.containers {
			wg.Go(c.run)
		}
		wg.Wait()
	}
	p.terminate(time.Duration(*p.object().Spec.TerminationGracePeriodSeconds) * time.Second)
	sidecars.Wait()
}

// initialize runs the init containers one after another. It says whether all went well.
func (p *pod) initialize(sidecars *sync.WaitGroup) bool {
	for _, c := range p.inits {
		if c.sidecar() {
			sidecars.Go(c.run)
			select {
			case <-c.begun:
			case <-p.term.Done():
			}
		} else if c.run(); !c.succeeded() {
			return false
		}
		if p.term.Err() != nil {
			return false
		}
	}
	p.mu.Lock()
	p.initialized = true
	p.mu.Unlock()
	p.changed()
	return true
}

func (p *pod) bind() error {
	obj := p.object()
	if obj.Spec.NodeName != "" {
		return nil
	}
	return p.node.cs.CoreV1().Pods(obj.Namespace).Bind(p.term, &corev1.Binding{
		ObjectMeta: metav1.ObjectMeta{Name: obj.Name, Namespace: obj.Namespace, UID: obj.UID},
		Target:     corev1.ObjectReference{Kind: "Node", Name: Name},
	}, metav1.CreateOptions{})
}

func (p *pod) setUpNetwork() error {
	if p.object().Spec.HostNetwork {
		p.ip = netip.MustParseAddr(address.Host)
		return nil
	}
	ip, err := p.node.ips.Take()
	if err != nil {
		return err
	}
	network, err := network.NewPod(ip)
	if err != nil {
		p.node.ips.Release(ip)
		return err
	}
	p.ip, p.network = ip, network
	return nil
}

func (p *pod) tearDown() {
	var err error
	if p.network != nil {
		err = p.network.Close()
		p.node.ips.Release(p.ip)
	}
	if err = errors.Join(err, p.unmountVolumes(), os.RemoveAll(p.dir)); err != nil {
		fmt.Printf("pod %s: what it leaves behind: %v\n", p.name(), err)
	}
}
