
# ipv6_off DEVICE STACK
ipv6_off() {
  vmks_of_host
  if ! row "$vk" "$1"; then return; fi
  ipv6_of "$1"
  if [ "$on6" != true ]; then return; fi
  dev=$1 stack=$2
  for a in $addrs; do
    if carries_vmk "$dev" && hold "$dev: IPv6 address $a is not wanted"; then continue; fi
    drop_address6 "$a"
  done
  ipv6_set "$dev" 'switched off' --enable-ipv6 false || return 0
  for what in 'ipv6 addresses' 'ipv6 settings' "routes ipv6 $stack"; do forget_in_act "$what"; done
}
