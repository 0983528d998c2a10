#!/bin/sh
# Made by vmkgen devel from . (sha256 fde1ee6ae58b89f4f725524d1385c581bbe625c86bffc5a5a3250efd96b871a2)
# VMkernel networking of nyc-r1-u10.nyc.example, for ESXi 8.0.3 and later; sh THIS --help tells how to run it.

host=nyc-r1-u10.nyc.example
release=8.0.3

# What may be changed; all else on the host stays as it is.
our_vmks=$(printf '%s\n' vmk0 vmk1)
our_ipv4=$(printf '%s\n' vmk0 vmk1)
our_macs=''
our_switches=vSwitch0
our_uplinked=vSwitch0
guards() { :; }

# What is wanted, in order; each line changes only what differs.
ops() {
  switch vSwitch0
  switch_mtu vSwitch0 1500 raise
  uplinks vSwitch0 vmnic0 vmnic1
  vlan '' vmk0 90
  portgroup vmk1-vmotion vSwitch0 vmk1
  vlan vmk1-vmotion vmk1 91
  vmk vmk0 '' '' '' '' ''
  vmk vmk1 vmk1-vmotion vSwitch0 defaultTcpipStack 1500 ''
  vmk_mtu vmk1 1500
  ipv4 vmk0 defaultTcpipStack static 198.51.100.17 255.255.255.0 ''
  ipv4 vmk1 defaultTcpipStack static 203.0.113.40 255.255.255.0 ''
  restore vmk0 defaultTcpipStack 'ipv4 roles ipv4-gateway'
  restore vmk1 defaultTcpipStack 'ipv4 roles ipv4-gateway'
  gateway ipv4 defaultTcpipStack 198.51.100.1
  dns defaultTcpipStack 198.51.100.53
  roles_on vmk0 Management
  roles_on vmk1 VMotion
  roles_only vmk0 Management
  roles_only vmk1 VMotion
  :
}

# (the functions that do it follow here)
