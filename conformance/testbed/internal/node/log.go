package node

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

func (n *Node) logPath(namespace, pod, container string) string {
	return filepath.Join(n.dir, "logs", namespace+"_"+pod+"_"+container+".log")
}

func (c *container) logPath() string {
	obj := c.pod.object()
	return c.pod.node.logPath(obj.Namespace, obj.Name, c.spec.Name)
}

// containerLog writes lines in the format of container runtimes, each with its time.
type containerLog struct {
	mu   sync.Mutex
	file *os.File
	rest []byte
}

func openLog(path string) (*containerLog, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	return &containerLog{file: f}, err
}

func (l *containerLog) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	stamp := time.Now().UTC().Format("2006-01-02T15:04:05.000000000Z07:00") + " stdout F "
	var out bytes.Buffer
	for rest := append(l.rest, b...); ; {
		line, after, found := bytes.Cut(rest, []byte("\n"))
		if !found {
			l.rest = bytes.Clone(rest)
			break
		}
		out.WriteString(stamp)
		out.Write(line)
		out.WriteByte('\n')
		rest = after
	}
	_, err := l.file.Write(out.Bytes())
	return len(b), err
}

func (l *containerLog) Close() error {
	var err error
	if len(l.rest) > 0 {
		_, err = l.Write([]byte("\n"))
	}
	return errors.Join(err, l.file.Close())
}

// logQuery is what kubectl logs may ask for.
type logQuery struct {
	since              time.Time
	tail               int // -1 for all
	follow, timestamps bool
}

func parseLogQuery(q url.Values) (logQuery, error) {
	lq := logQuery{tail: -1, follow: q.Get("follow") == "true", timestamps: q.Get("timestamps") == "true"}
	var errs [3]error
	if s := q.Get("sinceTime"); s != "" {
		lq.since, errs[0] = time.Parse(time.RFC3339, s)
	}
	if s := q.Get("sinceSeconds"); s != "" {
		var n int
		n, errs[1] = strconv.Atoi(s)
		lq.since = time.Now().Add(-time.Duration(n) * time.Second)
	}
	if s := q.Get("tailLines"); s != "" {
		lq.tail, errs[2] = strconv.Atoi(s)
	}
	return lq, errors.Join(errs[:]...)
}

func (n *Node) serveLogs(w http.ResponseWriter, r *http.Request) {
	q, err := parseLogQuery(r.URL.Query())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	namespace, pod, name := r.PathValue("namespace"), r.PathValue("pod"), r.PathValue("container")
	f, err := os.Open(n.logPath(namespace, pod, name))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	defer f.Close()
	writeLog(w, f, q, func() bool {
		return q.follow && n.container(namespace, pod, name).running() && sleep(r.Context(), 200*time.Millisecond)
	})
}

// writeLog writes what f holds, and what comes to it as long as more says so.
func writeLog(w http.ResponseWriter, f *os.File, q logQuery, more func() bool) {
	r := bufio.NewReader(f)
	lines := readLines(r, q)
	if q.tail >= 0 && len(lines) > q.tail {
		lines = lines[len(lines)-q.tail:]
	}
	for {
		for _, l := range lines {
			if _, err := io.WriteString(w, l); err != nil {
				return
			}
		}
		if f, ok := w.(http.Flusher); ok {
			f.Flush()
		}
		if !more() {
			return
		}
		lines = readLines(r, q)
	}
}

// readLines returns the lines up to the end of the log that q asks for.
func readLines(r *bufio.Reader, q logQuery) []string {
	var lines []string
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return lines
		}
		stamp, text, _ := strings.Cut(line, " stdout F ")
		if t, err := time.Parse(time.RFC3339Nano, stamp); err != nil || t.Before(q.since) {
			continue
		}
		if q.timestamps {
			text = stamp + " " + text
		}
		lines = append(lines, text)
	}
}
