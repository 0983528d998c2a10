
# uplink_owner NIC: the standard switch that has it, in $owner
uplink_owner() {
  owner=''
  IFS=$nl
  for each in $sw; do
    fields "$each"
    if has "$f4" "$1"; then owner=$f1; fi
  done
  IFS=$ifs
}

nics_of_host() {
  once nics || return 0
  ask network nic list
  nics=$(table Name)
  ask network vswitch dvs vmware list
  dvs_nics=$(records Uplinks)
}

# take_uplink NIC SWITCH, give_uplink NIC SWITCH
take_uplink() {
  loosen "$2" "$1" || return 0
  change "switch $2: uplink $1 taken away" network vswitch standard uplink remove --uplink-name "$1" --vswitch-name "$2"
  row "$sw" "$2" || :
  words "$f4"
  left=''
  for each in $words; do
    if [ "$each" != "$1" ]; then left="$left${left:+, }$each"; fi
  done
  keep_switch "$2" "$f2" "$f3" "$left"
  forget_in_act "teaming of switch $2"
  forget_orders
}

give_uplink() {
  loosen "$2" '' || return 0
  change "switch $2: uplink $1 added" network vswitch standard uplink add --uplink-name "$1" --vswitch-name "$2"
  row "$sw" "$2" || :
  keep_switch "$2" "$f2" "$f3" "$f4${f4:+, }$1"
  shuffled "$2"
}

# uplinks SWITCH NIC...: exactly these
uplinks() {
  name=$1
  shift
  switches_of_host
  row "$sw" "$name" || :
  have=$f4
  for nic in "$@"; do
    if has "$have" "$nic"; then continue; fi
    nics_of_host
    if ! named "$nics" "$nic"; then
      stranger "$nic is wanted on switch $name, but this host has no such adapter"
      continue
    fi
    words "$dvs_nics"
    case " $words " in
      *" $nic "*)
        stranger "$nic is wanted on switch $name, but a distributed switch has it"
        continue
        ;;
    esac
    uplink_owner "$nic"
    if [ -n "$owner" ] && ! named "$our_uplinked" "$owner"; then
      stranger "$nic is wanted on switch $name, but switch $owner has it, which declares no uplinks"
      continue
    fi
    if carries_switch "$name" || { [ -n "$owner" ] && carries_switch "$owner"; }; then
      hold "switch $name: uplink $nic is missing" && continue
    fi
    if [ -n "$owner" ]; then take_uplink "$nic" "$owner"; fi
    give_uplink "$nic" "$name"
  done
  words "$have"
  for nic in $words; do
    for want in "$@"; do
      if [ "$want" = "$nic" ]; then continue 2; fi
    done
    row "$sw" "$name" || :
    if ! has "$f4" "$nic"; then continue; fi
    if carries_switch "$name" && hold "switch $name: uplink $nic is not wanted"; then continue; fi
    take_uplink "$nic" "$name"
  done
}

# shuffled SWITCH: an uplink came, and only the host knows what its order is now
shuffled() {
  forget_in_act "teaming of switch $1"
  forget_orders
  others "$sw_ordered" "$1"
  sw_ordered=$kept
  if [ "$mode" = survey ]; then sw_ordered="$kept$1$us?$nl"; fi
}
