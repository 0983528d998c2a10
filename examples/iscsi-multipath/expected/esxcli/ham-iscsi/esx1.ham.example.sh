#!/bin/sh
# Made by vmkgen devel from . (sha256 9f50d74e74ac4bfd02477c10ac451e5911ae7e3f929666cc4503446655b08e67)
# VMkernel networking of esx1.ham.example, for ESXi 7.0.3 and later; sh THIS --help tells how to run it.

host=esx1.ham.example
release=7.0.3

# What may be changed; all else on the host stays as it is.
our_vmks=$(printf '%s\n' vmk0 vmk1 vmk2)
our_ipv4=$(printf '%s\n' vmk1 vmk2)
our_macs=''
our_switches=$(printf '%s\n' vSwitch0 vSwitch1)
our_uplinked=$(printf '%s\n' vSwitch0 vSwitch1)
guards() { :; }

# What is wanted, in order; each line changes only what differs.
ops() {
  switch vSwitch0
  switch vSwitch1
  switch_mtu vSwitch1 9000 raise
  uplinks vSwitch0 vmnic0 vmnic1
  uplinks vSwitch1 vmnic2 vmnic3
  portgroup 'iSCSI via vmnic2' vSwitch1 vmk1
  vlan 'iSCSI via vmnic2' vmk1 440
  portgroup_teaming 'iSCSI via vmnic2' vmk1 --active-uplinks=vmnic2 --standby-uplinks=
  portgroup 'iSCSI via vmnic3' vSwitch1 vmk2
  vlan 'iSCSI via vmnic3' vmk2 440
  portgroup_teaming 'iSCSI via vmnic3' vmk2 --active-uplinks=vmnic3 --standby-uplinks=
  vmk vmk0 '' '' '' '' ''
  vmk vmk1 'iSCSI via vmnic2' vSwitch1 defaultTcpipStack 9000 ''
  vmk vmk2 'iSCSI via vmnic3' vSwitch1 defaultTcpipStack 9000 ''
  vmk_mtu vmk1 9000
  vmk_mtu vmk2 9000
  ipv4 vmk1 defaultTcpipStack static 10.40.44.101 255.255.255.0 ''
  ipv4 vmk2 defaultTcpipStack static 10.40.44.151 255.255.255.0 ''
  restore vmk0 defaultTcpipStack roles
  restore vmk1 defaultTcpipStack 'ipv4 roles iscsi'
  restore vmk2 defaultTcpipStack 'ipv4 roles iscsi'
  roles_on vmk0 Management
  iscsi vmk1 software
  iscsi vmk2 software
  roles_only vmk0 Management
  roles_only vmk1
  roles_only vmk2
  switch_mtu vSwitch1 9000 lower
  :
}

# (the functions that do it follow here)
