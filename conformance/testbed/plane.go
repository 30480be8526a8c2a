package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sys/unix"

	"testbed/internal/address"
	"testbed/internal/component"
	"testbed/internal/node"
)

const (
	apiServer  = "kube-apiserver"
	adminToken = "testbed-admin"
)

// Controllers of kube-controller-manager that need neither cloud nor storage.
const controllerNames = "namespace-controller,garbage-collector-controller,endpointslice-controller," +
	"endpointslice-mirroring-controller,deployment-controller,replicaset-controller,statefulset-controller," +
	"daemonset-controller,job-controller,ttl-after-finished-controller,serviceaccount-controller," +
	"root-ca-certificate-publisher-controller,disruption-controller,horizontal-pod-autoscaler-controller," +
	"clusterrole-aggregation-controller,pod-garbage-collector-controller"

// plane is the control plane: the state directory and what lies in it.
type plane struct{ dir string }

func (p plane) path(elem ...string) string {
	return filepath.Join(append([]string{p.dir}, elem...)...)
}
func (p plane) ca() string                { return p.path("certs", "apiserver.crt") }
func (p plane) serviceAccountKey() string { return p.path("certs", "sa.key") }
func (p plane) tokens() string            { return p.path("certs", "tokens.csv") }
func (p plane) kubeconfig() string        { return p.path("kubeconfig") }

// makeState empties the state directory: nothing of an earlier bed is used again.
func (p plane) makeState() error {
	if err := p.unmountLeftovers(); err != nil {
		return err
	}
	for _, s := range []string{"etcd", "certs", "pods", "logs"} {
		if err := os.RemoveAll(p.path(s)); err != nil {
			return err
		}
		if err := os.MkdirAll(p.path(s), 0o755); err != nil {
			return err
		}
	}
	store, others := p.components()
	for _, c := range slices.Concat(store, others) {
		for _, f := range []string{c.PidFile(), c.HoldFile(), c.LogFile()} {
			if err := os.Remove(f); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
	}
	if err := writeKey(p.serviceAccountKey()); err != nil {
		return err
	}
	tokens := adminToken + ",admin,admin,\"system:masters\"\n"
	if err := os.WriteFile(p.tokens(), []byte(tokens), 0o600); err != nil {
		return err
	}
	return os.WriteFile(p.kubeconfig(), fmt.Appendf(nil, `apiVersion: v1
kind: Config
clusters: [{name: testbed, cluster: {server: "https://%s:6443", certificate-authority: %q}}]
users: [{name: admin, user: {token: %q}}]
contexts: [{name: testbed, context: {cluster: testbed, user: admin}}]
current-context: testbed
`, address.Host, p.ca(), adminToken), 0o600)
}

// unmountLeftovers frees what a killed bed without mounts of its own left behind.
func (p plane) unmountLeftovers() error {
	volumes, err := filepath.Glob(p.path("pods", "*", "volumes", "*"))
	for _, v := range volumes {
		if e := unix.Unmount(v, unix.MNT_DETACH); e != nil && !errors.Is(e, unix.EINVAL) {
			err = errors.Join(err, fmt.Errorf("unmount %s: %w", v, e))
		}
	}
	return err
}

func writeKey(path string) error {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(k)}
	return os.WriteFile(path, pem.EncodeToMemory(block), 0o600)
}

// components are the parts of the control plane: those that make the API, and
// those that read its certificate when they start.
func (p plane) components() (store, others []component.Component) {
	store = []component.Component{
		component.New(p.dir, "etcd", p.path("etcd")),
		component.New(p.dir, apiServer,
			"--etcd-servers=http://"+etcdClients, "--cert-dir="+p.path("certs"),
			"--bind-address=0.0.0.0", "--advertise-address="+address.Host, "--secure-port=6443",
			"--service-cluster-ip-range="+address.Services, "--token-auth-file="+p.tokens(),
			"--service-account-issuer=https://kubernetes.default.svc",
			"--service-account-key-file="+p.serviceAccountKey(), "--service-account-signing-key-file="+p.serviceAccountKey(),
			"--kubelet-preferred-address-types=InternalIP",
			"--authorization-mode=RBAC", "--allow-privileged", "--disable-admission-plugins=DefaultStorageClass",
			"--enable-priority-and-fairness=false", "--max-requests-inflight=3000",
			"--runtime-config=certificates.k8s.io/v1beta1/clustertrustbundles=true", "--feature-gates=ClusterTrustBundle=true",
			"--v=1"),
	}
	others = []component.Component{
		component.New(p.dir, "kube-controller-manager", "--kubeconfig="+p.kubeconfig(), "--leader-elect=false",
			"--controllers="+controllerNames, "--service-account-private-key-file="+p.serviceAccountKey(),
			"--root-ca-file="+p.ca(), "--kube-api-qps=300", "--kube-api-burst=500", "--concurrent-deployment-syncs=10"),
		component.New(p.dir, "kube-proxy", "--kubeconfig="+p.kubeconfig(), "--proxy-mode=nftables",
			"--hostname-override="+node.Name, "--cluster-cidr="+address.Pods, "--conntrack-max-per-core=0",
			"--conntrack-tcp-timeout-established=0", "--conntrack-tcp-timeout-close-wait=0"),
	}
	return store, others
}
