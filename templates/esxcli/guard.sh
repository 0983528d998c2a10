
# --- what must hold before a change ---------------------------------------------

# must one|some KIND NAME ATTRIBUTE VALUE...: the thing is there, and its
# attribute has one of the values, or items of some of them; may: it may be missing
must() { guard_thing must "$@"; }
may() { guard_thing may "$@"; }

guard_thing() {
  gd_must=$1 gd_form=$2 gd_kind=$3 gd_name=$4 gd_attr=$5
  shift 5
  is=''
  if ! "is_$gd_kind" "$gd_name" "$gd_attr"; then
    if [ "$gd_must" = must ]; then stranger "$gd_kind $gd_name is gone"; fi
    return
  fi
  case $gd_form in
    one) guard_one "$@" ;;
    *) guard_some "$@" ;;
  esac
}

guard_odd() {
  stranger "$gd_kind $gd_name: $gd_attr is '$is', which is neither what it was nor what it is to be"
}

guard_one() {
  for gd in "$@"; do
    if [ "$gd" = "$is" ]; then return; fi
  done
  guard_odd
}

# guard_some VALUE...: every item is in one of the values, and what is in all of
# them is there
guard_some() {
  for gd_item in $is; do
    gd_known=''
    for gd in "$@"; do
      case " $gd " in *" $gd_item "*) gd_known=1 ;; esac
    done
    if [ -z "$gd_known" ]; then
      guard_odd
      return
    fi
  done
  for gd_item in $1; do
    for gd in "$@"; do
      case " $gd " in *" $gd_item "*) ;; *) continue 2 ;; esac
    done
    case " $is " in *" $gd_item "*) ;; *)
      guard_odd
      return
      ;;
    esac
  done
}

# is_KIND NAME ATTRIBUTE: the attribute's value, in $is; false where the thing isn't there
is_switch() {
  switches_of_host
  row "$sw" "$1" || return 1
  case $2 in
    mtu) is=$f2 ;;
    discovery) is=$f3 ;;
    uplinks)
      words "$f4"
      is=$words
      ;;
    --allow-*)
      security_of "$1"
      is_option "$2"
      ;;
    *)
      recall "teaming of switch $1" network vswitch standard policy failover get --vswitch-name "$1"
      read_teaming
      over=''
      is_option "$2"
      ;;
  esac
}

is_option() {
  policy_of "$1"
  if named "$over" "$1"; then is=inherited; fi
}

# a port group's name may be @DEVICE: the one that the vmk is on
is_portgroup() {
  gd_group=$1
  case $1 in
    @*)
      portgroup_of "${1#@}"
      if [ -z "$at" ]; then return 0; fi
      gd_group=$at
      ;;
  esac
  portgroups_of_host
  row "$pg" "$gd_group" || return 1
  case $2 in
    switch) is=$f2 ;;
    vlan) is=$f4 ;;
    *)
      recall "teaming of port group $gd_group" network vswitch standard portgroup policy failover get --portgroup-name "$gd_group"
      read_teaming
      is_option "$2"
      ;;
  esac
}

is_stack() {
  stacks_of_host
  named "$ns" "$1" || return 1
  case $2 in
    gateway)
      stack_gateway ipv4 "$1"
      is=$via
      ;;
    gateway6)
      stack_gateway ipv6 "$1"
      is=$via
      ;;
    'routes '*)
      routes_of "${2#routes }" "$1"
      is=$(printf '%s\n' "$routes" | awk -F "$us" '$1 != "" && $1 != "default" { printf "%s%s=%s", s, $1, $2; s = " " }')
      ;;
    server | search)
      case $2 in server) gd_label=DNSServers ;; *) gd_label='DNSSearch Domains' ;; esac
      recall_field "$2 $1" "$gd_label" network ip dns "$2" list --netstack "$1"
      words "$out"
      is=$words
      ;;
    *)
      stack_policy "$1"
      over=''
      is_option "$2"
      ;;
  esac
}

is_vmk() {
  vmks_of_host
  row "$vk" "$1" || return 1
  gd_stack=$f4
  case $2 in
    portgroup) is=$f2 ;;
    switch) is=$f3 ;;
    stack) is=$f4 ;;
    mtu) is=$f5 ;;
    mac)
      lower "$f6"
      is=$low
      ;;
    address)
      ipv4_of_host
      row "$ip" "$1" || :
      case $f2 in [Ss]*) is="$f3 $f4" ;; [Dd]*) is=dhcp ;; *) is=none ;; esac
      ;;
    gateway)
      ipv4_of_host
      own_gateway "$1" "$gd_stack"
      is=$gw
      ;;
    ipv6*) is_ipv6 "$1" "$2" ;;
    roles)
      tags_of "$1"
      vsan_now "$1"
      words "$tags"
      is=''
      for gd in $words; do
        case $gd in VSAN | VSANWitness) ;; *) is="$is $gd" ;; esac
      done
      words "$kinds"
      for gd in $words; do is="$is vsan=$gd"; done
      ;;
    *)
      adapters_of "$1"
      recall_rows 'iscsi adapters' table 'Driver|Adapter' iscsi adapter list
      row "$out" iscsi_vmk || f2=''
      for gd in $bound; do
        if [ "$gd" = "$f2" ]; then gd=software; fi
        is="$is $gd"
      done
      ;;
  esac
}

is_ipv6() {
  ipv6_of "$1"
  case $2 in
    ipv6) case $on6 in true) is=on ;; *) is=off ;; esac ;;
    ipv6/address) is=$addrs ;;
    ipv6/autoconf) is=$ra ;;
    ipv6/dhcp) is=$d6 ;;
    *)
      own_gateway6 "$gd_stack"
      is=$gw6
      ;;
  esac
}

is_host() {
  case $2 in
    software_iscsi)
      recall 'software iscsi' iscsi software get
      case $out in true) is=on ;; *) is=off ;; esac
      ;;
    *)
      recall_rows 'nvme adapters' table 'Associated Devices' nvme adapter list
      words "$out"
      is=$words
      ;;
  esac
}
