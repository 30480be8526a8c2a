// Package address says which addresses a bed uses, and hands them out.
//
// They may be the same in every bed: each one lives in a network namespace of
// its own, and nothing of it can be reached from elsewhere.
package address

const (
	// Host is the node's address, at which the API server and DNS listen too.
	Host = "10.244.0.1"
	// Pods is where pods get their addresses from.
	Pods = "10.244.0.0/16"
	// Services is where the API server takes cluster addresses from.
	Services = "10.96.0.0/16"
	// LoadBalancers is where Services of type LoadBalancer get theirs from.
	LoadBalancers = "172.30.0.0/16"
	// API is the cluster address of the Service `kubernetes`: the first of Services.
	API = "10.96.0.1"
	// DNS is the cluster address that pods ask for names.
	DNS = "10.96.0.10"
	// Domain is what names of Services end with.
	Domain = "cluster.local"
)
