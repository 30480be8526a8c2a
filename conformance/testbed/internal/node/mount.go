package node

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	securejoin "github.com/cyphar/filepath-securejoin"
	"github.com/moby/sys/mountinfo"
	"golang.org/x/sys/unix"
	"k8s.io/kubernetes/third_party/forked/golang/expansion"
)

type mount struct {
	source, target, fstype string
	flags                  uintptr
	data                   string
}

func (m mount) do() error {
	if err := unix.Mount(m.source, m.target, m.fstype, m.flags, m.data); err != nil {
		return fmt.Errorf("mount %s on %s: %w", m.source, m.target, err)
	}
	return nil
}

// mountRoot lays a file system over this machine's at root/fs; what is written to it goes to memory.
// A root shows one file system only, so the others that the container needs are laid over it in the same way.
func mountRoot(root string, over []string) error {
	fs := filepath.Join(root, "fs")
	for _, m := range []mount{
		{"", "/", "", unix.MS_REC | unix.MS_PRIVATE, ""},
		{"tmpfs", root, "tmpfs", 0, "mode=755"},
	} {
		if err := m.do(); err != nil {
			return err
		}
	}
	for i, lower := range append([]string{"/"}, over...) {
		if err := overlay(lower, filepath.Join(root, strconv.Itoa(i)), filepath.Join(fs, lower)); err != nil {
			return err
		}
	}
	for _, m := range []mount{
		{"sysfs", fs + "/sys", "sysfs", unix.MS_RDONLY, ""},
		{"/dev", fs + "/dev", "", unix.MS_BIND | unix.MS_REC, ""},
		{"tmpfs", fs + "/dev/shm", "tmpfs", 0, "mode=1777"},
	} {
		if err := m.do(); err != nil {
			return err
		}
	}
	return nil
}

// overlay shows lower at target; what is written there goes below store.
func overlay(lower, store, target string) error {
	upper, work := filepath.Join(store, "upper"), filepath.Join(store, "work")
	for _, d := range []string{upper, work, target} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return err
		}
	}
	return mount{"overlay", target, "overlay", 0, fmt.Sprintf("lowerdir=%s,upperdir=%s,workdir=%s", lower, upper, work)}.do()
}

// otherMounts are the mount points, besides the root, on which the files lie; outer ones come first.
func otherMounts(files []string) ([]string, error) {
	mounts, err := mountinfo.GetMounts(nil)
	if err != nil {
		return nil, err
	}
	points := make([]string, len(mounts))
	for i, m := range mounts {
		points[i] = m.Mountpoint
	}
	return pointsAbove(points, files), nil
}

func pointsAbove(points, files []string) []string {
	var above []string
	for _, point := range points {
		if point != "/" && slices.ContainsFunc(files, func(f string) bool { return strings.HasPrefix(f, point+"/") }) {
			above = append(above, point)
		}
	}
	slices.Sort(above)
	return slices.Compact(above)
}

// mountAll mounts the name service's files and the container's volumes under root.
func (c *container) mountAll(root string, env map[string]string) error {
	for _, f := range []string{"resolv.conf", "hosts"} {
		if err := bindMount(filepath.Join(c.pod.dir, "etc", f), root, "/etc/"+f, true); err != nil {
			return err
		}
	}
	expand := expansion.MappingFuncFor(env)
	for _, m := range c.spec.VolumeMounts {
		source, ok := c.pod.volumes[m.Name]
		if !ok {
			return fmt.Errorf("volume %s is not supported", m.Name)
		}
		if sub := m.SubPath + expansion.Expand(m.SubPathExpr, expand); sub != "" {
			source = filepath.Join(source, sub)
		}
		if err := bindMount(source, root, m.MountPath, m.ReadOnly); err != nil {
			return err
		}
	}
	return nil
}

// bindMount shows source at path under root, making either where it is missing.
func bindMount(source, root, path string, readOnly bool) error {
	info, err := os.Stat(source)
	if errors.Is(err, os.ErrNotExist) {
		if err = os.MkdirAll(source, 0o777); err == nil {
			info, err = os.Stat(source)
		}
	}
	if err != nil {
		return err
	}
	target, err := securejoin.SecureJoin(root, path) // links on the way lead to places under root
	if err != nil {
		return err
	}
	if err := makeTarget(target, info.IsDir()); err != nil {
		return err
	}
	if err := (mount{source, target, "", unix.MS_BIND | unix.MS_REC, ""}).do(); err != nil || !readOnly {
		return err
	}
	return mount{"", target, "", unix.MS_BIND | unix.MS_REMOUNT | unix.MS_RDONLY, ""}.do()
}

func makeTarget(target string, dir bool) error {
	if dir {
		return os.MkdirAll(target, 0o755)
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(target, os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	return f.Close()
}
