#!/bin/sh
# Made by vmkgen devel from . (sha256 b6a0e8076935055f363c93901c548a7a4caf9bb49d9754f9121d3c9931d1abd1)
# VMkernel networking of esx01.muc.example, for ESXi 8.0 and later; sh THIS --help tells how to run it.

host=esx01.muc.example
release=8.0

# What may be changed; all else on the host stays as it is.
our_vmks=$(printf '%s\n' vmk0 vmk1 vmk2)
our_ipv4=$(printf '%s\n' vmk1 vmk2)
our_macs=''
our_switches=$(printf '%s\n' vSwitch0 vSwitch1 vSwitch2)
our_uplinked=$(printf '%s\n' vSwitch0 vSwitch1 vSwitch2)
guards() { :; }

# What is wanted, in order; each line changes only what differs.
ops() {
  switch vSwitch0
  switch vSwitch1
  switch vSwitch2
  switch_mtu vSwitch1 9000 raise
  switch_mtu vSwitch2 9000 raise
  uplinks vSwitch0 vmnic0 vmnic1
  uplinks vSwitch1 vmnic4
  uplinks vSwitch2 vmnic5
  portgroup vmk1-nvme-tcp vSwitch1 vmk1
  vlan vmk1-nvme-tcp vmk1 551
  portgroup vmk2-nvme-tcp vSwitch2 vmk2
  vlan vmk2-nvme-tcp vmk2 552
  vmk vmk0 '' '' '' '' ''
  vmk vmk1 vmk1-nvme-tcp vSwitch1 defaultTcpipStack 9000 ''
  vmk vmk2 vmk2-nvme-tcp vSwitch2 defaultTcpipStack 9000 ''
  vmk_mtu vmk1 9000
  vmk_mtu vmk2 9000
  ipv4 vmk1 defaultTcpipStack static 10.50.51.11 255.255.255.0 ''
  ipv4 vmk2 defaultTcpipStack static 10.50.52.11 255.255.255.0 ''
  restore vmk0 defaultTcpipStack roles
  restore vmk1 defaultTcpipStack 'ipv4 roles'
  restore vmk2 defaultTcpipStack 'ipv4 roles'
  roles_on vmk0 Management
  roles_on vmk1 NVMeTCP
  roles_on vmk2 NVMeTCP
  nvme TCP vmnic4
  nvme TCP vmnic5
  roles_only vmk0 Management
  roles_only vmk1 NVMeTCP
  roles_only vmk2 NVMeTCP
  switch_mtu vSwitch1 9000 lower
  switch_mtu vSwitch2 9000 lower
  :
}

# (the functions that do it follow here)
