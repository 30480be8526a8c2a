package node

import (
	"errors"
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/kubernetes/pkg/api/v1/resource"
	"k8s.io/kubernetes/pkg/fieldpath"
	"k8s.io/kubernetes/third_party/forked/golang/expansion"

	"testbed/internal/address"
)

// environment is what the container's process finds in its environment.
func (c *container) environment(img image) (map[string]string, error) {
	env := map[string]string{
		"PATH": img.path(),
		"HOME": "/root", "HOSTNAME": c.pod.hostname(),
		"KUBERNETES_SERVICE_HOST": address.API, "KUBERNETES_SERVICE_PORT": "443",
	}
	for _, e := range img.env {
		k, v, _ := strings.Cut(e, "=")
		env[k] = v
	}
	for _, from := range c.spec.EnvFrom {
		if err := c.pod.envFrom(from, env); err != nil {
			return nil, err
		}
	}
	for _, e := range c.spec.Env {
		v, err := c.envValue(e, env)
		if err != nil {
			return nil, fmt.Errorf("variable %s: %w", e.Name, err)
		}
		env[e.Name] = v
	}
	return env, nil
}

func (p *pod) envFrom(from corev1.EnvFromSource, env map[string]string) error {
	var data map[string][]byte
	var err error
	if r := from.ConfigMapRef; r != nil {
		data, err = p.configMapData(r.Name, r.Optional)
	} else if r := from.SecretRef; r != nil {
		data, err = p.secretData(r.Name, r.Optional)
	}
	for k, v := range data {
		env[from.Prefix+k] = string(v)
	}
	return err
}

func (c *container) envValue(e corev1.EnvVar, env map[string]string) (string, error) {
	from := e.ValueFrom
	switch {
	case from == nil:
		return expansion.Expand(e.Value, expansion.MappingFuncFor(env)), nil
	case from.FieldRef != nil:
		return c.pod.field(from.FieldRef.FieldPath)
	case from.ResourceFieldRef != nil:
		return resource.ExtractResourceValueByContainerNameAndNodeAllocatable(from.ResourceFieldRef, c.pod.object(), c.spec.Name, allocatable)
	case from.ConfigMapKeyRef != nil:
		data, err := c.pod.configMapData(from.ConfigMapKeyRef.Name, from.ConfigMapKeyRef.Optional)
		return string(data[from.ConfigMapKeyRef.Key]), err
	case from.SecretKeyRef != nil:
		data, err := c.pod.secretData(from.SecretKeyRef.Name, from.SecretKeyRef.Optional)
		return string(data[from.SecretKeyRef.Key]), err
	}
	return "", errors.New("source is not supported")
}

func (p *pod) field(path string) (string, error) {
	obj := p.object()
	switch path {
	case "status.podIP", "status.podIPs":
		return p.ip.String(), nil
	case "status.hostIP", "status.hostIPs":
		return address.Host, nil
	case "spec.Name":
		return Name, nil
	case "spec.serviceAccountName":
		return obj.Spec.ServiceAccountName, nil
	}
	return fieldpath.ExtractFieldPathAsString(obj, path)
}

func (p *pod) configMapData(name string, optional *bool) (map[string][]byte, error) {
	m, err := p.node.cs.CoreV1().ConfigMaps(p.object().Namespace).Get(p.term, name, metav1.GetOptions{})
	if err != nil {
		return nil, unless(optional, err)
	}
	data := map[string][]byte{}
	for k, v := range m.Data {
		data[k] = []byte(v)
	}
	for k, v := range m.BinaryData {
		data[k] = v
	}
	return data, nil
}

func (p *pod) secretData(name string, optional *bool) (map[string][]byte, error) {
	s, err := p.node.cs.CoreV1().Secrets(p.object().Namespace).Get(p.term, name, metav1.GetOptions{})
	if err != nil {
		return nil, unless(optional, err)
	}
	return s.Data, nil
}
