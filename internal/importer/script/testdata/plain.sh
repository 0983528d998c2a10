#!/bin/sh
# vmk setup for esx07, Jane, 2021
esxcli system hostname set --fqdn=esx07.fra.example
esxcli network vswitch standard add -v vSwitch1 -P 128
esxcli network vswitch standard set -v vSwitch1 -m 9000 -c both
esxcli network vswitch standard uplink add -u vmnic2 -v vSwitch1
esxcli network vswitch standard uplink add --uplink-name=vmnic3 --vswitch-name=vSwitch1
esxcli network vswitch standard policy failover set -v vSwitch1 -a vmnic2 -s vmnic3
esxcli network vswitch standard policy security set -v vSwitch1 -f no -m no -p no
esxcli network vswitch standard uplink add -u vmnic1 -v vSwitch0

esxcli network vswitch standard portgroup add -p "vMotion A" -v vSwitch1 ; esxcli network vswitch standard portgroup set -p "vMotion A" -v 120
esxcli network ip netstack add -N vmotion
esxcli network ip interface add -i vmk1 -p "vMotion A" -N vmotion -m 9000
esxcli network ip interface ipv4 set -i vmk1 -t static -I 10.20.120.17 -N 255.255.255.0
esxcli network ip route ipv4 add -N vmotion -n default -g 10.20.120.1

esxcli network vswitch standard portgroup add --portgroup-name=iSCSI-1 --vswitch-name=vSwitch1
esxcli network vswitch standard portgroup set -p iSCSI-1 -v 140
esxcli network vswitch standard portgroup policy failover set -p iSCSI-1 -a vmnic2
esxcli network vswitch standard portgroup policy shaping set -p iSCSI-1 -e true
esxcli network ip interface add -i vmk2 -p iSCSI-1
esxcli network ip interface set -i vmk2 -m 9000
esxcli network ip interface ipv4 set -i vmk2 -t static -I 10.20.140.17 -N 255.255.255.0 -g 10.20.140.1
esxcli iscsi software set -e true
esxcli iscsi networkportal add -A vmhba64 -n vmk2

esxcli network ip interface tag add -i vmk0 -t vSphereReplication
esxcli network ip dns server add -s 10.0.0.53
esxcli network ip dns server add -s 10.0.1.53
esxcli network ip dns search add -d fra.example
esxcli network ip route ipv4 add -n 10.8.0.0/16 -g 10.20.100.254
esxcli network ip interface remove -i vmk9
vim-cmd hostsvc/vmotion/vnic_set vmk1
vim-cmd hostsvc/enable_ssh
esxcli system settings advanced set -o /Net/FollowHardwareMac -i 1
esxcli network ip interface set -i vmk2 --mut 9000
echo done
