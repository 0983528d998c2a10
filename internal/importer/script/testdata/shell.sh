#!/bin/sh
SUBNET=10.30
MASK=255.255.255.0
MTU=${MTU:-9000}
N=11

# mkvmk DEVICE GROUP VLAN THIRD
mkvmk() {
  if ! esxcli network vswitch standard portgroup list | grep -q "$2"; then
    esxcli network vswitch standard portgroup add -p "$2" -v vSwitch0
  fi
  esxcli network vswitch standard portgroup set -p "$2" -v $3
  esxcli network ip interface list | grep -q "$1" || esxcli network ip interface add -i "$1" -p "$2" -m $MTU
  esxcli network ip interface ipv4 set -i $1 \
    -t static -I $SUBNET.$4.$N -N $MASK
}
mkvmk vmk1 vMotion 210 21
mkvmk vmk2 'vSAN #1' 220 22
for i in 3 4; do
  mkvmk vmk$i nfs-$i $((200 + i * 10)) 2$i
done
for i in $(seq 5 6); do
  mkvmk vmk$i "backup $i" 30$i 3$i
done
esxcli network ip interface tag add -i vmk1 -t VMotion
esxcli vsan network ip add -i vmk2 -T=vsan
case $(hostname) in
  esx01) esxcli network ip dns server add -s 10.0.0.1 ;;
  *) esxcli network ip dns server add -s 10.0.0.2 ;;
esac
esxcli network ip interface set -i vmk1 -m $(cat /mtu)
if [ -e /x ]; then
  esxcli network ip dns search add -d a.example
else
  esxcli network ip dns search add -d b.example
fi
while read nic; do esxcli network vswitch standard uplink add -u $nic -v vSwitch0; done </nics
eval "esxcli network ip interface remove -i vmk2"
