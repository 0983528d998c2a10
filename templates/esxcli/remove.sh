
# --- taking away ----------------------------------------------------------------------

# remove_vmk DEVICE
remove_vmk() {
  dev=$1
  vmks_of_host
  if ! row "$vk" "$dev"; then return; fi
  on_pg=$f2 rm_stack=$f4
  if carries_vmk "$dev" && hold "$dev: is not wanted, and carries management"; then return; fi
  adapters_of "$dev"
  for hba in $bound; do
    change "$dev: unbound from $hba" iscsi networkportal remove --adapter "$hba" --nic "$dev"
  done
  forget_in_act portals
  vsan_now "$dev"
  if [ -n "$kinds" ]; then
    change "$dev: vSAN taken away" vsan network ip remove --interface-name "$dev"
    forget_in_act vsan
  fi
  change "$dev: removed" network ip interface remove --interface-name "$dev"
  count_client "$on_pg" -1
  gone="$gone$nl$dev"
  others "$vk" "$dev"
  vk=$kept
  ipv4_of_host
  others "$ip" "$dev"
  ip=$kept
  keep_tags "$dev" ''
  for what in "routes ipv4 $rm_stack" "routes ipv6 $rm_stack" 'ipv6 addresses' 'ipv6 settings'; do forget_in_act "$what"; done
}

# remove_portgroup NAME SWITCH
remove_portgroup() {
  portgroups_of_host
  if ! row "$pg" "$1"; then return; fi
  rm_switch=$f2 rm_clients=$f3
  if carries_portgroup "$1" && hold "port group $1: is not wanted, and carries management"; then return; fi
  if [ "$rm_clients" -gt 0 ]; then
    hold "port group $1: is not wanted ($rm_clients clients are still on it)" && return
    stranger "port group $1 is to be removed, but $rm_clients clients are on it"
    return
  fi
  change "port group $1: removed" network vswitch standard portgroup remove --portgroup-name "$1" --vswitch-name "$rm_switch"
  others "$pg" "$1"
  pg=$kept
  forget "teaming of port group $1"
}

# remove_switch NAME
remove_switch() {
  switches_of_host
  if ! row "$sw" "$1"; then return; fi
  if carries_switch "$1" && hold "switch $1: is not wanted, and carries management"; then return; fi
  portgroups_of_host
  unbridge
  column 2 "$pg"
  if named "$column" "$1"; then
    hold "switch $1: is not wanted (port groups are still on it)" && return
    stranger "switch $1 is to be removed, but port groups that aren't to go are on it"
    return
  fi
  change "switch $1: removed" network vswitch standard remove --vswitch-name "$1"
  others "$sw" "$1"
  sw=$kept
}

# remove_stack KEY
remove_stack() {
  stacks_of_host
  if ! named "$ns" "$1"; then return; fi
  vmks_of_host
  column 4 "$vk"
  if named "$column" "$1"; then
    hold "stack $1: is not wanted (vmks are still in it)" && return
    stranger "stack $1 is to be removed, but vmks that aren't to go are in it"
    return
  fi
  change "stack $1: removed" network ip netstack remove --netstack "$1"
  others "$ns" "$1"
  ns=$kept
}

# nvme_off PROTOCOL DEVICE
nvme_off() {
  recall_rows 'nvme adapters' table 'Associated Devices' nvme adapter list
  words "$out"
  case " $words " in *" $2 "*) ;; *) return ;; esac
  change "NVMe over $1: off for $2" nvme fabrics disable -p "$1" --device "$2"
  forget_in_act 'nvme adapters'
}

software_iscsi_off() {
  recall 'software iscsi' iscsi software get
  if [ "$out" != true ]; then return; fi
  change 'software iSCSI: switched off' iscsi software set --enabled false
  forget_in_act 'software iscsi'
}
