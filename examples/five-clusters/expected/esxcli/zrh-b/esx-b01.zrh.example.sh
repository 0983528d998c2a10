#!/bin/sh
# Made by vmkgen devel from . (sha256 51ab0484e8b2b58b45a4befc89315690d7268121b8db6c9ad4a7a0adf0401c91)
# VMkernel networking of esx-b01.zrh.example, for ESXi 8.0.3 and later; sh THIS --help tells how to run it.

host=esx-b01.zrh.example
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
  stack vmotion
  switch vSwitch0
  switch vSwitch1
  switch_mtu vSwitch0 9000 raise
  switch_mtu vSwitch1 9000 raise
  uplinks vSwitch0 vmnic0 vmnic1
  uplinks vSwitch1 vmnic2 vmnic3
  vlan '' vmk0 820
  portgroup vmk1-vmotion vSwitch0 vmk1
  vlan vmk1-vmotion vmk1 821
  portgroup vmk2-vsan vSwitch1 vmk2
  vlan vmk2-vsan vmk2 822
  vmk vmk0 '' '' '' '' ''
  vmk vmk1 vmk1-vmotion vSwitch0 vmotion 9000 ''
  vmk vmk2 vmk2-vsan vSwitch1 defaultTcpipStack 9000 ''
  vmk_mtu vmk1 9000
  vmk_mtu vmk2 9000
  ipv4 vmk0 defaultTcpipStack static 10.82.0.11 255.255.255.0 ''
  ipv4 vmk1 vmotion static 10.82.1.11 255.255.255.0 ''
  ipv4 vmk2 defaultTcpipStack static 10.82.2.11 255.255.255.0 ''
  restore vmk0 defaultTcpipStack 'ipv4 roles ipv4-gateway'
  restore vmk1 vmotion 'ipv4 roles ipv4-gateway'
  restore vmk2 defaultTcpipStack 'ipv4 roles ipv4-gateway'
  gateway ipv4 defaultTcpipStack 10.82.0.1
  dns defaultTcpipStack 10.80.0.53 10.80.1.53
  search defaultTcpipStack zrh.example
  gateway ipv4 vmotion 10.82.1.1
  roles_on vmk0 Management
  roles_on vmk2 'vsan=vsan'
  roles_only vmk0 Management
  roles_only vmk2 'vsan=vsan'
  switch_mtu vSwitch0 9000 lower
  switch_mtu vSwitch1 9000 lower
  :
}

# (the functions that do it follow here)
