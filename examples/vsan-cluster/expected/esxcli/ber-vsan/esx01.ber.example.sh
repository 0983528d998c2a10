#!/bin/sh
# Made by vmkgen devel from . (sha256 a133645908e173715cb44ea9d0e77194e18d31f1edb8dc1c4c97efa48dda1f6e)
# VMkernel networking of esx01.ber.example, for ESXi 8.0.3 and later; sh THIS --help tells how to run it.

host=esx01.ber.example
release=8.0.3

# What may be changed; all else on the host stays as it is.
our_vmks=$(printf '%s\n' vmk0 vmk1 vmk2)
our_ipv4=$(printf '%s\n' vmk0 vmk1 vmk2)
our_macs=''
our_switches=$(printf '%s\n' vSwitch0 vSwitch1)
our_uplinked=$(printf '%s\n' vSwitch0 vSwitch1)
guards() { :; }

# What is wanted, in order; each line changes only what differs.
ops() {
  switch vSwitch0
  switch vSwitch1
  switch_mtu vSwitch0 9000 raise
  switch_mtu vSwitch1 9000 raise
  uplinks vSwitch0 vmnic0 vmnic1
  uplinks vSwitch1 vmnic2 vmnic3
  switch_teaming vSwitch0 -l=explicit --active-uplinks=vmnic0 --standby-uplinks=vmnic1
  vlan '' vmk0 310
  portgroup vmk1-vmotion vSwitch0 vmk1
  vlan vmk1-vmotion vmk1 320
  portgroup_teaming vmk1-vmotion vmk1 --active-uplinks=vmnic1 --standby-uplinks=vmnic0
  portgroup vmk2-vsan vSwitch1 vmk2
  vlan vmk2-vsan vmk2 330
  vmk vmk0 '' '' '' '' ''
  vmk vmk1 vmk1-vmotion vSwitch0 defaultTcpipStack 9000 ''
  vmk vmk2 vmk2-vsan vSwitch1 defaultTcpipStack 9000 ''
  vmk_mtu vmk1 9000
  vmk_mtu vmk2 9000
  ipv4 vmk0 defaultTcpipStack static 10.30.10.21 255.255.255.0 ''
  ipv4 vmk1 defaultTcpipStack static 10.30.20.21 255.255.255.0 ''
  ipv4 vmk2 defaultTcpipStack static 10.30.30.21 255.255.255.0 ''
  restore vmk0 defaultTcpipStack 'ipv4 roles ipv4-gateway'
  restore vmk1 defaultTcpipStack 'ipv4 roles ipv4-gateway'
  restore vmk2 defaultTcpipStack 'ipv4 roles ipv4-gateway'
  gateway ipv4 defaultTcpipStack 10.30.10.1
  dns defaultTcpipStack 10.30.10.53
  search defaultTcpipStack ber.example
  roles_on vmk0 Management
  roles_on vmk1 VMotion
  roles_on vmk2 'vsan=vsan'
  roles_only vmk0 Management
  roles_only vmk1 VMotion
  roles_only vmk2 'vsan=vsan'
  switch_mtu vSwitch0 9000 lower
  switch_mtu vSwitch1 9000 lower
  :
}

# (the functions that do it follow here)
