package node

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"testbed/internal/address"
)

// changed has the status written soon.
func (p *pod) changed() {
	select {
	case p.dirty <- struct{}{}:
	default:
	}
}

func (p *pod) publishStatus(ctx context.Context) {
	p.changed()
	said := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.dirty:
			if err := p.writeStatus(ctx); err != nil && ctx.Err() == nil {
				if said != err.Error() {
					said = err.Error()
					fmt.Printf("status of pod %s: %v\n", p.name(), err)
				}
				sleep(ctx, time.Second)
				p.changed()
			}
		}
	}
}

// publishEnd writes the last status of a pod that nobody has deleted.
func (p *pod) publishEnd() {
	for p.deleted.Err() == nil && p.writeStatus(p.deleted) != nil {
		sleep(p.deleted, time.Second)
	}
}

// writeStatus patches the status, leaving alone conditions that others set.
func (p *pod) writeStatus(ctx context.Context) error {
	obj := p.object()
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	patch, err := json.Marshal(map[string]any{"metadata": map[string]any{"uid": obj.UID}, "status": p.status()})
	if err == nil {
		_, err = p.node.cs.CoreV1().Pods(obj.Namespace).Patch(ctx, obj.Name, types.StrategicMergePatchType, patch, metav1.PatchOptions{}, "status")
	}
	if apierrors.IsNotFound(err) {
		return nil // it is gone, which will be told
	}
	return err
}

func (p *pod) status() corev1.PodStatus {
	p.mu.Lock()
	defer p.mu.Unlock()
	st := corev1.PodStatus{
		Phase: p.phase(), StartTime: &p.startTime, ObservedGeneration: p.obj.Generation,
		PodIP: p.ip.String(), PodIPs: []corev1.PodIP{{IP: p.ip.String()}},
		HostIP: address.Host, HostIPs: []corev1.HostIP{{IP: address.Host}},
	}
	ready := p.initialized
	for _, c := range p.inits {
		st.InitContainerStatuses = append(st.InitContainerStatuses, c.status)
		ready = ready && (c.status.Ready || !c.sidecar())
	}
	for _, c := range p.containers {
		st.ContainerStatuses = append(st.ContainerStatuses, c.status)
		ready = ready && c.status.Ready
	}
	st.Conditions = []corev1.PodCondition{
		p.condition(corev1.PodScheduled, true),
		p.condition(corev1.PodReadyToStartContainers, true),
		p.condition(corev1.PodInitialized, p.initialized),
		p.condition(corev1.ContainersReady, ready),
		p.condition(corev1.PodReady, ready && p.gatesOpen()),
	}
	return st
}

func (p *pod) phase() corev1.PodPhase {
	if !p.initialized {
		for _, c := range p.inits {
			if t := c.status.State.Terminated; t != nil && t.ExitCode != 0 && !c.restarts(t.ExitCode) {
				return corev1.PodFailed
			}
		}
		return corev1.PodPending
	}
	for _, c := range p.inits { // sidecars
		if c.process != nil {
			return corev1.PodRunning
		}
	}
	failed := false
	for _, c := range p.containers {
		t := c.status.State.Terminated
		if t == nil || c.restarts(t.ExitCode) && p.term.Err() == nil {
			return corev1.PodRunning
		}
		failed = failed || t.ExitCode != 0
	}
	if failed {
		return corev1.PodFailed
	}
	return corev1.PodSucceeded
}

func (p *pod) gatesOpen() bool {
	for _, g := range p.obj.Spec.ReadinessGates {
		if !slices.ContainsFunc(p.obj.Status.Conditions, func(c corev1.PodCondition) bool {
			return c.Type == g.ConditionType && c.Status == corev1.ConditionTrue
		}) {
			return false
		}
	}
	return true
}

func (p *pod) condition(t corev1.PodConditionType, ok bool) corev1.PodCondition {
	c := corev1.PodCondition{Type: t, Status: corev1.ConditionFalse, LastTransitionTime: metav1.Now()}
	if ok {
		c.Status = corev1.ConditionTrue
	}
	if old := p.conditions[t]; old.Status == c.Status {
		return old
	}
	p.conditions[t] = c
	return c
}
