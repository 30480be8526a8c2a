package node

import (
	"net/netip"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/fake"
)

// onNode makes a pod as the node knows it, without anything of it running.
func onNode(t *testing.T, spec corev1.PodSpec, objects ...runtime.Object) *pod {
	t.Helper()
	n := &Node{cs: fake.NewClientset(objects...), dir: t.TempDir(), images: Images{}}
	if spec.RestartPolicy == "" {
		spec.RestartPolicy = corev1.RestartPolicyAlways
	}
	p := newPod(n, &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "web-1", Namespace: "ns", UID: "u1", Labels: map[string]string{"app": "web"}},
		Spec:       spec,
	})
	p.ip = netip.MustParseAddr("10.244.0.7")
	t.Cleanup(p.force)
	return p
}

func ended(c *container, code int32) {
	c.status.State = corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{ExitCode: code}}
}

func condition(st corev1.PodStatus, kind corev1.PodConditionType) corev1.ConditionStatus {
	for _, c := range st.Conditions {
		if c.Type == kind {
			return c.Status
		}
	}
	return ""
}

func TestPhaseOfPods(t *testing.T) {
	two := []corev1.Container{{Name: "a"}, {Name: "b"}}
	for _, c := range []struct {
		name   string
		policy corev1.RestartPolicy
		codes  []int32
		want   corev1.PodPhase
	}{
		{"nothing ended", corev1.RestartPolicyNever, nil, corev1.PodRunning},
		{"one of two ended", corev1.RestartPolicyNever, []int32{0}, corev1.PodRunning},
		{"both ended well", corev1.RestartPolicyNever, []int32{0, 0}, corev1.PodSucceeded},
		{"one failed for good", corev1.RestartPolicyNever, []int32{0, 1}, corev1.PodFailed},
		{"one is to be tried again", corev1.RestartPolicyOnFailure, []int32{0, 1}, corev1.PodRunning},
		{"all are to run again", corev1.RestartPolicyAlways, []int32{0, 0}, corev1.PodRunning},
	} {
		p := onNode(t, corev1.PodSpec{Containers: two, RestartPolicy: c.policy})
		p.initialized = true
		for i, code := range c.codes {
			ended(p.containers[i], code)
		}
		if got := p.status().Phase; got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestPodWhoseInitContainerFailedIsFailed(t *testing.T) {
	p := onNode(t, corev1.PodSpec{RestartPolicy: corev1.RestartPolicyNever, InitContainers: []corev1.Container{{Name: "i"}}})
	if got := p.status().Phase; got != corev1.PodPending {
		t.Errorf("before: %s", got)
	}
	ended(p.inits[0], 2)
	if got := p.status().Phase; got != corev1.PodFailed {
		t.Errorf("after: %s", got)
	}
}

func TestReadinessGatesHoldAPodBack(t *testing.T) {
	p := onNode(t, corev1.PodSpec{Containers: []corev1.Container{{Name: "a"}}, ReadinessGates: []corev1.PodReadinessGate{{ConditionType: "example.test/in"}}})
	p.initialized, p.containers[0].status.Ready = true, true
	if st := p.status(); condition(st, corev1.ContainersReady) != corev1.ConditionTrue || condition(st, corev1.PodReady) != corev1.ConditionFalse {
		t.Errorf("closed gate: %v", st.Conditions)
	}
	p.obj.Status.Conditions = []corev1.PodCondition{{Type: "example.test/in", Status: corev1.ConditionTrue}}
	if st := p.status(); condition(st, corev1.PodReady) != corev1.ConditionTrue {
		t.Errorf("open gate: %v", st.Conditions)
	}
}

func TestTransitionTimeStaysWhileStatusDoes(t *testing.T) {
	p := onNode(t, corev1.PodSpec{})
	first := p.condition(corev1.PodReady, true)
	first.LastTransitionTime.Time = first.LastTransitionTime.Add(-1e9)
	p.conditions[corev1.PodReady] = first
	if got := p.condition(corev1.PodReady, true); !got.LastTransitionTime.Equal(&first.LastTransitionTime) {
		t.Error("changed without a change of status")
	}
	if got := p.condition(corev1.PodReady, false); got.LastTransitionTime.Equal(&first.LastTransitionTime) {
		t.Error("stayed with a change of status")
	}
}

func TestWhatRunsAgain(t *testing.T) {
	always := corev1.ContainerRestartPolicyAlways
	for _, c := range []struct {
		name   string
		policy corev1.RestartPolicy
		init   bool
		own    *corev1.ContainerRestartPolicy
		code   int32
		want   bool
	}{
		{"always", corev1.RestartPolicyAlways, false, nil, 0, true},
		{"never", corev1.RestartPolicyNever, false, nil, 1, false},
		{"on failure, well", corev1.RestartPolicyOnFailure, false, nil, 0, false},
		{"on failure, badly", corev1.RestartPolicyOnFailure, false, nil, 1, true},
		{"init, well", corev1.RestartPolicyAlways, true, nil, 0, false},
		{"init, badly", corev1.RestartPolicyAlways, true, nil, 1, true},
		{"init, badly, never", corev1.RestartPolicyNever, true, nil, 1, false},
		{"sidecar", corev1.RestartPolicyNever, true, &always, 0, true},
	} {
		p := onNode(t, corev1.PodSpec{RestartPolicy: c.policy})
		got := newContainer(p, &corev1.Container{RestartPolicy: c.own}, c.init).restarts(c.code)
		if got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
