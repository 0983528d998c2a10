#!/bin/sh
# Made by vmkgen devel from . (sha256 443e848ab68c1508ed0b92ace5723ee885ddafdd77ab387cb3e5a20e6d0818da)
# VMkernel networking of esx01.par.example, for ESXi 8.0.3 and later; sh THIS --help tells how to run it.

host=esx01.par.example
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
  vlan '' vmk0 610
  portgroup vmk1-vmotion vSwitch0 vmk1
  vlan vmk1-vmotion vmk1 620
  vmk vmk0 '' '' '' '' ''
  vmk vmk1 vmk1-vmotion vSwitch0 vmotion 9000 ''
  vmk_mtu vmk1 9000
  ipv4 vmk0 defaultTcpipStack static 10.60.10.11 255.255.255.0 ''
  ipv6 vmk0 defaultTcpipStack false false '' '2001:db8:60:10::b/64'
  ipv4 vmk1 vmotion static 10.60.20.11 255.255.255.0 ''
  ipv6 vmk1 vmotion false false '' '2001:db8:60:20::b/64'
  restore vmk0 defaultTcpipStack 'ipv4 ipv6 roles address6 autoconf dhcp6 ipv4-gateway ipv6-gateway'
  restore vmk1 vmotion 'ipv4 ipv6 roles address6 autoconf dhcp6 ipv4-gateway ipv6-gateway'
  gateway ipv4 defaultTcpipStack 10.60.10.1
  gateway ipv6 defaultTcpipStack 2001:db8:60:10::1
  dns defaultTcpipStack 10.60.10.53 2001:db8:60:10::53
  search defaultTcpipStack par.example
  gateway ipv4 vmotion 10.60.20.1
  gateway ipv6 vmotion 2001:db8:60:20::1
  roles_on vmk0 Management
  roles_only vmk0 Management
  switch_mtu vSwitch0 9000 lower
  :
}

# (the functions that do it follow here)
