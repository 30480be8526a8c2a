// Package component keeps the parts of the control plane running, each as a
// process of this binary, and lets a test take one away for a while.
//
// All that there is to say about a component is said by files in the state
// directory, so that a test needs no client: NAME.pid is there while it runs,
// and while somebody keeps NAME.hold there it does not run.
package component

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

const (
	// look is how often the files are looked at.
	look = 50 * time.Millisecond
	// restartAfter is how long one that ended by itself stays away.
	restartAfter = time.Second
)

// errTaken is why a component ended that was taken away.
var errTaken = errors.New("taken away")

// Component is one part of the control plane.
type Component struct {
	Dir     string // the state directory
	Name    string
	Command []string
}

// New makes a component that is a command of this binary.
func New(dir, name string, args ...string) Component {
	return Component{Dir: dir, Name: name, Command: append([]string{"/proc/self/exe", name}, args...)}
}

// PidFile holds the process id while the component runs.
func (c Component) PidFile() string { return filepath.Join(c.Dir, c.Name+".pid") }

// HoldFile keeps the component away while it exists.
func (c Component) HoldFile() string { return filepath.Join(c.Dir, c.Name+".hold") }

// LogFile is where the component's output goes, over all its runs.
func (c Component) LogFile() string { return filepath.Join(c.Dir, c.Name+".log") }

// Keep runs the component, again whenever it ends, until ctx ends. It keeps a
// thread for that: the kernel kills the component when the thread that started
// it ends, and threads that change namespaces do.
func (c Component) Keep(ctx context.Context) {
	runtime.LockOSThread()
	for ctx.Err() == nil {
		if c.Held() {
			sleep(ctx, look)
			continue
		}
		err := c.run(ctx)
		if ctx.Err() == nil && !errors.Is(err, errTaken) {
			fmt.Printf("%s ended (%v), see %s: starting it again\n", c.Name, err, c.LogFile())
			sleep(ctx, restartAfter)
		}
	}
}

// run runs the component until it ends, is held, or ctx ends. It is killed, as
// when its machine is lost: a graceful end would wait for open watches.
func (c Component) run(ctx context.Context) (err error) {
	log, err := os.OpenFile(c.LogFile(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.Command(c.Command[0], c.Command[1:]...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	if err := os.WriteFile(c.PidFile(), []byte(strconv.Itoa(cmd.Process.Pid)+"\n"), 0o644); err != nil {
		return errors.Join(err, cmd.Process.Kill())
	}
	defer func() { err = errors.Join(err, os.Remove(c.PidFile())) }()
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			return err
		case <-ctx.Done():
		case <-tick.C:
			if !c.Held() {
				continue
			}
		}
		err := cmd.Process.Kill()
		<-ended
		return errors.Join(errTaken, err)
	}
}

// Held says whether somebody keeps the component away.
func (c Component) Held() bool { return exists(c.HoldFile()) }

// Stop takes the component of a running bed away and waits until it is gone.
func (c Component) Stop(ctx context.Context) error {
	if err := c.known(); err != nil {
		return err
	}
	if err := os.WriteFile(c.HoldFile(), nil, 0o644); err != nil {
		return err
	}
	return c.wait(ctx, func() bool { return !exists(c.PidFile()) })
}

// Start lets it come back and waits until its process is there.
func (c Component) Start(ctx context.Context) error {
	if err := c.known(); err != nil {
		return err
	}
	if err := os.Remove(c.HoldFile()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return c.wait(ctx, func() bool { return exists(c.PidFile()) })
}

func (c Component) known() error {
	if !exists(c.LogFile()) {
		return fmt.Errorf("no component `%s` in `%s`: expected one of etcd, kube-apiserver, kube-controller-manager, kube-proxy, and the --dir of a running bed", c.Name, c.Dir)
	}
	return nil
}

func (c Component) wait(ctx context.Context, done func() bool) error {
	for !done() {
		if !sleep(ctx, look) {
			return fmt.Errorf("component %s does not follow: is the bed with state directory `%s` running? see %s", c.Name, c.Dir, c.LogFile())
		}
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
