package component

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"
)

// kept starts a component that only sleeps, and ends it with the test.
func kept(t *testing.T, command ...string) Component {
	c := Component{Dir: t.TempDir(), Name: "part", Command: command}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.Keep(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	return c
}

func pid(t *testing.T, c Component) string {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if b, err := os.ReadFile(c.PidFile()); err == nil && len(b) > 0 {
			return strings.TrimSpace(string(b))
		}
	}
	t.Fatal("no pid file")
	return ""
}

func TestStoppedComponentStaysAwayUntilStarted(t *testing.T) {
	c := kept(t, "sleep", "60")
	before := pid(t, c)
	if err := c.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if exists("/proc/" + before) {
		t.Errorf("process %s still runs", before)
	}
	time.Sleep(3 * look)
	if exists(c.PidFile()) {
		t.Error("it came back while it was held")
	}
	if err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := pid(t, c); after == before {
		t.Errorf("same process %s", after)
	}
}

func TestComponentThatEndsIsStartedAgain(t *testing.T) {
	c := kept(t, "sh", "-c", "echo run; exec sleep 0.1")
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		log, _ := os.ReadFile(c.LogFile())
		if strings.Count(string(log), "run") > 1 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("it ran once only: %s", log)
		}
	}
}

func TestUnknownComponent(t *testing.T) {
	c := Component{Dir: t.TempDir(), Name: "nothing"}
	if err := c.Stop(t.Context()); err == nil || !strings.Contains(err.Error(), "`nothing`") {
		t.Errorf("got %v", err)
	}
}
