package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

const patience = 10 * time.Second

// What opens the caller of a slot; slots of one HTTP/2 connection share it.
func opener(o options) (func(slot int) (caller, error), error) {
	var trust *tls.Config
	if o.ca != "" {
		pem, err := os.ReadFile(o.ca)
		if err != nil {
			return nil, err
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("no certificate in %s", o.ca)
		}
		trust = &tls.Config{RootCAs: pool, ServerName: o.host}
	}
	switch o.kind {
	case "http1":
		heads := requests(o)
		return func(int) (caller, error) {
			c, err := dial(o.address, trust)
			if err != nil {
				return nil, err
			}
			return &http1{c, bufio.NewReaderSize(c, 65536), heads, o.expected}, nil
		}, nil
	case "h2", "grpc":
		if trust != nil {
			trust.NextProtos = []string{"h2"}
		}
		return http2Opener(o, trust), nil
	case "ws":
		return func(int) (caller, error) { return openWebSocket(o) }, nil
	case "stream":
		return func(int) (caller, error) {
			c, err := dial(o.address, trust)
			return &stream{c, make([]byte, 65536), make([]byte, unit), o.size}, err
		}, nil
	case "udp":
		return func(slot int) (caller, error) {
			c, err := net.Dial("udp", o.address)
			return &datagrams{c, make([]byte, 2048), uint64(slot)}, err
		}, nil
	}
	return nil, fmt.Errorf("unknown kind %q", o.kind)
}

func dial(address string, trust *tls.Config) (net.Conn, error) {
	dialer := &net.Dialer{Timeout: patience}
	if trust == nil {
		return dialer.Dial("tcp", address)
	}
	return tls.DialWithDialer(dialer, "tcp", address, trust)
}

// --- HTTP/1.1

type http1 struct {
	net.Conn
	in       *bufio.Reader
	heads    [][]byte
	expected []byte
}

func requests(o options) (heads [][]byte) {
	names := []string{o.host}
	if o.hosts > 1 {
		names = nil
		for i := range o.hosts {
			names = append(names, fmt.Sprintf("h%d.example.com", i))
		}
	}
	for _, name := range names {
		heads = append(heads, []byte("GET "+o.path+" HTTP/1.1\r\nHost: "+name+"\r\n\r\n"))
	}
	return heads
}

func (c *http1) close() { c.Close() }

func (c *http1) call(number uint64) (int, error) {
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		return 0, err
	}
	if _, err := c.Write(c.heads[number%uint64(len(c.heads))]); err != nil {
		return 0, err
	}
	status, length, err := readHead(c.in)
	if err != nil {
		return 0, err
	}
	if status != "200" {
		return 0, fmt.Errorf("expected status 200, got %s", status)
	}
	if length != len(c.expected) {
		return 0, fmt.Errorf("expected content-length %d, got %d", len(c.expected), length)
	}
	for rest := c.expected; len(rest) > 0; {
		part, err := c.in.Peek(min(len(rest), 65536))
		if err != nil {
			return 0, err
		}
		if !bytes.Equal(part, rest[:len(part)]) {
			return 0, errors.New("the body is not what the backend sent")
		}
		rest = rest[len(part):]
		_, _ = c.in.Discard(len(part))
	}
	return length, nil
}

// Status and content-length (-1: none).
func readHead(in *bufio.Reader) (status string, length int, err error) {
	length = -1
	for first := true; ; first = false {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return "", 0, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if first {
			if len(line) < 12 || !bytes.HasPrefix(line, []byte("HTTP/1.1 ")) {
				return "", 0, fmt.Errorf("expected HTTP/1.1, got %q", line)
			}
			status = string(line[9:12])
		} else if len(line) == 0 {
			return status, length, nil
		} else if colon := bytes.IndexByte(line, ':'); colon == len("content-length") &&
			strings.EqualFold(string(line[:colon]), "content-length") {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(line[colon+1:]))); err != nil {
				return "", 0, err
			}
		}
	}
}

// --- bytes: a request of 64 bytes says how long its answer is; the answer is the request and then a pattern

const unit = 64

var pattern = func() []byte {
	made := make([]byte, period+65536)
	for i := range made {
		made[i] = byte(i % period)
	}
	return made
}()

const period = 251

type stream struct {
	net.Conn
	buffer  []byte
	request []byte
	size    int
}

func (c *stream) close() { c.Close() }

func (c *stream) call(number uint64) (int, error) {
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		return 0, err
	}
	binary.BigEndian.PutUint64(c.request, uint64(c.size))
	binary.BigEndian.PutUint64(c.request[8:], number)
	if _, err := c.Write(c.request); err != nil {
		return 0, err
	}
	if _, err := io.ReadFull(c, c.buffer[:unit]); err != nil {
		return 0, err
	}
	if !bytes.Equal(c.buffer[:unit], c.request) {
		return 0, errors.New("the answer does not begin with its request")
	}
	for position := 0; position < c.size-unit; {
		n, err := c.Read(c.buffer[:min(len(c.buffer), c.size-unit-position)])
		if err != nil {
			return 0, err
		}
		if at := position % period; !bytes.Equal(c.buffer[:n], pattern[at:at+n]) {
			return 0, fmt.Errorf("wrong bytes after %d", position)
		}
		position += n
	}
	return c.size, nil
}

// --- datagrams: the answer is the request

type datagrams struct {
	net.Conn
	buffer []byte
	next   uint64
}

func (c *datagrams) close() { c.Close() }

func (c *datagrams) call(uint64) (int, error) {
	c.next++
	var request [unit]byte
	binary.BigEndian.PutUint64(request[:], c.next)
	copy(request[8:], "a datagram of sixty-four bytes")
	if _, err := c.Write(request[:]); err != nil {
		return 0, err
	}
	if err := c.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
		return 0, err
	}
	for range 100 {
		n, err := c.Read(c.buffer)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return 0, errLost
		}
		if err != nil {
			return 0, err
		}
		if bytes.Equal(c.buffer[:n], request[:]) {
			return n, nil
		}
		if n != unit || binary.BigEndian.Uint64(c.buffer) >= c.next { // an earlier one may be late
			return 0, errors.New("a datagram that was never asked for")
		}
	}
	return 0, errLost
}
