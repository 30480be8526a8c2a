package node

import (
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func logged(t *testing.T, writes ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "c.log")
	l, err := openLog(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range writes {
		if _, err := l.Write([]byte(w)); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func shown(t *testing.T, path, query string) string {
	t.Helper()
	v, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	q, err := parseLogQuery(v)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := httptest.NewRecorder()
	writeLog(w, f, q, func() bool { return false })
	return w.Body.String()
}

func TestLinesAreKeptWholeHoweverTheyAreWritten(t *testing.T) {
	if got, want := shown(t, logged(t, "one\ntw", "o\nth", "ree"), ""), "one\ntwo\nthree\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTail(t *testing.T) {
	path := logged(t, "one\ntwo\nthree\n")
	for query, want := range map[string]string{"tailLines=1": "three\n", "tailLines=0": "", "tailLines=9": "one\ntwo\nthree\n"} {
		if got := shown(t, path, query); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
}

func TestSince(t *testing.T) {
	path := logged(t, "one\n")
	before, after := time.Now().Add(-time.Hour).UTC().Format(time.RFC3339), time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	if got := shown(t, path, "sinceTime="+before); got != "one\n" {
		t.Errorf("since an hour ago: %q", got)
	}
	if got := shown(t, path, "sinceTime="+after); got != "" {
		t.Errorf("since in an hour: %q", got)
	}
	if got := shown(t, path, "sinceSeconds=60"); got != "one\n" {
		t.Errorf("since a minute ago: %q", got)
	}
}

func TestTimestamps(t *testing.T) {
	got := shown(t, logged(t, "one\n"), "timestamps=true")
	stamp, text, _ := strings.Cut(got, " ")
	if _, err := time.Parse(time.RFC3339Nano, stamp); err != nil || text != "one\n" {
		t.Errorf("got %q", got)
	}
}

func TestWrongLogQuery(t *testing.T) {
	for _, q := range []string{"tailLines=x", "sinceTime=yesterday", "sinceSeconds=x"} {
		v, _ := url.ParseQuery(q)
		if _, err := parseLogQuery(v); err == nil {
			t.Errorf("%s was taken", q)
		}
	}
}
