
# the stacks with an IPv6 address held back, or a vmk that isn't there yet
held6=''

# ipv6 DEVICE STACK AUTOCONF DHCP GATEWAY ADDRESSES: empty is left alone; the
# addresses are all that are wanted, "none" for none
ipv6() {
  dev=$1 stack=$2
  vmks_of_host
  if ! row "$vk" "$dev"; then
    held6="$held6$nl$stack"
    return
  fi
  if [ "$f4" != "$stack" ]; then held6="$held6$nl$stack"; fi # it is still to move
  recall_field 'ipv6 switch' 'IPv6 Enabled' network ip get
  if [ "$out" = false ]; then
    if [ -e "$run_dir/ipv6" ]; then reboot=1; fi
    if [ -n "$reboot" ] || hold 'host: IPv6 is switched off (it takes a reboot to switch it on)'; then return; fi
    change 'host: IPv6 switched on, from the next reboot' network ip set --ipv6-enabled true
    if [ "$mode" = act ]; then : >"$run_dir/ipv6"; fi
    reboot=1
    return
  fi
  ipv6_of "$dev"
  if [ "$on6" != true ]; then ipv6_set "$dev" 'switched on' --enable-ipv6 true || return 0; fi
  if [ -n "$3" ] && [ "$ra" != "$3" ]; then ipv6_set "$dev" "router advertisements $3" --enable-router-adv "$3" || return 0; fi
  if [ -n "$4" ] && [ "$d6" != "$4" ]; then ipv6_set "$dev" "DHCPv6 $4" --enable-dhcpv6 "$4" || return 0; fi
  if [ -n "$6" ]; then
    for a in $6; do
      wanted6="$wanted6$nl$dev $a"
      case "none $addrs" in *" $a "*) continue ;; esac
      if [ "$a" = none ]; then continue; fi
      if carries_vmk "$dev" && hold "$dev: IPv6 address $a is missing"; then
        held6="$held6$nl$stack"
        continue
      fi
      for old in $addrs; do
        if [ "${old%/*}" = "${a%/*}" ]; then
          drop_address6 "$old"
          addrs="${addrs%%"$old "*}${addrs#*"$old "}"
        fi
      done
      addressed6="$addressed6$nl$dev"
      change "$dev: IPv6 address $a added" network ip interface ipv6 address add --interface-name "$dev" --ipv6 "$a"
    done
    for a in $addrs; do
      case " $6 " in *" $a "*) continue ;; esac
      if carries_vmk "$dev" && hold "$dev: IPv6 address $a is not wanted"; then continue; fi
      drop_address6 "$a"
    done
  fi
  if [ -n "$5" ] && [ "$gw6" != "$5" ]; then ipv6_set "$dev" "own gateway $5" --gateway "$5" || return 0; fi
  if [ "$mode" = act ]; then live6="$live6$nl$dev"; fi
  forget_in_act 'ipv6 addresses'
  forget_in_act 'ipv6 settings'
  forget_in_act "routes ipv6 $stack"
}

drop_address6() {
  change "$dev: IPv6 address $1 removed" network ip interface ipv6 address remove --interface-name "$dev" --ipv6 "$1"
}

ipv6_set() {
  if carries_vmk "$1" && hold "$1: IPv6 $2"; then
    held6="$held6$nl$stack"
    return 1
  fi
  change "$1: IPv6 $2" network ip interface ipv6 set --interface-name "$1" "$3" "$4"
}
