package node

import (
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func from(s corev1.EnvVarSource) *corev1.EnvVarSource { return &s }

func field(path string) *corev1.EnvVarSource {
	return from(corev1.EnvVarSource{FieldRef: &corev1.ObjectFieldSelector{FieldPath: path}})
}

func TestEnvironment(t *testing.T) {
	cm := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "cm", Namespace: "ns"}, Data: map[string]string{"k": "v"}}
	secret := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "s", Namespace: "ns"}, Data: map[string][]byte{"k": []byte("hidden")}}
	yes := true
	spec := corev1.Container{
		Name:      "a",
		Resources: corev1.ResourceRequirements{Limits: corev1.ResourceList{corev1.ResourceMemory: resource.MustParse("64Mi")}},
		EnvFrom: []corev1.EnvFromSource{
			{Prefix: "CM_", ConfigMapRef: &corev1.ConfigMapEnvSource{LocalObjectReference: corev1.LocalObjectReference{Name: "cm"}}},
			{SecretRef: &corev1.SecretEnvSource{LocalObjectReference: corev1.LocalObjectReference{Name: "absent"}, Optional: &yes}},
		},
		Env: []corev1.EnvVar{
			{Name: "IMAGE", Value: "own"},
			{Name: "POD", ValueFrom: field("metadata.name")},
			{Name: "IP", ValueFrom: field("status.podIP")},
			{Name: "APP", ValueFrom: field("metadata.labels['app']")},
			{Name: "MEMORY", ValueFrom: from(corev1.EnvVarSource{ResourceFieldRef: &corev1.ResourceFieldSelector{Resource: "limits.memory"}})},
			{Name: "SECRET", ValueFrom: from(corev1.EnvVarSource{SecretKeyRef: &corev1.SecretKeySelector{LocalObjectReference: corev1.LocalObjectReference{Name: "s"}, Key: "k"}})},
			{Name: "URL", Value: "http://$(IP)/$(POD)?$$(POD)=$(UNKNOWN)"},
		},
	}
	p := onNode(t, corev1.PodSpec{Containers: []corev1.Container{spec}}, cm, secret)
	env, err := p.containers[0].environment(image{env: []string{"IMAGE=default", "ONLY=image"}})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"IMAGE": "own", "ONLY": "image", "CM_k": "v", "POD": "web-1", "IP": "10.244.0.7", "APP": "web", "MEMORY": "67108864",
		"SECRET": "hidden", "URL": "http://10.244.0.7/web-1?$(POD)=$(UNKNOWN)", "HOSTNAME": "web-1", "KUBERNETES_SERVICE_HOST": "10.96.0.1",
	} {
		if env[name] != want {
			t.Errorf("%s is `%s`, want `%s`", name, env[name], want)
		}
	}
}

func TestEnvironmentNamesWhatIsMissing(t *testing.T) {
	p := onNode(t, corev1.PodSpec{Containers: []corev1.Container{{Env: []corev1.EnvVar{
		{Name: "A", ValueFrom: from(corev1.EnvVarSource{ConfigMapKeyRef: &corev1.ConfigMapKeySelector{LocalObjectReference: corev1.LocalObjectReference{Name: "absent"}, Key: "k"}})},
	}}}})
	if _, err := p.containers[0].environment(image{}); err == nil || !strings.Contains(err.Error(), "variable A") || !strings.Contains(err.Error(), "absent") {
		t.Errorf("got %v", err)
	}
}

func TestCommandOfAContainer(t *testing.T) {
	img := image{argv: []string{"/bin/echo", "image"}}
	for _, c := range []struct {
		spec corev1.Container
		want []string
	}{
		{corev1.Container{}, []string{"/bin/echo", "image"}},
		{corev1.Container{Args: []string{"$(X)", "b"}}, []string{"/bin/echo", "image", "x", "b"}},
		{corev1.Container{Command: []string{"/bin/cat"}, Args: []string{"f"}}, []string{"/bin/cat", "f"}},
		{corev1.Container{Command: []string{"/echo"}}, []string{"/bin/echo"}},
	} {
		p := onNode(t, corev1.PodSpec{Containers: []corev1.Container{c.spec}})
		cmd, err := p.containers[0].command(img, map[string]string{"X": "x", "PATH": "/bin"})
		if err != nil {
			t.Fatal(err)
		}
		if got := cmd.Args[3:]; !slices.Equal(got, c.want) {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestContainerWithoutCommand(t *testing.T) {
	p := onNode(t, corev1.PodSpec{Containers: []corev1.Container{{}}})
	if _, err := p.containers[0].command(image{}, nil); err == nil {
		t.Error("a command came from nowhere")
	}
}
