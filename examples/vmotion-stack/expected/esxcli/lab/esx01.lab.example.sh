#!/bin/sh
# Made by vmkgen devel from . (sha256 8e841c0a20e65140f35066b7f02f01cf0c4ef7c4659c73b80134cee61e4d18f1)
# VMkernel networking of esx01.lab.example, for ESXi 8.0.3 and later; sh THIS --help tells how to run it.

host=esx01.lab.example
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
  stack vmotion
  switch vSwitch0
  switch_mtu vSwitch0 9000 raise
  uplinks vSwitch0 vmnic0 vmnic1
  vlan '' vmk0 10
  portgroup vmk1-vmotion vSwitch0 vmk1
  vlan vmk1-vmotion vmk1 20
  vmk vmk0 '' '' '' '' ''
  vmk vmk1 vmk1-vmotion vSwitch0 vmotion 9000 ''
  vmk_mtu vmk1 9000
  ipv4 vmk0 defaultTcpipStack static 192.0.2.11 255.255.255.0 ''
  ipv4 vmk1 vmotion static 203.0.113.11 255.255.255.0 ''
  restore vmk0 defaultTcpipStack 'ipv4 roles ipv4-gateway'
  restore vmk1 vmotion 'ipv4 roles ipv4-gateway'
  gateway ipv4 defaultTcpipStack 192.0.2.1
  dns defaultTcpipStack 192.0.2.53 198.51.100.53
  search defaultTcpipStack lab.example
  gateway ipv4 vmotion 203.0.113.1
  roles_on vmk0 Management
  roles_only vmk0 Management
  switch_mtu vSwitch0 9000 lower
  :
}

# (the functions that do it follow here)
