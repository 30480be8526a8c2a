package node

import (
	"fmt"
	"path/filepath"
	"strings"
)

// image is what stands for a container image: a command on this machine, or
// none for an image whose pods bring their own.
type image struct{ env, argv []string }

// Images says what stands for which image; it is a flag that may be repeated.
type Images map[string]image

// String is what the flag shows as its default: there is none.
func (m Images) String() string { return "" }

// Set takes IMAGE=[NAME=VALUE ...] COMMAND, its words parted by spaces.
func (m Images) Set(s string) error {
	name, command, ok := strings.Cut(s, "=")
	if !ok || name == "" {
		return fmt.Errorf("image `%s`: expected IMAGE=[NAME=VALUE ...] COMMAND", s)
	}
	img := image{argv: strings.Fields(command)}
	for len(img.argv) > 0 && strings.Contains(img.argv[0], "=") {
		img.env, img.argv = append(img.env, img.argv[0]), img.argv[1:]
	}
	m[name] = img
	return nil
}

// find looks an image up by its name without tag and digest.
func (m Images) find(ref string) (image, bool) {
	img, ok := m[name(ref)]
	return img, ok
}

func name(ref string) string {
	ref, _, _ = strings.Cut(ref, "@")
	if i := strings.LastIndex(ref, ":"); i > strings.LastIndex(ref, "/") {
		ref = ref[:i]
	}
	return ref
}

// path is the PATH of the image's containers: where its own binary lies comes first.
func (i image) path() string {
	path := "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
	if len(i.argv) > 0 && filepath.IsAbs(i.argv[0]) {
		path = filepath.Dir(i.argv[0]) + ":" + path
	}
	return path
}

// resolve finds the image's own binary, by its name, wherever the pod expects it.
func (i image) resolve(name string) string {
	if len(i.argv) > 0 && filepath.Base(name) == filepath.Base(i.argv[0]) {
		return i.argv[0]
	}
	return name
}

// places are the files that the image names. They must be there in its
// containers, even where they lie on another file system than the root.
func (i image) places() []string {
	var found []string
	for _, word := range append(i.env[:len(i.env):len(i.env)], i.argv...) {
		if _, value, ok := strings.Cut(word, "="); ok {
			word = value
		}
		if filepath.IsAbs(word) {
			found = append(found, word)
		}
	}
	return found
}
