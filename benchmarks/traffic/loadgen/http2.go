package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// A gRPC message: not compressed, so long, bytes. The load sends it and gets it back.
var grpcMessage = append([]byte{0, 0, 0, 0, unit}, bytes.Repeat([]byte("a message of 32 bytes, twice.   "), 2)...)

type answer struct {
	status, grpcStatus string
	body               []byte
	err                error
}

// One connection with several requests in flight.
type http2Conn struct {
	net.Conn
	mutex   sync.Mutex // the rest belongs to whoever holds it
	out     *bufio.Writer
	frames  *http2.Framer
	encoder *hpack.Encoder
	block   bytes.Buffer
	next    uint32
	waiting map[uint32]*http2Stream
	broken  error
}

type http2Stream struct {
	conn   *http2Conn
	fields []hpack.HeaderField
	body   []byte // of the request
	expect []byte
	answer answer
	done   chan answer
}

func http2Opener(o options, trust *tls.Config) func(int) (caller, error) {
	var mutex sync.Mutex
	conns := make([]*http2Conn, o.connections)
	return func(slot int) (caller, error) {
		mutex.Lock()
		defer mutex.Unlock()
		i := slot / o.streams
		if conns[i] == nil || conns[i].isBroken() {
			c, err := dialHTTP2(o.address, trust)
			if err != nil {
				return nil, err
			}
			conns[i] = c
		}
		s := &http2Stream{conn: conns[i], expect: o.expected, done: make(chan answer, 1)}
		scheme, method := "http", "GET"
		if trust != nil {
			scheme = "https"
		}
		if o.kind == "grpc" {
			method, s.body, s.expect = "POST", grpcMessage, grpcMessage
		}
		s.fields = []hpack.HeaderField{
			{Name: ":method", Value: method}, {Name: ":scheme", Value: scheme},
			{Name: ":authority", Value: o.host}, {Name: ":path", Value: o.path},
		}
		if o.kind == "grpc" {
			s.fields = append(s.fields, hpack.HeaderField{Name: "content-type", Value: "application/grpc"},
				hpack.HeaderField{Name: "te", Value: "trailers"})
		}
		return s, nil
	}
}

func dialHTTP2(address string, trust *tls.Config) (*http2Conn, error) {
	socket, err := dial(address, trust)
	if err != nil {
		return nil, err
	}
	if secure, ok := socket.(*tls.Conn); ok && secure.ConnectionState().NegotiatedProtocol != "h2" {
		return nil, errors.New("h2 was not negotiated")
	}
	c := &http2Conn{Conn: socket, out: bufio.NewWriter(socket), next: 1, waiting: map[uint32]*http2Stream{}}
	c.frames = http2.NewFramer(c.out, bufio.NewReaderSize(socket, 65536))
	c.encoder = hpack.NewEncoder(&c.block)
	_, _ = c.out.WriteString(http2.ClientPreface)
	_ = c.frames.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 1 << 24})
	_ = c.frames.WriteWindowUpdate(0, 1<<24)
	if err := c.out.Flush(); err != nil {
		return nil, err
	}
	go c.read()
	return c, nil
}

func (c *http2Conn) isBroken() bool {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.broken != nil
}

func (c *http2Conn) fail(err error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.broken == nil {
		c.broken = err
	}
	for id, s := range c.waiting {
		delete(c.waiting, id)
		s.done <- answer{err: c.broken}
	}
	c.Close()
}

func (s *http2Stream) close() {
	if s.conn.isBroken() {
		return
	}
	s.conn.fail(errors.New("closed"))
}

func (s *http2Stream) call(uint64) (int, error) {
	s.answer = answer{body: s.answer.body[:0]}
	if err := s.send(); err != nil {
		return 0, err
	}
	var got answer
	select {
	case got = <-s.done:
	case <-time.After(patience):
		s.conn.fail(errors.New("no answer in time"))
		got = <-s.done
	}
	switch {
	case got.err != nil:
		return 0, got.err
	case got.status != "200":
		return 0, fmt.Errorf("expected status 200, got %s", got.status)
	case s.body != nil && got.grpcStatus != "0":
		return 0, fmt.Errorf("expected grpc-status 0, got %q", got.grpcStatus)
	case !bytes.Equal(got.body, s.expect):
		return 0, fmt.Errorf("expected a body of %d bytes, got %d or others", len(s.expect), len(got.body))
	}
	s.answer.body = got.body
	return len(got.body), nil
}

func (s *http2Stream) send() error {
	c := s.conn
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.broken != nil {
		return c.broken
	}
	c.block.Reset()
	for _, field := range s.fields {
		_ = c.encoder.WriteField(field)
	}
	id := c.next
	c.next += 2
	c.waiting[id] = s
	_ = c.frames.WriteHeaders(http2.HeadersFrameParam{
		StreamID: id, BlockFragment: c.block.Bytes(), EndHeaders: true, EndStream: s.body == nil})
	if s.body != nil {
		_ = c.frames.WriteData(id, true, s.body)
	}
	return c.out.Flush()
}

func (c *http2Conn) read() {
	c.frames.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	c.frames.SetReuseFrames()
	unacknowledged := 0
	for {
		frame, err := c.frames.ReadFrame()
		if err != nil {
			c.fail(err)
			return
		}
		switch f := frame.(type) {
		case *http2.MetaHeadersFrame:
			c.receive(f.StreamID, f.StreamEnded(), func(a *answer) {
				for _, field := range f.Fields {
					switch field.Name {
					case ":status":
						a.status = field.Value
					case "grpc-status":
						a.grpcStatus = field.Value
					}
				}
			})
		case *http2.DataFrame:
			unacknowledged += int(f.Length)
			c.receive(f.StreamID, f.StreamEnded(), func(a *answer) { a.body = append(a.body, f.Data()...) })
		case *http2.RSTStreamFrame:
			c.receive(f.StreamID, true, func(a *answer) { a.err = fmt.Errorf("stream reset: %v", f.ErrCode) })
		case *http2.GoAwayFrame:
			c.fail(fmt.Errorf("connection ended by the proxy: %v", f.ErrCode))
			return
		case *http2.SettingsFrame:
			if !f.IsAck() {
				c.control(func() { _ = c.frames.WriteSettingsAck() })
			}
		case *http2.PingFrame:
			if !f.IsAck() {
				c.control(func() { _ = c.frames.WritePing(true, f.Data) })
			}
		}
		if unacknowledged > 1<<22 {
			c.control(func() { _ = c.frames.WriteWindowUpdate(0, uint32(unacknowledged)) })
			unacknowledged = 0
		}
	}
}

func (c *http2Conn) control(write func()) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	write()
	_ = c.out.Flush()
}

func (c *http2Conn) receive(id uint32, ended bool, take func(*answer)) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	s := c.waiting[id]
	if s == nil {
		return
	}
	take(&s.answer)
	if ended {
		delete(c.waiting, id)
		s.done <- s.answer
	}
}
