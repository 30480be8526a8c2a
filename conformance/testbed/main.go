// Command testbed runs a real Kubernetes control plane (etcd, kube-apiserver,
// kube-controller-manager, kube-proxy) plus a small node agent that runs pods
// as local processes in network namespaces. No container engine is needed.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"
	kubectl "k8s.io/kubectl/pkg/cmd"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"

	"testbed/internal/component"
)

const usage = `usage: testbed up [--dir STATE] [--with-parent] [--image IMAGE=[NAME=VALUE ...] COMMAND]...
       testbed stop|start [--dir STATE] etcd|kube-apiserver|kube-controller-manager|kube-proxy
       testbed kubectl ...`

// moveWithin is how long a component may take to go or to come.
const moveWithin = time.Minute

// Threads change namespaces to start containers. The main thread must not be
// one of them: /proc/PID/ns, which nsenter reads, shows the main thread's.
func init() { runtime.LockOSThread() }

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
	if err := command(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "testbed:", err)
		os.Exit(1)
	}
}

func command(name string, args []string) error {
	switch name {
	case "up":
		return up(args)
	case "stop", "start":
		return move(name, args)
	case "kubectl":
		os.Args = os.Args[1:]
		return execute(kubectl.NewDefaultKubectlCommand(), args)
	// The rest is for the bed itself: its components are processes of this binary.
	case "etcd":
		return runEtcd(args)
	case apiServer:
		return execute(apiserver.NewAPIServerCommand(), args)
	case "kube-controller-manager":
		return execute(controllers.NewControllerManagerCommand(), args)
	case "kube-proxy":
		return execute(proxy.NewProxyCommand(), args)
	}
	return fmt.Errorf("unknown command `%s`\n%s", name, usage)
}

func execute(c *cobra.Command, args []string) error {
	c.SetArgs(args)
	return c.Execute()
}

// move takes a component of a running bed away, or lets it come back.
func move(way string, args []string) error {
	fs := flag.NewFlagSet(way, flag.ExitOnError)
	dir := stateFlag(fs)
	if err := fs.Parse(args); err != nil {
		return err
	}
	if fs.NArg() != 1 {
		return errors.New(usage)
	}
	ctx, cancel := context.WithTimeout(context.Background(), moveWithin)
	defer cancel()
	p := plane{dir: *dir}
	c := component.New(p.dir, fs.Arg(0))
	if way == "stop" {
		return c.Stop(ctx)
	}
	if err := c.Start(ctx); err != nil || c.Name != apiServer {
		return err
	}
	return p.welcome(ctx)
}

// welcome waits until the API is served again and starts those anew that have
// missed it: by themselves they would look for it up to a minute later.
func (p plane) welcome(ctx context.Context) error {
	cs, err := client()
	if err != nil {
		return err
	}
	if err := waitReady(ctx, cs); err != nil {
		return fmt.Errorf("%w: is this command run in the network of the bed?", err)
	}
	_, others := p.components()
	for _, o := range others {
		if o.Held() {
			continue // somebody else wants it to be away
		}
		if err := errors.Join(o.Stop(ctx), o.Start(ctx)); err != nil {
			return err
		}
	}
	return nil
}

func stateFlag(fs *flag.FlagSet) *string {
	return fs.String("dir", filepath.Join(os.TempDir(), "testbed"), "state directory")
}
