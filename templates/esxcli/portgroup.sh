
# --- port groups ----------------------------------------------------------------

keep_portgroup() {
  others "$pg" "$1"
  pg="$kept$1$us$2$us$3$us$4$nl"
}

# count_client NAME BY: a vmk came (1) or went (-1)
count_client() {
  portgroups_of_host
  if row "$pg" "$1"; then keep_portgroup "$1" "$f2" $((f3 + $2)) "$f4"; fi
}

# on_portgroup NAME: the vmks on a standard port group, in $on
on_portgroup() {
  vmks_of_host
  on=''
  IFS=$nl
  for each in $vk; do
    fields "$each"
    case $f3 in DvsPortset*) continue ;; esac
    if [ "$f2" = "$1" ]; then on="$on$f1 "; fi
  done
  IFS=$ifs
}

# portgroup NAME SWITCH DEVICE: an empty switch is the one it is on, or vSwitch0
portgroup() {
  portgroups_of_host
  if ! row "$pg" "$1"; then
    change "port group $1: made on switch ${2:-vSwitch0}" network vswitch standard portgroup add --portgroup-name "$1" --vswitch-name "${2:-vSwitch0}"
    keep_portgroup "$1" "${2:-vSwitch0}" 0 0
    made="$made${nl}portgroup/$1"
    return
  fi
  if [ -z "$2" ] || [ "$f2" = "$2" ]; then return; fi
  was=$f2 clients=$f3 vlan=$f4
  on_portgroup "$1"
  for who in $on; do
    clients=$((clients - 1))
    if ! named "$our_vmks" "$who"; then
      stranger "port group $1 is wanted on switch $2, but it is on $was with $who, which isn't declared"
      return
    fi
  done
  if [ "$clients" -gt 0 ]; then
    stranger "port group $1 is wanted on switch $2, but it is on $was with $clients clients that aren't declared"
    return
  fi
  if carries_portgroup "$1" && hold "port group $1: on switch $was, wanted on $2"; then return; fi
  for guest in $on; do evict "$guest"; done
  change "port group $1: taken from switch $was" network vswitch standard portgroup remove --portgroup-name "$1" --vswitch-name "$was"
  change "port group $1: made on switch $2" network vswitch standard portgroup add --portgroup-name "$1" --vswitch-name "$2"
  keep_portgroup "$1" "$2" 0 0
  made="$made${nl}portgroup/$1"
  forget "teaming of port group $1"
  if [ "$vlan" != 0 ]; then set_vlan "$1" "$vlan"; fi
}

set_vlan() {
  row "$pg" "$1" || :
  was=$f2 clients=$f3
  change "port group $1: VLAN ${f4:-not set} to $2" network vswitch standard portgroup set --portgroup-name "$1" --vlan-id "$2"
  keep_portgroup "$1" "$was" "$clients" "$2"
}

# portgroup_of DEVICE: the standard port group that a vmk is on, in $at
portgroup_of() {
  vmks_of_host
  row "$vk" "$1" || :
  at=$f2
  case $at in
    '' | N/A)
      at=''
      stranger "$1 is not on a standard port group, so its VLAN and teaming can't be set"
      ;;
  esac
}

# vlan NAME DEVICE VLAN: an empty name is the port group of the device
vlan() {
  at=$1
  if [ -z "$at" ]; then portgroup_of "$2"; fi
  if [ -z "$at" ]; then return; fi
  portgroups_of_host
  row "$pg" "$at" || :
  if [ "$f4" = "$3" ]; then return; fi
  was=$f4 name=$at
  if carries_portgroup "$name" && hold "port group $name: VLAN $was, wanted $3"; then return; fi
  set_vlan "$name" "$3"
}
