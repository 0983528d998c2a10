
# --- vmks -------------------------------------------------------------------------

# What a replaced vmk had and the configuration doesn't say is kept in rows
# (device, kind, value) and in a file, so that a run that was cut off is completed.
kept_things='' base_kept='' owed=''

load_kept() {
  set +f
  for file in "$run_dir"/kept.*; do
    if [ -f "$file" ]; then base_kept="$base_kept$(cat "$file")$nl"; fi
  done
  set -f
  kept_things=$base_kept
}

keep() {
  if named "$kept_things" "$1$us$2$us$3"; then return; fi
  kept_things="$kept_things$1$us$2$us$3$nl"
}

# recollect DEVICE KIND: the values kept of a kind, a line each, in $values
recollect() {
  values=''
  case "$nl$kept_things" in *"$nl$1$us$2$us"*) ;; *) return ;; esac
  IFS=$nl
  for each in $kept_things; do
    case $each in "$1$us$2$us"*) values="$values${values:+$nl}${each#"$1$us$2$us"}" ;; esac
  done
  IFS=$ifs
}

save_kept() {
  if [ "$mode" = survey ]; then return; fi
  if ! printf '%s' "$kept_things" | awk -F "$us" -v d="$1" '$1 == d' >"$run_dir/new.$1" ||
    ! mv "$run_dir/new.$1" "$run_dir/kept.$1"; then
    die "cannot write $run_dir/kept.$1"
  fi
}

keep_vmk() {
  others "$vk" "$1"
  vk="$kept$1$us$2$us$3$us$4$us$5$us$6$us$nl"
}

keep_ipv4() {
  others "$ip" "$1"
  ip="$kept$1$us$2$us$3$us$4$us$5$nl"
}

keep_tags() {
  others "$tg" "$1"
  tg="$kept$1$us$2$nl"
}

vsan_of_host() {
  recall_rows vsan records 'VmkNic Name|Traffic Type' vsan network list
  vs=$out
}

portals_of_host() {
  recall_rows portals records 'Adapter|Vmknic' iscsi networkportal list
  portals=$out
}

# adapters_of DEVICE: the iSCSI adapters that it is bound to, in $bound
adapters_of() {
  portals_of_host
  bound=''
  IFS=$nl
  for each in $portals; do
    if [ "${each#*"$us"}" = "$1" ]; then bound="$bound${each%%"$us"*} "; fi
  done
  IFS=$ifs
  if named "$unbound" "$1"; then bound=''; fi
}

# unbind DEVICE: take it from all iSCSI adapters, to be bound again later
unbind() {
  adapters_of "$1"
  if [ -z "$bound" ]; then return; fi
  for hba in $bound; do keep "$1" iscsi "$hba"; done
  save_kept "$1"
  for hba in $bound; do
    change "$1: unbound from $hba" iscsi networkportal remove --adapter "$hba" --nic "$1"
  done
  unbound="$unbound$nl$1"
  forget_in_act portals
}

# loosen SWITCH NIC: unbind the vmks whose one uplink is about to change: those
# that have NIC, which goes, or, where that is empty, their switch's order
loosen() {
  switches_of_host
  row "$sw" "$1" || return 0
  vmks_of_host
  portals_of_host
  column 2 "$portals"
  for who in $column; do
    adapters_of "$who"
    row "$vk" "$who" || continue
    if [ -z "$bound" ] || [ "$f3" != "$1" ]; then continue; fi
    of_group=$f2
    if named "$made" "portgroup/$of_group"; then continue; fi
    recall "teaming of port group $of_group" network vswitch standard portgroup policy failover get --portgroup-name "$of_group"
    field 'Active Adapters' || :
    if [ -n "$2" ] && ! has "$value" "$2"; then continue; fi
    field 'Override Vswitch Uplinks' || :
    if [ -z "$2" ] && [ "$value" = true ]; then continue; fi
    if ! named "$our_vmks" "$who"; then
      stranger "$who is bound to ${bound% }, isn't declared, and needs the uplinks of switch $1 as they are"
      return 1
    fi
    unbind "$who"
  done
}

# forget_orders: the uplinks that port groups use may be others now
forget_orders() {
  if [ "$mode" = act ]; then forget_like 'teaming of port group '; fi
}

# forget_in_act KEY: what was read no longer holds
forget_in_act() {
  if [ "$mode" = act ]; then
    forget "$1"
    if [ "$1" = portals ]; then unbound=''; fi
  fi
}

# drop_kept: what was kept has been given back, but for the bindings that are
# still owed
drop_kept() {
  for who in $owed; do
    recollect "$who" iscsi
    adapters=$values
    others "$kept_things" "$who"
    kept_things=$kept
    for hba in $adapters; do keep "$who" iscsi "$hba"; done
    save_kept "$who"
  done
  set +f
  for file in "$run_dir"/kept.*; do
    case " $owed" in *" ${file##*/kept.} "*) ;; *) rm -f "$file" ;; esac
  done
  set -f
}

