package node

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/kubernetes/pkg/probe"
	grpcprobe "k8s.io/kubernetes/pkg/probe/grpc"
	httpprobe "k8s.io/kubernetes/pkg/probe/http"
	tcpprobe "k8s.io/kubernetes/pkg/probe/tcp"
)

// eagerPeriod is how often a probe that has not succeeded yet is tried. Only
// successes count in between: failures count once per period, as asked for.
const eagerPeriod = 200 * time.Millisecond

// insecureClient is for hooks: a container's certificate is not for the address it is asked at.
var insecureClient = &http.Client{Transport: &http.Transport{
	DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
}}

// probe runs the container's probes. It calls kill when the container is not
// healthy and must be restarted, which is of no interest any more once ctx has
// ended: the pod is asked to stop then. Whether it is ready is followed for the
// whole life of the process, since endpoints may still be served while it stops.
func (c *container) probe(ctx, life context.Context, kill func()) {
	if p := c.spec.StartupProbe; p != nil && !c.passes(ctx, p) {
		if ctx.Err() == nil {
			fmt.Printf("container %s/%s: startup probe failed\n", c.pod.name(), c.spec.Name)
			kill()
		}
		return
	}
	ready := c.spec.ReadinessProbe == nil
	c.setWhile(ctx, func(s *corev1.ContainerStatus) {
		started := true
		s.Started, s.Ready = &started, ready
	})
	select {
	case <-c.begun:
	default:
		close(c.begun)
	}
	if p := c.spec.LivenessProbe; p != nil {
		go watch(ctx, p, true, c.checker(ctx, p), func(ok bool) bool {
			if !ok {
				fmt.Printf("container %s/%s: liveness probe failed\n", c.pod.name(), c.spec.Name)
				kill()
			}
			return ok
		})
	}
	if p := c.spec.ReadinessProbe; p != nil {
		watch(life, p, false, c.checker(life, p), func(ok bool) bool {
			c.setWhile(life, func(s *corev1.ContainerStatus) { s.Ready = ok })
			return true
		})
	}
}

// setWhile changes the status unless ctx has ended: a late probe says nothing about the next process.
func (c *container) setWhile(ctx context.Context, change func(*corev1.ContainerStatus)) {
	c.set(func(s *corev1.ContainerStatus) {
		if ctx.Err() == nil {
			change(s)
		}
	})
}

// passes says whether a startup probe passes within its limits.
func (c *container) passes(ctx context.Context, p *corev1.Probe) (passed bool) {
	watch(ctx, p, false, c.checker(ctx, p), func(ok bool) bool {
		passed = ok
		return false
	})
	return passed
}

// watch calls report whenever enough checks in a row disagree with the state
// last reported, until report says no or ctx ends.
func watch(ctx context.Context, p *corev1.Probe, state bool, check func() error, report func(bool) bool) {
	period := time.Duration(p.PeriodSeconds) * time.Second
	wait := max(time.Duration(p.InitialDelaySeconds)*time.Second, eagerPeriod/4)
	successes, failures, eager := int32(0), int32(0), !state
	lastFailure := time.Now().Add(wait - period)
	for sleep(ctx, wait) {
		ok := check() == nil
		if ctx.Err() != nil {
			return
		}
		switch {
		case ok:
			successes, failures, eager = successes+1, 0, false
		case time.Since(lastFailure) >= period:
			successes, failures, lastFailure = 0, failures+1, time.Now()
		}
		changed := ok && !state && successes >= p.SuccessThreshold || !ok && (state || eager) && failures >= p.FailureThreshold
		if changed {
			failures = 0
			if state = ok; !report(ok) {
				return
			}
		}
		wait = period
		if eager {
			wait = min(period, eagerPeriod)
		}
	}
}

func (c *container) checker(ctx context.Context, p *corev1.Probe) func() error {
	return func() error { return c.check(ctx, p) }
}

// check does what a probe asks for, once.
func (c *container) check(ctx context.Context, p *corev1.Probe) error {
	timeout := time.Duration(p.TimeoutSeconds) * time.Second
	ip := c.pod.ip.String()
	var result probe.Result
	var text string
	var err error
	switch {
	case p.HTTPGet != nil:
		var req *http.Request
		if req, err = httpprobe.NewRequestForHTTPGetAction(p.HTTPGet, c.spec, ip, "probe"); err == nil {
			result, text, err = httpprobe.New(false).Probe(req, timeout)
		}
	case p.TCPSocket != nil:
		result, text, err = tcpprobe.New().Probe(ip, c.port(p.TCPSocket.Port), timeout)
	case p.GRPC != nil:
		service := ""
		if p.GRPC.Service != nil {
			service = *p.GRPC.Service
		}
		result, text, err = grpcprobe.New().Probe(ip, service, int(p.GRPC.Port), timeout, grpcprobe.ProbeOptions{})
	case p.Exec != nil:
		ctx, cancel := context.WithTimeout(ctx, timeout)
		defer cancel()
		return c.exec(ctx, p.Exec.Command).Run()
	}
	if err == nil && result != probe.Success && result != probe.Warning {
		err = fmt.Errorf("%s: %s", result, text)
	}
	return err
}

func (c *container) port(p intstr.IntOrString) int {
	if p.Type == intstr.Int {
		return p.IntValue()
	}
	for _, cp := range c.spec.Ports {
		if cp.Name == p.StrVal {
			return int(cp.ContainerPort)
		}
	}
	return 0
}

// hook runs a lifecycle hook to its end, or until ctx ends.
func (c *container) hook(ctx context.Context, h *corev1.LifecycleHandler) {
	var err error
	switch {
	case h.Exec != nil:
		var out []byte
		if out, err = c.exec(ctx, h.Exec.Command).CombinedOutput(); err != nil {
			err = fmt.Errorf("%w: %s", err, out)
		}
	case h.HTTPGet != nil:
		err = c.get(ctx, h.HTTPGet)
	case h.Sleep != nil:
		sleep(ctx, time.Duration(h.Sleep.Seconds)*time.Second)
	}
	if err != nil && ctx.Err() == nil {
		fmt.Printf("container %s/%s: hook: %v\n", c.pod.name(), c.spec.Name, err)
	}
}

func (c *container) get(ctx context.Context, g *corev1.HTTPGetAction) error {
	host := g.Host
	if host == "" {
		host = c.pod.ip.String()
	}
	scheme := "http"
	if g.Scheme == corev1.URISchemeHTTPS {
		scheme = "https"
	}
	url := scheme + "://" + net.JoinHostPort(host, strconv.Itoa(c.port(g.Port))) + g.Path
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := insecureClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}
