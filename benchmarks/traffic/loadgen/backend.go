package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"net"
	"path/filepath"

	"golang.org/x/net/http2"
)

func backendCommand(arguments []string) error {
	flags := flag.NewFlagSet("backend", flag.ExitOnError)
	address := flags.String("address", "127.0.0.1", "where to listen")
	folder := flags.String("folder", ".", "where the certificate is")
	grpc := flags.Int("grpc", 0, "port for gRPC: HTTP/2 without TLS")
	ws := flags.Int("ws", 0, "port for WebSocket")
	plain := flags.Int("stream", 0, "port for bytes")
	secure := flags.Int("tls", 0, "port for bytes within TLS")
	udp := flags.Int("udp", 0, "port for datagrams")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	certificate, err := tls.LoadX509KeyPair(filepath.Join(*folder, "tls.crt"), filepath.Join(*folder, "tls.key"))
	if err != nil {
		return err
	}
	config := &tls.Config{Certificates: []tls.Certificate{certificate}}
	problems := make(chan error)
	for _, one := range []struct {
		port   int
		config *tls.Config
		serve  func(net.Conn)
	}{{*grpc, nil, serveGRPC}, {*ws, nil, serveWebSocket}, {*plain, nil, serveStream}, {*secure, config, serveStream}} {
		listener, err := net.Listen("tcp", fmt.Sprintf("%s:%d", *address, one.port))
		if err != nil {
			return err
		}
		if one.config != nil {
			listener = tls.NewListener(listener, one.config)
		}
		go func() {
			for {
				c, err := listener.Accept()
				if err != nil {
					problems <- err
					return
				}
				go one.serve(c)
			}
		}()
	}
	socket, err := net.ListenPacket("udp", fmt.Sprintf("%s:%d", *address, *udp))
	if err != nil {
		return err
	}
	go func() { problems <- serveDatagrams(socket.(*net.UDPConn)) }()
	return <-problems
}

func serveDatagrams(socket *net.UDPConn) error {
	_ = socket.SetReadBuffer(1 << 20)
	buffer := make([]byte, 2048)
	for {
		n, from, err := socket.ReadFromUDPAddrPort(buffer)
		if err != nil {
			return err
		}
		if _, err := socket.WriteToUDPAddrPort(buffer[:n], from); err != nil {
			return err
		}
	}
}

func serveStream(c net.Conn) {
	defer c.Close()
	request := make([]byte, unit)
	for {
		if _, err := io.ReadFull(c, request); err != nil {
			return
		}
		size := int(binary.BigEndian.Uint64(request))
		if size < unit || size > 1<<30 {
			return
		}
		if _, err := c.Write(request); err != nil {
			return
		}
		for position := 0; position < size-unit; {
			at := position % period
			n, err := c.Write(pattern[at : at+min(65536, size-unit-position)])
			if err != nil {
				return
			}
			position += n
		}
	}
}

// The header block of an answer, without a table that would have to be kept: status 200 and content-type.
var (
	grpcHead = append([]byte{0x88, 0x0f, 0x10, byte(len("application/grpc"))}, "application/grpc"...)
	grpcTail = func(status string) []byte {
		return append(append([]byte{0, byte(len("grpc-status"))}, "grpc-status"...), byte(len(status)), status[0])
	}
	grpcGood = grpcTail("0")
	grpcBad  = grpcTail("3")
)

// Answers the one message of every request with that message, and with status 3 when it is another one. It speaks as much
// HTTP/2 as that needs, so that the backend costs little beside the proxies that are measured.
func serveGRPC(c net.Conn) {
	defer c.Close()
	in, out := bufio.NewReaderSize(c, 65536), bufio.NewWriterSize(c, 65536)
	preface := make([]byte, len(http2.ClientPreface))
	if _, err := io.ReadFull(in, preface); err != nil || string(preface) != http2.ClientPreface {
		return
	}
	frames := http2.NewFramer(out, in)
	frames.SetReuseFrames()
	_ = frames.WriteSettings(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 1000})
	window, unacknowledged := 65535, 0
	bodies := map[uint32][]byte{}
	var ready []uint32
	for {
		frame, err := frames.ReadFrame()
		if err != nil {
			return
		}
		switch f := frame.(type) {
		case *http2.HeadersFrame:
			bodies[f.StreamID] = nil
			if f.StreamEnded() {
				ready = append(ready, f.StreamID)
			}
		case *http2.DataFrame:
			unacknowledged += int(f.Length)
			bodies[f.StreamID] = append(bodies[f.StreamID], f.Data()...)
			if f.StreamEnded() {
				ready = append(ready, f.StreamID)
			}
		case *http2.RSTStreamFrame:
			delete(bodies, f.StreamID)
		case *http2.WindowUpdateFrame:
			if f.StreamID == 0 {
				window += int(f.Increment)
			}
		case *http2.SettingsFrame:
			if !f.IsAck() {
				_ = frames.WriteSettingsAck()
			}
		case *http2.PingFrame:
			if !f.IsAck() {
				_ = frames.WritePing(true, f.Data)
			}
		}
		for len(ready) > 0 && window >= len(grpcMessage) {
			id := ready[0]
			ready = ready[1:]
			body, known := bodies[id]
			if !known {
				continue
			}
			tail := grpcGood
			if !bytes.Equal(body, grpcMessage) {
				tail = grpcBad
			}
			delete(bodies, id)
			window -= len(grpcMessage)
			_ = frames.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: grpcHead, EndHeaders: true})
			_ = frames.WriteData(id, false, grpcMessage)
			_ = frames.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: tail, EndHeaders: true, EndStream: true})
		}
		if unacknowledged > 1<<14 {
			_ = frames.WriteWindowUpdate(0, uint32(unacknowledged))
			unacknowledged = 0
		}
		if in.Buffered() == 0 {
			if out.Flush() != nil {
				return
			}
		}
	}
}
