package node

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"slices"
	"strconv"
	"time"

	certutil "k8s.io/client-go/util/cert"
	"k8s.io/cri-streaming/pkg/streaming/portforward"
	"k8s.io/cri-streaming/pkg/streaming/remotecommand"
	utilexec "k8s.io/utils/exec"

	"testbed/internal/address"
)

const kubeletPort = 10250

// Serve serves what kube-apiserver asks nodes for: logs, commands in containers, and their ports.
func (n *Node) Serve() error {
	cert, key, err := certutil.GenerateSelfSignedCertKey(Name, []net.IP{net.ParseIP(address.Host)}, nil)
	if err != nil {
		return err
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return err
	}
	l, err := tls.Listen("tcp", fmt.Sprintf("%s:%d", address.Host, kubeletPort), &tls.Config{Certificates: []tls.Certificate{pair}})
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /containerLogs/{namespace}/{pod}/{container}", n.serveLogs)
	mux.HandleFunc("/exec/{namespace}/{pod}/{container}", n.serveExec)
	mux.HandleFunc("/portForward/{namespace}/{pod}", n.servePortForward)
	go func() { fmt.Println("kubelet:", http.Serve(l, mux)) }()
	return nil
}

func (n *Node) serveExec(w http.ResponseWriter, r *http.Request) {
	opts, err := remotecommand.NewOptions(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	name := r.PathValue("container")
	c := n.container(r.PathValue("namespace"), r.PathValue("pod"), name)
	if c == nil {
		http.Error(w, "no such container", http.StatusNotFound)
		return
	}
	remotecommand.ServeExec(w, r, executor{c}, r.PathValue("pod"), "", name, r.URL.Query()["command"], opts,
		time.Hour, 30*time.Second, remotecommand.SupportedStreamingProtocols)
}

func (n *Node) servePortForward(w http.ResponseWriter, r *http.Request) {
	opts, err := portforward.NewV4Options(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	p := n.pod(r.PathValue("namespace"), r.PathValue("pod"))
	if p == nil {
		http.Error(w, "no such pod", http.StatusNotFound)
		return
	}
	portforward.ServePortForward(w, r, forwarder{p}, p.object().Name, string(p.object().UID), opts,
		time.Hour, 30*time.Second, portforward.SupportedProtocols)
}

// forwarder joins streams of kubectl port-forward with ports of the pod.
type forwarder struct{ *pod }

func (f forwarder) PortForward(_ context.Context, _, _ string, port int32, stream io.ReadWriteCloser) error {
	conn, err := f.dial(int(port))
	if err != nil {
		return err
	}
	defer conn.Close()
	go func() {
		io.Copy(conn, stream) // an error here shows in the other direction too
		if half, ok := conn.(*net.TCPConn); ok {
			half.CloseWrite()
		}
	}()
	_, err = io.Copy(stream, conn)
	return err
}

func (p *pod) dial(port int) (net.Conn, error) {
	if p.network == nil {
		return net.Dial("tcp", net.JoinHostPort(address.Host, strconv.Itoa(port)))
	}
	return p.network.Dial(port)
}

func (n *Node) pod(namespace, name string) *pod {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, p := range n.pods {
		if p.obj.Namespace == namespace && p.obj.Name == name {
			return p
		}
	}
	return nil
}

func (n *Node) container(namespace, podName, name string) *container {
	p := n.pod(namespace, podName)
	if p == nil {
		return nil
	}
	for _, c := range slices.Concat(p.inits, p.containers) {
		if c.spec.Name == name {
			return c
		}
	}
	return nil
}

// executor runs commands for kubectl exec; there are no terminals here.
type executor struct{ *container }

func (e executor) ExecInContainer(ctx context.Context, _, _, _ string, argv []string, in io.Reader, out, errOut io.WriteCloser,
	_ bool, _ <-chan remotecommand.TerminalSize, _ time.Duration) error {
	cmd := e.exec(ctx, argv)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.WaitDelay = in, out, errOut, 200*time.Millisecond
	err := cmd.Run()
	if errors.Is(err, exec.ErrWaitDelay) {
		return nil // the command has ended, only its input has not
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return utilexec.CodeExitError{Err: err, Code: exit.ExitCode()}
	}
	return err
}
