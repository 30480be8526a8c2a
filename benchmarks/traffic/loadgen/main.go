// Load and backends of the traffic benchmark, where wrk and h2load do not reach: fixed rates with latencies that are corrected
// for coordinated omission, WebSocket messages, TCP and UDP. README: ../../README.md.
//
//	loadgen load -kind http1 ...   prints one line of JSON
//	loadgen backend ...            serves until it is killed
//	loadgen cert -folder F         a key and a certificate that signs itself, for *.example.com
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"time"
)

func main() {
	if len(os.Args) < 2 {
		fail("expected `load`, `backend` or `cert`")
	}
	var err error
	switch arguments := os.Args[2:]; os.Args[1] {
	case "load":
		err = loadCommand(arguments)
	case "backend":
		err = backendCommand(arguments)
	case "cert":
		err = certCommand(arguments)
	default:
		err = fmt.Errorf("expected `load`, `backend` or `cert`, got %q", os.Args[1])
	}
	if err != nil {
		fail(err.Error())
	}
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, "loadgen:", message)
	os.Exit(2)
}

func loadCommand(arguments []string) error {
	var o options
	var duration, settle float64
	var expect string
	flags := flag.NewFlagSet("load", flag.ExitOnError)
	flags.StringVar(&o.kind, "kind", "http1", "http1, h2, grpc, ws, stream or udp")
	flags.StringVar(&o.address, "address", "", "host:port")
	flags.StringVar(&o.ca, "tls", "", "speak TLS and trust this certificate")
	flags.StringVar(&o.host, "host", "", "host name to ask for")
	flags.IntVar(&o.hosts, "hosts", 0, "instead: h0.example.com and so on, so many, one after the other")
	flags.StringVar(&o.path, "path", "/", "path to ask for")
	flags.IntVar(&o.size, "size", 64, "bytes of an answer of a stream")
	flags.IntVar(&o.connections, "connections", 64, "connections")
	flags.IntVar(&o.streams, "streams", 1, "requests at a time on a connection (h2, grpc)")
	flags.Float64Var(&duration, "duration", 1, "seconds that are measured")
	flags.Float64Var(&settle, "settle", 0, "seconds before that")
	flags.Float64Var(&o.rate, "rate", 0, "requests per second; 0: each connection asks when it has its answer")
	flags.StringVar(&expect, "expect", "", "file with the body that every answer must have")
	flags.Int64Var(&o.requests, "requests", 0, "end after so many requests")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if expect != "" {
		body, err := os.ReadFile(expect)
		if err != nil {
			return err
		}
		o.expected = body
	}
	o.duration, o.settle = seconds(duration), seconds(settle)
	result, err := run(o)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

func seconds(value float64) time.Duration { return time.Duration(value * float64(time.Second)) }
