package node

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	authv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/fake"
	clienttesting "k8s.io/client-go/testing"
)

var mode = int32(0o640)

func read(t *testing.T, elem ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(elem...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestVolumesHoldWhatTheObjectsHold(t *testing.T) {
	cm := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "cm", Namespace: "ns"}, Data: map[string]string{"a": "1", "b": "2"}}
	secret := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "s", Namespace: "ns"}, Data: map[string][]byte{"k": []byte("hidden")}}
	labels := []corev1.DownwardAPIVolumeFile{{Path: "labels", FieldRef: &corev1.ObjectFieldSelector{FieldPath: "metadata.labels"}}}
	named := corev1.LocalObjectReference{Name: "cm"}
	p := onNode(t, corev1.PodSpec{Volumes: []corev1.Volume{
		{Name: "empty", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}},
		{Name: "all", VolumeSource: corev1.VolumeSource{ConfigMap: &corev1.ConfigMapVolumeSource{LocalObjectReference: named, DefaultMode: &mode}}},
		{Name: "one", VolumeSource: corev1.VolumeSource{Secret: &corev1.SecretVolumeSource{SecretName: "s", DefaultMode: &mode, Items: []corev1.KeyToPath{{Key: "k", Path: "deep/key"}}}}},
		{Name: "mixed", VolumeSource: corev1.VolumeSource{Projected: &corev1.ProjectedVolumeSource{DefaultMode: &mode, Sources: []corev1.VolumeProjection{
			{ConfigMap: &corev1.ConfigMapProjection{LocalObjectReference: named}},
			{DownwardAPI: &corev1.DownwardAPIProjection{Items: labels}},
		}}}},
	}}, cm, secret)
	if err := p.mountVolumes(); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"all/a": "1", "all/b": "2", "one/deep/key": "hidden", "mixed/a": "1", "mixed/labels": `app="web"`} {
		if got := read(t, p.dir, "volumes", path); got != want {
			t.Errorf("%s holds `%s`, want `%s`", path, got, want)
		}
	}
	info, err := os.Stat(filepath.Join(p.volumes["all"], "a"))
	if err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode of a file: %v, %v", info.Mode(), err)
	}
	if got := read(t, p.dir, "etc", "resolv.conf"); !strings.HasPrefix(got, "search ns.svc.cluster.local ") {
		t.Errorf("resolv.conf: %s", got)
	}
}

func TestVolumeOfAMissingSecretIsTriedAgain(t *testing.T) {
	p := onNode(t, corev1.PodSpec{Volumes: []corev1.Volume{
		{Name: "v", VolumeSource: corev1.VolumeSource{Secret: &corev1.SecretVolumeSource{SecretName: "late", DefaultMode: &mode}}},
	}})
	if err := p.mountVolumes(); err == nil || !strings.Contains(err.Error(), "late") {
		t.Fatalf("got %v", err)
	}
	late := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "late", Namespace: "ns"}, Data: map[string][]byte{"k": []byte("v")}}
	if _, err := p.node.cs.CoreV1().Secrets("ns").Create(t.Context(), late, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := p.mountVolumes(); err != nil {
		t.Fatal(err)
	}
	if got := read(t, p.volumes["v"], "k"); got != "v" {
		t.Errorf("got `%s`", got)
	}
}

func TestTokensAreForTheirAudienceAndRenewed(t *testing.T) {
	seconds := int64(600)
	projection := &corev1.ServiceAccountTokenProjection{Audience: "gatewright", ExpirationSeconds: &seconds, Path: "token"}
	p := onNode(t, corev1.PodSpec{ServiceAccountName: "sa"})
	made := 0
	p.node.cs.(*fake.Clientset).PrependReactor("create", "serviceaccounts", func(a clienttesting.Action) (bool, runtime.Object, error) {
		made++
		req := a.(clienttesting.CreateAction).GetObject().(*authv1.TokenRequest).DeepCopy()
		req.Status.Token = fmt.Sprint(req.Spec.Audiences[0], "-", made)
		return true, req, nil
	})
	for range 2 {
		if got, err := p.token("v", projection); err != nil || got != "gatewright-1" {
			t.Fatalf("got %s, %v", got, err)
		}
	}
	old := p.tokens["v/token"]
	if left := time.Until(old.renew); left < 7*time.Minute || left > 8*time.Minute {
		t.Errorf("renewed after %v, want 8 minutes of 10", left)
	}
	old.renew = time.Now()
	p.tokens["v/token"] = old
	if got, err := p.token("v", projection); err != nil || got != "gatewright-2" {
		t.Errorf("got %s, %v", got, err)
	}
}
