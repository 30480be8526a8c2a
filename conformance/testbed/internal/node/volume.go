package node

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/sys/unix"
	authv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/kubernetes/pkg/api/v1/resource"
	volumeutil "k8s.io/kubernetes/pkg/volume/util"

	"testbed/internal/address"
)

const refreshEvery = 30 * time.Second

// files is what a volume made from API objects holds, by path.
type files = map[string]volumeutil.FileProjection

// token is a service account's token, and when to ask for the next one.
type token struct {
	value string
	renew time.Time
}

// unless drops a not-found error of something optional.
func unless(optional *bool, err error) error {
	if optional != nil && *optional && apierrors.IsNotFound(err) {
		return nil
	}
	return err
}

// mountVolumes makes the directories that containers get to see as volumes.
func (p *pod) mountVolumes() error {
	if err := p.writeNameFiles(); err != nil {
		return err
	}
	for _, v := range p.object().Spec.Volumes {
		if v.HostPath != nil {
			p.volumes[v.Name] = v.HostPath.Path
			continue
		}
		if v.EmptyDir == nil && !fromAPI(&v) {
			continue // an error only where a container mounts it
		}
		d := filepath.Join(p.dir, "volumes", v.Name)
		if err := os.MkdirAll(d, 0o777); err != nil {
			return err
		}
		if v.EmptyDir != nil && v.EmptyDir.Medium == corev1.StorageMediumMemory {
			if err := p.mountMemory(v.EmptyDir, d); err != nil {
				return err
			}
		}
		if err := os.Chmod(d, 0o777); err != nil {
			return err
		}
		if err := p.writeVolume(&v, d); err != nil {
			return err
		}
		p.volumes[v.Name] = d
	}
	return nil
}

// mountMemory makes a volume of memory at d, once: the steps before containers may be tried again.
func (p *pod) mountMemory(v *corev1.EmptyDirVolumeSource, d string) error {
	if slices.Contains(p.mounted, d) {
		return nil
	}
	options := "mode=777"
	if v.SizeLimit != nil {
		options += fmt.Sprintf(",size=%d", v.SizeLimit.Value())
	}
	if err := (mount{"tmpfs", d, "tmpfs", 0, options}).do(); err != nil {
		return err
	}
	p.mounted = append(p.mounted, d)
	return nil
}

func (p *pod) unmountVolumes() error {
	var err error
	for _, d := range p.mounted {
		err = errors.Join(err, unix.Unmount(d, unix.MNT_DETACH))
	}
	return err
}

func fromAPI(v *corev1.Volume) bool {
	return v.Secret != nil || v.ConfigMap != nil || v.DownwardAPI != nil || v.Projected != nil
}

// refreshVolumes keeps volumes up with the objects they are made from.
func (p *pod) refreshVolumes() {
	for sleep(p.term, refreshEvery) {
		for _, v := range p.object().Spec.Volumes {
			if !fromAPI(&v) {
				continue
			}
			if err := p.writeVolume(&v, p.volumes[v.Name]); err != nil && p.term.Err() == nil {
				fmt.Printf("pod %s: volume %s: %v\n", p.name(), v.Name, err)
			}
		}
	}
}

func (p *pod) writeVolume(v *corev1.Volume, dir string) error {
	if !fromAPI(v) {
		return nil
	}
	f, err := p.volumeFiles(v)
	if err != nil {
		return err
	}
	w, err := volumeutil.NewAtomicWriter(dir, p.name())
	if err != nil {
		return err
	}
	return w.Write(f, nil)
}

func (p *pod) volumeFiles(v *corev1.Volume) (files, error) {
	switch {
	case v.Secret != nil:
		data, err := p.secretData(v.Secret.SecretName, v.Secret.Optional)
		return project(data, v.Secret.Items, v.Secret.DefaultMode), err
	case v.ConfigMap != nil:
		data, err := p.configMapData(v.ConfigMap.Name, v.ConfigMap.Optional)
		return project(data, v.ConfigMap.Items, v.ConfigMap.DefaultMode), err
	case v.DownwardAPI != nil:
		return p.downward(v.DownwardAPI.Items, v.DownwardAPI.DefaultMode)
	}
	all := files{}
	for _, s := range v.Projected.Sources {
		f, err := p.sourceFiles(v.Name, s, v.Projected.DefaultMode)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, f)
	}
	return all, nil
}