# evict DEVICE: remove a vmk, keeping what it had
evict() {
  row "$vk" "$1" || return 0
  ev_stack=$f4
  recollect "$1" mac
  if [ -z "$values" ]; then
    keep "$1" mtu "$f5"
    keep "$1" mac "$f6"
    keep "$1" stack "$f4"
    ipv4_of_host
    row "$ip" "$1" || :
    keep "$1" ipv4 "$f2 $f3 $f4"
    own_gateway "$1" "$ev_stack"
    if [ -n "$gw" ]; then keep "$1" gateway "$gw"; fi
    keep_ipv6 "$1"
    tags_of "$1"
    words "$tags"
    for tag in $words; do keep "$1" tag "$tag"; done
    vsan_now "$1"
    if [ -n "$kinds" ]; then keep "$1" vsan "$kinds"; fi
    for family in ipv4 ipv6; do
      routes_of "$family" "$ev_stack"
      IFS=$nl
      for each in $routes; do
        fields "$each"
        if [ "$f3" = "$1" ]; then keep "$1" "route $family" "$f1 $f2"; fi
      done
      IFS=$ifs
    done
    save_kept "$1"
  fi
  unbind "$1"
  vsan_now "$1"
  if [ -n "$kinds" ]; then
    change "$1: vSAN taken away" vsan network ip remove --interface-name "$1"
    forget_in_act vsan
  fi
  tags_of "$1"
  if has "$tags" Management; then bridge "$1"; fi
  row "$vk" "$1" || :
  on_pg=$f2
  change "$1: removed, to be made anew" network ip interface remove --interface-name "$1"
  count_client "$on_pg" -1
  gone="$gone$nl$1"
  others "$vk" "$1"
  vk=$kept
  others "$ip" "$1"
  ip=$kept
  keep_tags "$1" ''
  forget_in_act "routes ipv4 $ev_stack"
  forget_in_act "routes ipv6 $ev_stack"
  forget_in_act 'ipv6 addresses'
  forget_in_act 'ipv6 settings'
}

# others_manage DEVICE: does another vmk carry management?
others_manage() {
  vmks_of_host
  column 1 "$vk"
  for other in $column; do
    if [ "$other" = "$1" ]; then continue; fi
    tags_of "$other"
    if has "$tags" Management; then return; fi
  done
  return 1
}

# bridge DEVICE: the last adapter with management may not go, so another
# carries it meanwhile
bridge() {
  if others_manage "$1"; then return; fi
  n=255
  while row "$vk" "vmk$n" || named "$our_vmks" "vmk$n"; do n=$((n - 1)); done
  row "$vk" "$1" || :
  at=$f3
  case $at in DvsPortset*) at=vSwitch0 ;; esac
  portgroups_of_host
  if ! row "$pg" vmkgen-bridge; then
    change "port group vmkgen-bridge: made for the meantime" network vswitch standard portgroup add --portgroup-name vmkgen-bridge --vswitch-name "$at"
    keep_portgroup vmkgen-bridge "$at" 0 0
  fi
  change "vmk$n: made for the meantime" network ip interface add --interface-name "vmk$n" --portgroup-name vmkgen-bridge
  keep_vmk "vmk$n" vmkgen-bridge "$at" defaultTcpipStack 1500 ''
  change "vmk$n: carries management for the meantime" network ip interface tag add --interface-name "vmk$n" --tagname Management
  keep_tags "vmk$n" Management
}

# unbridge: take the stand-in for management away again
unbridge() {
  row "$pg" vmkgen-bridge || return 0
  at=$f2
  on_portgroup vmkgen-bridge
  column 1 "$vk"
  for other in $column; do
    case " $on" in *" $other "*) continue ;; esac
    tags_of "$other"
    if has "$tags" Management; then
      for who in $on; do
        tags_of "$who"
        if has "$tags" Management; then
          change "$who: no longer carries management" network ip interface tag remove --interface-name "$who" --tagname Management
        fi
        change "$who: removed" network ip interface remove --interface-name "$who"
        others "$vk" "$who"
        vk=$kept
      done
      change "port group vmkgen-bridge: removed" network vswitch standard portgroup remove --portgroup-name vmkgen-bridge --vswitch-name "$at"
      others "$pg" vmkgen-bridge
      pg=$kept
      return
    fi
  done
}

# the vmks that are still to come to where they are wanted
arriving=''

