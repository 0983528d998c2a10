
# switch_teaming NAME OPTION=VALUE...
switch_teaming() {
  name=$1
  shift
  policy='' over=''
  if ! named "$made" "switch/$name"; then
    recall "teaming of switch $name" network vswitch standard policy failover get --vswitch-name "$name"
    read_teaming -l -f -n
  fi
  wanted_policy "$@"
  if [ -z "$lack" ]; then
    note_switch_order "$name" "$@"
    return
  fi
  if carries_switch "$name" && hold "switch $name: teaming: $lack"; then return; fi
  if ! uplinks_there "$name" "$@"; then
    hold "switch $name: teaming: $lack (waits for an uplink)" && return
    stranger "switch $name: teaming: $lack, but it is not to have these uplinks"
    return
  fi
  loosen "$name" '' || return 0
  set_policy "switch $name: teaming: $lack" network vswitch standard policy failover set --vswitch-name "$name" -- "$@"
  forget "teaming of switch $name"
  forget_orders
  note_switch_order "$name" "$@"
}

# note_switch_order NAME OPTION=VALUE...: note whether that leaves exactly one
# active uplink
note_switch_order() {
  name=$1
  shift
  single_of "$@"
  if [ -z "$single" ]; then return; fi
  others "$sw_ordered" "$name"
  sw_ordered="$kept$name$us$single$nl"
}
