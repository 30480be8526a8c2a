package node

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
	"k8s.io/kubernetes/third_party/forked/golang/expansion"
)

// entry is how a container's process begins, as the first of its process
// namespace, which only it can mount.
const entry = `mount -t proc proc /proc && exec "$0" "$@"`

// process is one run of a container.
type process struct {
	cmd  *exec.Cmd
	log  *containerLog
	done chan struct{}
}

// start starts the container in the pod's network namespace and a file system
// of its own: this machine's, with writes kept apart, and the volumes.
func (c *container) start() (*process, error) {
	img, ok := c.pod.node.images.find(c.spec.Image)
	if !ok {
		return nil, fmt.Errorf("image `%s`: no command is known for it: add --image %s=COMMAND", c.spec.Image, name(c.spec.Image))
	}
	env, err := c.environment(img)
	if err != nil {
		return nil, err
	}
	root := filepath.Join(c.pod.dir, "roots", c.spec.Name)
	if err := os.MkdirAll(root, 0o755); err != nil {
		return nil, err
	}
	p := &process{done: make(chan struct{})}
	if p.cmd, err = c.command(img, env); err != nil {
		return nil, err
	}
	over, err := otherMounts(append(img.places(), p.cmd.Args[3]))
	if err != nil {
		return nil, err
	}
	if p.log, err = openLog(c.logPath()); err != nil {
		return nil, err
	}
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{
		Chroot: filepath.Join(root, "fs"), Cloneflags: syscall.CLONE_NEWPID, Setpgid: true, Pdeathsig: syscall.SIGKILL,
	}
	if err := p.start(func() error { return c.enter(root, over, env) }); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

// start starts the command from a thread that first enters the namespaces. The
// thread waits with it, for the command is killed when its parent thread ends,
// and then ends itself: it is never unlocked.
func (p *process) start(enter func() error) error {
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		err := enter()
		if err == nil {
			err = p.cmd.Start()
		}
		started <- err
		if err == nil {
			p.cmd.Wait() // how it ended is in its state
			close(p.done)
		}
	}()
	return <-started
}

func (p *process) close() error { return p.log.Close() }

// signal sends a signal. That the process has ended meanwhile is no error here.
func (p *process) signal(s syscall.Signal) {
	if err := p.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		fmt.Printf("signal %v to process %d: %v\n", s, p.cmd.Process.Pid, err)
	}
}

func (p *process) terminate() { p.signal(syscall.SIGTERM) }

// kill ends the process and, since it is the first of their namespace, those it started.
func (p *process) kill() { p.signal(syscall.SIGKILL) }

func (p *process) exitCode() int32 {
	if ws, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		return 128 + int32(ws.Signal())
	}
	return int32(p.cmd.ProcessState.ExitCode())
}

// command is the container's command line: the pod's command and args over the image's.
func (c *container) command(img image, env map[string]string) (*exec.Cmd, error) {
	expand := expansion.MappingFuncFor(env)
	argv := slices.Clone(img.argv)
	if len(c.spec.Command) > 0 {
		argv = nil
	}
	for _, a := range slices.Concat(c.spec.Command, c.spec.Args) {
		argv = append(argv, expansion.Expand(a, expand))
	}
	if len(argv) == 0 {
		return nil, errors.New("no command")
	}
	path, err := lookPath(img.resolve(argv[0]), env["PATH"])
	if err != nil {
		return nil, err
	}
	dir := c.spec.WorkingDir
	if dir == "" {
		dir = "/"
	}
	return &exec.Cmd{
		Path: "/bin/sh", Args: append([]string{"sh", "-c", entry, path}, argv[1:]...),
		Env: list(env), Dir: dir, WaitDelay: 2 * time.Second,
	}, nil
}

func lookPath(name, path string) (string, error) {
	if strings.Contains(name, "/") {
		return name, nil
	}
	for _, d := range filepath.SplitList(path) {
		if f := filepath.Join(d, name); unix.Access(f, unix.X_OK) == nil {
			return f, nil
		}
	}
	return "", fmt.Errorf("%s: %w", name, exec.ErrNotFound)
}

func list(env map[string]string) []string {
	var l []string
	for k, v := range env {
		l = append(l, k+"="+v)
	}
	return l
}

// enter puts the current thread into the container's namespaces and builds its file system.
func (c *container) enter(root string, over []string, env map[string]string) error {
	if c.pod.network != nil {
		if err := c.pod.network.Enter(); err != nil {
			return err
		}
	}
	if err := unix.Unshare(unix.CLONE_NEWNS | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC); err != nil {
		return err
	}
	if err := unix.Sethostname([]byte(c.pod.hostname())); err != nil {
		return err
	}
	if err := mountRoot(root, over); err != nil {
		return err
	}
	return c.mountAll(filepath.Join(root, "fs"), env)
}

func (p *pod) hostname() string {
	obj := p.object()
	if obj.Spec.Hostname != "" {
		return obj.Spec.Hostname
	}
	return obj.Name[:min(len(obj.Name), 63)]
}

// exec runs a command inside the running container.
func (c *container) exec(ctx context.Context, argv []string) *exec.Cmd {
	c.pod.mu.Lock()
	proc := c.process
	c.pod.mu.Unlock()
	if proc == nil {
		return exec.CommandContext(ctx, "false")
	}
	if img, ok := c.pod.node.images.find(c.spec.Image); ok {
		argv = append([]string{img.resolve(argv[0])}, argv[1:]...)
	}
	pid := strconv.Itoa(proc.cmd.Process.Pid)
	cmd := exec.CommandContext(ctx, "nsenter", append([]string{"-t", pid, "-n", "-m", "-u", "-i", "-p", "-r", "-w", "--"}, argv...)...)
	cmd.Env = proc.cmd.Env
	return cmd
}
