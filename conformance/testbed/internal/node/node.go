// Package node is a node's agent without containers: it binds every pod of the
// API to itself and runs its containers as local processes, each pod in a
// network namespace of its own and each container over a root of its own.
package node

import (
	"context"
	"fmt"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"

	"testbed/internal/address"
)

// Name is the node's name in the API.
const Name = "node-1"

// callLimit is how long one call to the API may take. A server that hangs must
// not keep the node from what it can do without.
const callLimit = 10 * time.Second

// Node is the only node of a bed.
type Node struct {
	cs     kubernetes.Interface
	dir    string
	images Images
	ips    *address.Pool

	running context.Context // ends with the bed
	stop    context.CancelFunc

	mu   sync.Mutex
	pods map[types.UID]*pod
}

// New makes the node and its object in the API. It keeps what it needs below dir.
func New(ctx context.Context, cs kubernetes.Interface, dir string, images Images) (*Node, error) {
	n := &Node{cs: cs, dir: dir, images: images, ips: address.NewPool(address.Pods), pods: map[types.UID]*pod{}}
	n.running, n.stop = context.WithCancel(context.Background())
	obj, err := cs.CoreV1().Nodes().Create(ctx, &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: Name, Labels: map[string]string{"kubernetes.io/hostname": Name, "kubernetes.io/os": "linux"}},
		Spec:       corev1.NodeSpec{PodCIDR: address.Pods, PodCIDRs: []string{address.Pods}},
	}, metav1.CreateOptions{})
	if err != nil {
		return nil, fmt.Errorf("node %s: %w", Name, err)
	}
	obj.Status = nodeStatus()
	if _, err = cs.CoreV1().Nodes().UpdateStatus(ctx, obj, metav1.UpdateOptions{}); err != nil {
		return nil, fmt.Errorf("status of node %s: %w", Name, err)
	}
	return n, nil
}

func nodeStatus() corev1.NodeStatus {
	now := metav1.Now()
	return corev1.NodeStatus{
		Capacity:        allocatable,
		Allocatable:     allocatable,
		Addresses:       []corev1.NodeAddress{{Type: corev1.NodeInternalIP, Address: address.Host}},
		DaemonEndpoints: corev1.NodeDaemonEndpoints{KubeletEndpoint: corev1.DaemonEndpoint{Port: kubeletPort}},
		Conditions: []corev1.NodeCondition{{
			Type: corev1.NodeReady, Status: corev1.ConditionTrue, Reason: "TestbedReady",
			LastHeartbeatTime: now, LastTransitionTime: now,
		}},
	}
}

// What containers without limits are told they may use.
var allocatable = corev1.ResourceList{
	corev1.ResourceCPU:    resource.MustParse("2"),
	corev1.ResourceMemory: resource.MustParse("16Gi"),
	corev1.ResourcePods:   resource.MustParse("10000"),
}

// Watch has the node follow the pods of an informer factory that is not started yet.
func (n *Node) Watch(f informers.SharedInformerFactory) error {
	_, err := f.Core().V1().Pods().Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(o any) { n.sync(o.(*corev1.Pod)) },
		UpdateFunc: func(_, o any) { n.sync(o.(*corev1.Pod)) },
		DeleteFunc: func(o any) {
			if d, ok := o.(cache.DeletedFinalStateUnknown); ok {
				o = d.Obj
			}
			if obj, ok := o.(*corev1.Pod); ok {
				n.forget(obj)
			}
		},
	})
	return err
}

func (n *Node) sync(obj *corev1.Pod) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if p := n.pods[obj.UID]; p != nil {
		p.update(obj)
		return
	}
	if obj.DeletionTimestamp != nil {
		go n.remove(obj)
		return
	}
	finished := obj.Status.Phase == corev1.PodSucceeded || obj.Status.Phase == corev1.PodFailed
	elsewhere := obj.Spec.NodeName != "" && obj.Spec.NodeName != Name
	if finished || elsewhere || len(obj.Spec.SchedulingGates) > 0 {
		return
	}
	p := newPod(n, obj)
	n.pods[obj.UID] = p
	go p.run()
}

// remove takes a pod whose containers have ended out of the API, however long
// that is away.
func (n *Node) remove(obj *corev1.Pod) {
	for {
		ctx, cancel := context.WithTimeout(n.running, callLimit)
		err := n.cs.CoreV1().Pods(obj.Namespace).Delete(ctx, obj.Name, metav1.DeleteOptions{
			GracePeriodSeconds: new(int64), Preconditions: &metav1.Preconditions{UID: &obj.UID},
		})
		cancel()
		if err == nil || apierrors.IsNotFound(err) || apierrors.IsConflict(err) || !sleep(n.running, time.Second) {
			return
		}
	}
}

// forget ends a pod that is gone from the API.
func (n *Node) forget(obj *corev1.Pod) {
	n.mu.Lock()
	p := n.pods[obj.UID]
	delete(n.pods, obj.UID)
	n.mu.Unlock()
	if p != nil {
		p.delete(0)
	}
}

// Shutdown ends all pods at once and leaves them in the API, which ends as well.
func (n *Node) Shutdown() {
	n.stop()
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, p := range n.pods {
		p.delete(0)
	}
	for _, p := range n.pods {
		<-p.ended
	}
}
