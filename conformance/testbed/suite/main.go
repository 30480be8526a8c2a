// Command suite lists the tests of the official suite for gateways, one per
// line: its name, and the conformance profiles that count it, or `-` where none
// does. The suite itself says this nowhere but in its sources.
package main

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"

	"sigs.k8s.io/gateway-api/conformance/tests"
	confsuite "sigs.k8s.io/gateway-api/conformance/utils/suite"
	"sigs.k8s.io/gateway-api/pkg/features"
)

var profiles = []confsuite.ConformanceProfile{
	confsuite.GatewayHTTPConformanceProfile, confsuite.GatewayGRPCConformanceProfile, confsuite.GatewayTLSConformanceProfile,
	confsuite.GatewayTCPConformanceProfile, confsuite.GatewayUDPConformanceProfile,
}

func main() {
	w := bufio.NewWriter(os.Stdout)
	for _, t := range tests.ConformanceTests {
		if slices.Contains(t.Features, features.SupportMesh) {
			continue
		}
		counting := "-"
		if names := countedBy(t); len(names) > 0 {
			counting = strings.Join(names, ",")
		}
		fmt.Fprintln(w, t.ShortName, counting)
	}
	if err := w.Flush(); err != nil {
		fmt.Fprintln(os.Stderr, "suite:", err)
		os.Exit(1)
	}
}

// countedBy are the profiles that know every feature of the test.
func countedBy(t confsuite.ConformanceTest) []string {
	var names []string
	for _, p := range profiles {
		if p.CoreFeatures.Union(p.ExtendedFeatures).HasAll(t.Features...) {
			names = append(names, string(p.Name))
		}
	}
	return names
}