func (p *pod) sourceFiles(volume string, s corev1.VolumeProjection, mode *int32) (files, error) {
	switch {
	case s.Secret != nil:
		data, err := p.secretData(s.Secret.Name, s.Secret.Optional)
		return project(data, s.Secret.Items, mode), err
	case s.ConfigMap != nil:
		data, err := p.configMapData(s.ConfigMap.Name, s.ConfigMap.Optional)
		return project(data, s.ConfigMap.Items, mode), err
	case s.DownwardAPI != nil:
		return p.downward(s.DownwardAPI.Items, mode)
	case s.ServiceAccountToken != nil:
		t, err := p.token(volume, s.ServiceAccountToken)
		return files{s.ServiceAccountToken.Path: {Data: []byte(t), Mode: 0o644}}, err
	}
	return nil, fmt.Errorf("source of volume %s is not supported", volume)
}

// project lays data out as a volume: all of it under its keys, or the items asked for.
func project(data map[string][]byte, items []corev1.KeyToPath, mode *int32) files {
	f := files{}
	if len(items) == 0 {
		for k, v := range data {
			f[k] = volumeutil.FileProjection{Data: v, Mode: *mode}
		}
	}
	for _, it := range items {
		if v, ok := data[it.Key]; ok {
			f[it.Path] = volumeutil.FileProjection{Data: v, Mode: modeOf(it.Mode, mode)}
		}
	}
	return f
}

func modeOf(own, other *int32) int32 {
	if own != nil {
		return *own
	}
	return *other
}

func (p *pod) downward(items []corev1.DownwardAPIVolumeFile, mode *int32) (files, error) {
	f := files{}
	for _, it := range items {
		var value string
		var err error
		if it.FieldRef != nil {
			value, err = p.field(it.FieldRef.FieldPath)
		} else {
			value, err = resource.ExtractResourceValueByContainerNameAndNodeAllocatable(it.ResourceFieldRef, p.object(), it.ResourceFieldRef.ContainerName, allocatable)
		}
		if err != nil {
			return nil, err
		}
		f[it.Path] = volumeutil.FileProjection{Data: []byte(value), Mode: modeOf(it.Mode, mode)}
	}
	return f, nil
}

// token is the pod's token, renewed once most of its life is over.
func (p *pod) token(volume string, s *corev1.ServiceAccountTokenProjection) (string, error) {
	key := volume + "/" + s.Path
	if t := p.tokens[key]; time.Now().Before(t.renew) {
		return t.value, nil
	}
	obj := p.object()
	req := &authv1.TokenRequest{Spec: authv1.TokenRequestSpec{
		ExpirationSeconds: s.ExpirationSeconds,
		BoundObjectRef:    &authv1.BoundObjectReference{APIVersion: "v1", Kind: "Pod", Name: obj.Name, UID: obj.UID},
	}}
	if s.Audience != "" {
		req.Spec.Audiences = []string{s.Audience}
	}
	t, err := p.node.cs.CoreV1().ServiceAccounts(obj.Namespace).CreateToken(p.term, obj.Spec.ServiceAccountName, req, metav1.CreateOptions{})
	if err != nil {
		return "", err
	}
	life := time.Duration(*t.Spec.ExpirationSeconds) * time.Second
	p.tokens[key] = token{t.Status.Token, time.Now().Add(life * 8 / 10)}
	return t.Status.Token, nil
}

// writeNameFiles makes the pod's /etc/resolv.conf and /etc/hosts.
func (p *pod) writeNameFiles() error {
	obj := p.object()
	d := filepath.Join(p.dir, "etc")
	if err := os.MkdirAll(d, 0o755); err != nil {
		return err
	}
	resolv := fmt.Sprintf("search %[1]s.svc.%[2]s svc.%[2]s %[2]s\nnameserver %[3]s\noptions ndots:5\n", obj.Namespace, address.Domain, address.DNS)
	if err := os.WriteFile(filepath.Join(d, "resolv.conf"), []byte(resolv), 0o644); err != nil {
		return err
	}
	hosts := fmt.Sprintf("127.0.0.1\tlocalhost\n%s\t%s\n", p.ip, p.hostname())
	return os.WriteFile(filepath.Join(d, "hosts"), []byte(hosts), 0o644)
}
