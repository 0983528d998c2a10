//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// What the measured configuration says, for vmkgen and for its peer alike.
const (
	cluster  = "bench"
	hostName = "esx%05d.bench.example"
	offset   = 10
)

var subnets = []string{
	"10.0.0.0/15", "10.2.0.0/15", "10.4.0.0/15", "10.6.0.0/15", "10.8.0.0/15", "10.10.0.0/15",
}

const vmks = `
  stack "default" {
    gateway = "10.1.255.254"
    dns     = ["10.1.255.53", "10.1.255.54"]
    search  = ["bench.example"]
  }
  stack "vmotion" { gateway = "10.3.255.254" }

  switch "vSwitch0" {
    uplinks = ["vmnic0", "vmnic1"]
    mtu     = 9000
  }
  switch "vSwitch1" {
    uplinks = ["vmnic2", "vmnic3"]
    mtu     = 9000
  }

  vmk "vmk0" {
    roles  = ["management"]
    vlan   = 100
    subnet = "10.0.0.0/15"
  }
  vmk "vmk1" {
    roles  = ["vmotion"]
    stack  = "vmotion"
    vlan   = 101
    subnet = "10.2.0.0/15"
    mtu    = 9000
  }
  vmk "vmk2" {
    roles  = ["vsan"]
    switch = "vSwitch1"
    vlan   = 102
    subnet = "10.4.0.0/15"
    mtu    = 9000
  }
  vmk "vmk3" {
    roles  = ["nfs"]
    switch = "vSwitch1"
    vlan   = 103
    subnet = "10.6.0.0/15"
    mtu    = 9000
  }
  vmk "vmk4" {
    roles  = ["replication", "replication-nfc"]
    vlan   = 104
    subnet = "10.8.0.0/15"
  }
  vmk "vmk5" {
    roles  = ["backup-nfc"]
    vlan   = 105
    subnet = "10.10.0.0/15"
  }
`

// configure writes a compact configuration of n hosts and gives its path.
func configure(dir string, n int) (string, error) {
	dir = filepath.Join(dir, fmt.Sprintf("hosts-%d", n))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	text := fmt.Sprintf("cluster %q {\n  esxi   = \"8.0.3\"\n  hosts  = [\"esx[00001-%05d].bench.example\"]\n  offset = %d\n%s}\n",
		cluster, n, offset, vmks)
	return dir, os.WriteFile(filepath.Join(dir, "main.vmk.hcl"), []byte(text), 0o644)
}