# vmk DEVICE PORTGROUP SWITCH STACK MTU MAC: empty is left alone
vmk() {
  vmks_of_host
  if row "$vk" "$1"; then
    case $f4 in vxlan | hyperbus) f7=NSX ;; esac
    case $f7 in
      '' | N/A) ;;
      *)
        stranger "$1 belongs to NSX (stack $f4)"
        return
        ;;
    esac
    what=''
    if [ -n "$2" ] && { [ "$f2" != "$2" ] || { [ -n "$3" ] && [ "$f3" != "$3" ]; }; }; then
      what="on port group $f2 of $f3, wanted on $2${3:+ of $3}"
    elif [ -n "$3" ] && [ "$f3" != "$3" ]; then
      what="on switch $f3, wanted on $3"
    elif [ -n "$4" ] && [ "$f4" != "$4" ]; then
      what="in stack $f4, wanted in $4"
    elif [ -n "$6" ] && lower "$f6" && [ "$low" != "$6" ]; then
      what="with MAC $f6, wanted $6"
    fi
    if [ -z "$what" ]; then return; fi
    was_pg=$f2 was_stack=$f4
    if carries_vmk "$1" && hold "$1: $what"; then
      arriving="$arriving$nl$1"
      return
    fi
    if ! make_room "$1" "${2:-$was_pg}" || ! free_mac "$1" "$6"; then
      arriving="$arriving$nl$1"
      return
    fi
    evict "$1"
    make_vmk "$1" "${2:-$was_pg}" "${4:-$was_stack}" "$5" "$6"
    return
  fi
  if [ -z "$2" ]; then
    stranger "$1 doesn't exist, and its port group is not declared"
    return
  fi
  make_room "$1" "$2" || return 0
  recollect "$1" mac
  free_mac "$1" "${6:-$values}" || return 0
  make_vmk "$1" "$2" "${4:-defaultTcpipStack}" "$5" "$6"
}

# make_room DEVICE PORTGROUP: evict another vmk of ours from it; false where that can't be
make_room() {
  on_portgroup "$2"
  for guest in $on; do
    if [ "$guest" = "$1" ]; then continue; fi
    if ! named "$our_vmks" "$guest"; then
      stranger "$1 is wanted on port group $2, but $guest is there, which isn't declared"
      return 1
    fi
    if carries_vmk "$guest" && hold "$1: waits for port group $2, which carries management on $guest"; then return 1; fi
    evict "$guest"
  done
}

# free_mac DEVICE MAC: evict another vmk of ours that has it and is to have
# another one; false where that can't be
free_mac() {
  if [ -z "$2" ]; then return; fi
  holder=$(
    awk -F "$us" -v d="$1" -v m="$2" '$1 != d && $6 != "" && tolower($6) == tolower(m) { print $1 }' <<EOF
$vk
EOF
  )
  if [ -z "$holder" ]; then return; fi
  if ! named "$our_macs" "$holder" || named "$made" "vmk/$holder"; then
    stranger "$1 is to have MAC $2, but $holder has it; to change that, declare a MAC for both"
    return 1
  fi
  if carries_vmk "$holder" && hold "$1: waits for MAC $2, which carries management on $holder"; then return 1; fi
  evict "$holder"
}

make_vmk() {
  dev=$1
  mtu=$4
  recollect "$dev" mtu
  : "${mtu:=$values}"
  recollect "$dev" mac
  mac=${5:-$values}
  portgroups_of_host
  row "$pg" "$2" || :
  at_switch=$f2
  mtu_of_switch "$at_switch"
  if [ -n "$mtu" ] && [ -n "$at" ] && [ "$mtu" -gt "$at" ]; then mtu=$at; fi
  set -- "$1" "$2" "$3"
  if [ "$3" = defaultTcpipStack ]; then
    make_vmk_with "$dev" "$2" ${mtu:+--mtu "$mtu"} ${mac:+--mac-address "$mac"}
  else
    make_vmk_with "$dev" "$2" --netstack "$3" ${mtu:+--mtu "$mtu"} ${mac:+--mac-address "$mac"}
  fi
  keep_vmk "$dev" "$2" "$at_switch" "$3" "${mtu:-1500}" "$mac"
  count_client "$2" 1
  ipv4_of_host
  keep_ipv4 "$dev" NONE 0.0.0.0 0.0.0.0 0.0.0.0
  made="$made${nl}vmk/$dev"
}

make_vmk_with() {
  new=$1 where=$2
  shift 2
  change "$new: made on port group $where" network ip interface add --interface-name "$new" --portgroup-name "$where" "$@"
}

# vmk_mtu DEVICE MTU
vmk_mtu() {
  vmks_of_host
  row "$vk" "$1" || return 0
  if [ "$f5" = "$2" ]; then return; fi
  k2=$f2 k3=$f3 k4=$f4 k5=$f5 k6=$f6
  if carries_vmk "$1" && hold "$1: MTU $k5, wanted $2"; then return; fi
  mtu_of_switch "$k3"
  if [ -n "$at" ] && [ "$2" -gt "$at" ]; then
    if named "$arriving" "$1" && hold "$1: MTU $k5, wanted $2 (waits for its port group)"; then return; fi
    if ! named "$our_switches" "$k3"; then
      stranger "$1 is to have MTU $2, but switch $k3, which isn't declared, has $at"
      return
    fi
    hold "$1: MTU $k5, wanted $2 (waits for switch $k3, which has $at)" && return
    stranger "$1 is to have MTU $2, but switch $k3 has $at and isn't to have more"
    return
  fi
  change "$1: MTU $k5 to $2" network ip interface set --interface-name "$1" --mtu "$2"
  keep_vmk "$1" "$k2" "$k3" "$k4" "$2" "$k6"
}
