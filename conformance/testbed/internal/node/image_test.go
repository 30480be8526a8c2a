package node

import (
	"slices"
	"testing"
)

func images(t *testing.T, values ...string) Images {
	t.Helper()
	m := Images{}
	for _, v := range values {
		if err := m.Set(v); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

func TestImageIsEnvironmentAndCommand(t *testing.T) {
	img, ok := images(t, "registry.test:5000/a/b=X=1 OPTS=-a=b /opt/java/bin/java -jar /srv/app.jar").find("registry.test:5000/a/b:v1")
	if !ok {
		t.Fatal("not found")
	}
	if want := []string{"X=1", "OPTS=-a=b"}; !slices.Equal(img.env, want) {
		t.Errorf("environment %q, want %q", img.env, want)
	}
	if want := []string{"/opt/java/bin/java", "-jar", "/srv/app.jar"}; !slices.Equal(img.argv, want) {
		t.Errorf("command %q, want %q", img.argv, want)
	}
}

func TestImageIsFoundWithoutTagAndDigest(t *testing.T) {
	m := images(t, "a/b=/bin/true", "host:5000/c=/bin/true")
	for ref, want := range map[string]bool{
		"a/b": true, "a/b:v1": true, "a/b@sha256:00": true, "a/b:v1@sha256:00": true,
		"host:5000/c": true, "host:5000/c:v1": true, "host": false, "b": false, "x/a/b": false,
	} {
		if _, ok := m.find(ref); ok != want {
			t.Errorf("%s: found %v, want %v", ref, ok, want)
		}
	}
}

func TestImageWithoutCommandIsOfThePods(t *testing.T) {
	img, ok := images(t, "busybox=").find("busybox:1")
	if !ok || len(img.argv) > 0 {
		t.Errorf("found %v, command %q", ok, img.argv)
	}
}

func TestWrongImageFlag(t *testing.T) {
	for _, v := range []string{"", "a/b", "=/bin/true"} {
		if err := (Images{}).Set(v); err == nil {
			t.Errorf("`%s` was taken", v)
		}
	}
}

func TestImageBinaryIsFoundByItsName(t *testing.T) {
	img := image{argv: []string{"/opt/app/server", "-v"}}
	if got := img.resolve("/server"); got != "/opt/app/server" {
		t.Errorf("/server resolves to %s", got)
	}
	if got := img.resolve("/bin/sh"); got != "/bin/sh" {
		t.Errorf("/bin/sh resolves to %s", got)
	}
	if got := img.path(); got[:9] != "/opt/app:" {
		t.Errorf("path is %s", got)
	}
}

func TestPlacesOfAnImage(t *testing.T) {
	img := image{env: []string{"HOME=/srv/home", "N=1"}, argv: []string{"/opt/java", "-jar", "/srv/app.jar", "--dir=/data", "rel/x"}}
	if got, want := img.places(), []string{"/srv/home", "/opt/java", "/srv/app.jar", "/data"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMountPointsThatAnImageNeeds(t *testing.T) {
	points := []string{"/", "/proc", "/srv/data", "/srv", "/opt", "/srv"}
	if got, want := pointsAbove(points, []string{"/srv/data/app.jar", "/usr/bin/java", "/optional"}), []string{"/srv", "/srv/data"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
