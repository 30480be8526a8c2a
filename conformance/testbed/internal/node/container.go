package node

import (
	"context"
	"fmt"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const (
	firstBackoff = time.Second
	maxBackoff   = 30 * time.Second
	steadyAfter  = time.Minute // a container that ran this long restarts at once
)

// container is a container of a pod, over all its restarts.
type container struct {
	pod    *pod
	spec   *corev1.Container
	init   bool
	policy corev1.RestartPolicy // the pod's
	begun  chan struct{}        // closed when it is first up, its startup probe passed

	// Both are guarded by pod.mu.
	status  corev1.ContainerStatus
	process *process
}

func newContainer(p *pod, spec *corev1.Container, init bool) *container {
	c := &container{pod: p, spec: spec, init: init, policy: p.obj.Spec.RestartPolicy, begun: make(chan struct{})}
	c.status = corev1.ContainerStatus{
		Name: spec.Name, Image: spec.Image, ImageID: spec.Image, Started: new(bool),
		State: corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "ContainerCreating"}},
	}
	return c
}

func (c *container) sidecar() bool {
	return c.init && c.spec.RestartPolicy != nil && *c.spec.RestartPolicy == corev1.ContainerRestartPolicyAlways
}

// restarts says whether the container is to run again after it ended with code.
func (c *container) restarts(code int32) bool {
	switch {
	case c.sidecar():
		return true
	case c.init || c.policy == corev1.RestartPolicyOnFailure:
		return code != 0 && c.policy != corev1.RestartPolicyNever
	default:
		return c.policy == corev1.RestartPolicyAlways
	}
}

func (c *container) set(change func(*corev1.ContainerStatus)) {
	c.pod.mu.Lock()
	change(&c.status)
	c.pod.mu.Unlock()
	c.pod.changed()
}

func (c *container) running() bool {
	if c == nil {
		return false
	}
	c.pod.mu.Lock()
	defer c.pod.mu.Unlock()
	return c.process != nil
}

func (c *container) succeeded() bool {
	c.pod.mu.Lock()
	defer c.pod.mu.Unlock()
	t := c.status.State.Terminated
	return t != nil && t.ExitCode == 0
}

// run runs the container until its pod ends or it need not run again.
func (c *container) run() {
	backoff := firstBackoff
	for {
		started := time.Now()
		code, err := c.runOnce()
		if c.pod.term.Err() != nil {
			return
		}
		fmt.Printf("container %s/%s ended: code %d, %v\n", c.pod.name(), c.spec.Name, code, err)
		if err == nil && !c.restarts(code) {
			return
		}
		if time.Since(started) > steadyAfter {
			backoff = firstBackoff
		}
		c.waiting(err)
		if !sleep(c.pod.term, backoff) {
			return
		}
		backoff = min(2*backoff, maxBackoff)
	}
}

// waiting shows why the container does not run: it failed to start, or it ended and is to run again.
func (c *container) waiting(err error) {
	w := &corev1.ContainerStateWaiting{Reason: "CrashLoopBackOff", Message: "restarting failed container"}
	if err != nil {
		w = &corev1.ContainerStateWaiting{Reason: "CreateContainerError", Message: err.Error()}
	}
	c.set(func(s *corev1.ContainerStatus) {
		if s.State.Terminated != nil {
			s.LastTerminationState = s.State
			s.RestartCount++
		}
		s.State = corev1.ContainerState{Waiting: w}
	})
}

// runOnce runs the container's process to its end. An error means that it did not start.
func (c *container) runOnce() (int32, error) {
	proc, err := c.start()
	if err != nil {
		return -1, err
	}
	defer proc.close()
	started := metav1.Now()
	c.set(func(s *corev1.ContainerStatus) {
		c.process = proc
		s.ContainerID = fmt.Sprintf("testbed://%s/%d", c.pod.obj.UID, proc.cmd.Process.Pid)
		s.State = corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: started}}
	})
	c.supervise(proc)
	code := proc.exitCode()
	c.set(func(s *corev1.ContainerStatus) {
		c.process = nil
		s.Ready, s.Started = false, new(bool)
		s.State = corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{
			ExitCode: code, Reason: reason(code), StartedAt: started, FinishedAt: metav1.Now(), ContainerID: s.ContainerID,
		}}
	})
	return code, nil
}

func reason(code int32) string {
	if code == 0 {
		return "Completed"
	}
	return "Error"
}

// supervise runs probes and hooks until the process has ended, and ends it when it is time.
func (c *container) supervise(proc *process) {
	life, end := context.WithCancel(context.Background())
	defer end()
	ctx, cancel := context.WithCancel(life)
	defer context.AfterFunc(c.pod.term, cancel)()
	unhealthy := make(chan struct{})
	markUnhealthy := sync.OnceFunc(func() { close(unhealthy) })
	go func() {
		if l := c.spec.Lifecycle; l != nil && l.PostStart != nil {
			c.hook(ctx, l.PostStart)
		}
		c.probe(ctx, life, markUnhealthy)
	}()
	select {
	case <-proc.done:
	case <-c.pod.term.Done():
		c.stopGently(c.pod.kill, proc)
	case <-unhealthy:
		grace := time.Duration(*c.pod.object().Spec.TerminationGracePeriodSeconds) * time.Second
		limit, cancel := context.WithTimeout(c.pod.kill, grace)
		defer cancel()
		c.stopGently(limit, proc)
	}
}

// stopGently runs the preStop hook and asks the process to end; when limit ends it is killed.
func (c *container) stopGently(limit context.Context, proc *process) {
	if l := c.spec.Lifecycle; l != nil && l.PreStop != nil {
		c.hook(limit, l.PreStop)
	}
	proc.terminate()
	select {
	case <-proc.done:
	case <-limit.Done():
		proc.kill()
		<-proc.done
	}
}
