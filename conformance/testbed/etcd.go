package main

import (
	"fmt"
	"net/url"

	"go.etcd.io/etcd/server/v3/embed"
)

const (
	etcdClients = "127.0.0.1:2379"
	etcdPeers   = "127.0.0.1:2380"
)

// runEtcd runs a store of one member. It need not survive the machine, so it
// does not wait for the disk.
func runEtcd(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("etcd: got %d arguments: expected the data directory", len(args))
	}
	cfg := embed.NewConfig()
	cfg.Dir = args[0]
	cfg.LogLevel = "warn"
	cfg.UnsafeNoFsync = true
	cfg.QuotaBackendBytes = 8 << 30
	clients, peers := []url.URL{{Scheme: "http", Host: etcdClients}}, []url.URL{{Scheme: "http", Host: etcdPeers}}
	cfg.ListenClientUrls, cfg.AdvertiseClientUrls = clients, clients
	cfg.ListenPeerUrls, cfg.AdvertisePeerUrls = peers, peers
	cfg.InitialCluster = cfg.InitialClusterFromName(cfg.Name)
	e, err := embed.StartEtcd(cfg)
	if err != nil {
		return err
	}
	return <-e.Err()
}
