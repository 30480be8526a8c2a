package main

import (
	"bufio"
	"bytes"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

const webSocketKey = "dGhlIHNhbXBsZSBub25jZQ=="

type webSocket struct {
	net.Conn
	in     *bufio.Reader
	frame  []byte
	answer []byte
}

func acceptOf(key string) string {
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	return base64.StdEncoding.EncodeToString(sum[:])
}

func openWebSocket(o options) (caller, error) {
	c, err := dial(o.address, nil)
	if err != nil {
		return nil, err
	}
	_ = c.SetDeadline(time.Now().Add(patience))
	fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: %s\r\n\r\n", o.path, o.host, webSocketKey)
	in := bufio.NewReader(c)
	accepted := false
	for first := true; ; first = false {
		line, err := in.ReadString('\n')
		if err != nil {
			return nil, err
		}
		line = strings.TrimRight(line, "\r\n")
		if first && !strings.HasPrefix(line, "HTTP/1.1 101") {
			return nil, fmt.Errorf("expected status 101, got %q", line)
		}
		name, value, _ := strings.Cut(line, ":")
		if strings.EqualFold(name, "sec-websocket-accept") {
			accepted = strings.TrimSpace(value) == acceptOf(webSocketKey)
		}
		if line == "" {
			break
		}
	}
	if !accepted {
		return nil, errors.New("no proper sec-websocket-accept")
	}
	frame := append([]byte{0x82, 0x80 | unit, 1, 2, 3, 4}, make([]byte, unit)...)
	return &webSocket{c, in, frame, make([]byte, 2+unit)}, nil
}

func (c *webSocket) close() { c.Close() }

func (c *webSocket) call(number uint64) (int, error) {
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		return 0, err
	}
	message := c.frame[6:]
	binary.BigEndian.PutUint64(message, number)
	mask(message, c.frame[2:6])
	_, err := c.Write(c.frame)
	mask(message, c.frame[2:6])
	if err != nil {
		return 0, err
	}
	if _, err := io.ReadFull(c.in, c.answer); err != nil {
		return 0, err
	}
	if c.answer[0] != 0x82 || c.answer[1] != unit || !bytes.Equal(c.answer[2:], message) {
		return 0, fmt.Errorf("expected the message of %d bytes, got %x", unit, c.answer)
	}
	return unit, nil
}

func mask(message, key []byte) {
	for i := range message {
		message[i] ^= key[i&3]
	}
}

// Sends every message back.
func serveWebSocket(c net.Conn) {
	defer c.Close()
	in := bufio.NewReader(c)
	key := ""
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			break
		}
		if name, value, _ := strings.Cut(line, ":"); strings.EqualFold(name, "sec-websocket-key") {
			key = strings.TrimSpace(value)
		}
	}
	if key == "" { // a plain request, to see whether there is someone
		fmt.Fprint(c, "HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		return
	}
	fmt.Fprintf(c, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Accept: %s\r\n\r\n", acceptOf(key))
	var head [6]byte
	for {
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return
		}
		length := int(head[1] & 0x7f)
		if head[0] != 0x82 || length > 125 {
			return // a close, or nothing that the load sends
		}
		frame := make([]byte, 2+length)
		frame[0], frame[1] = 0x82, byte(length)
		if _, err := io.ReadFull(in, frame[2:]); err != nil {
			return
		}
		mask(frame[2:], head[2:])
		if _, err := c.Write(frame); err != nil {
			return
		}
	}
}
