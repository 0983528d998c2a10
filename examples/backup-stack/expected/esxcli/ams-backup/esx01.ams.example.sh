#!/bin/sh
# Made by vmkgen devel from . (sha256 66196fce1bab50ca7c67ba7965f425617234261e3a3860c99d69cc5c2cefa483)
# VMkernel networking of esx01.ams.example, for ESXi 7.0.3 and later; sh THIS --help tells how to run it.

host=esx01.ams.example
release=7.0.3

# What may be changed; all else on the host stays as it is.
our_vmks=$(printf '%s\n' vmk0 vmk3)
our_ipv4=vmk3
our_macs=''
our_switches=vSwitch0
our_uplinked=vSwitch0
guards() { :; }

# What is wanted, in order; each line changes only what differs.
ops() {
  stack backup
  stack_options backup --ccalgo=cubic
  switch vSwitch0
  switch_mtu vSwitch0 9000 raise
  uplinks vSwitch0 vmnic0 vmnic1
  portgroup vmk3-nfs vSwitch0 vmk3
  vlan vmk3-nfs vmk3 740
  vmk vmk0 '' '' '' '' ''
  vmk vmk3 vmk3-nfs vSwitch0 backup 9000 ''
  vmk_mtu vmk3 9000
  ipv4 vmk3 backup static 10.70.40.11 255.255.255.0 ''
  restore vmk0 defaultTcpipStack roles
  restore vmk3 backup 'ipv4 roles ipv4-gateway routes'
  gateway ipv4 backup 10.70.40.1
  routes ipv4 backup '10.78.0.0/16=10.70.40.254'
  routes ipv6 backup
  roles_on vmk0 Management
  roles_only vmk0 Management
  switch_mtu vSwitch0 9000 lower
  :
}

# (the functions that do it follow here)
