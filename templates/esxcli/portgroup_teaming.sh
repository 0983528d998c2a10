
# portgroup_teaming [--use-vswitch] NAME DEVICE OPTION=VALUE...: with --use-vswitch
# all else is what the switch has
portgroup_teaming() {
  reset=''
  if [ "$1" = --use-vswitch ]; then
    reset=$1
    shift
  fi
  at=$1 dev=$2
  shift 2
  if [ -z "$at" ]; then portgroup_of "$dev"; fi
  if [ -z "$at" ]; then return; fi
  name=$at
  policy='' over=''
  if ! named "$made" "portgroup/$name"; then
    recall "teaming of port group $name" network vswitch standard portgroup policy failover get --portgroup-name "$name"
    read_teaming
  fi
  wanted_policy "$@"
  if [ -n "$reset" ]; then
    IFS=$nl
    for opt in $policy; do
      opt=${opt%%=*}
      if named "$over" "$opt"; then continue; fi
      for want in "$@"; do
        if [ "${want%%=*}" = "$opt" ]; then continue 2; fi
      done
      option_words "$opt"
      lack="$lack${lack:+; }$words its own, wanted the switch's"
    done
    IFS=$ifs
  fi
  if [ -z "$lack" ]; then return; fi
  if carries_portgroup "$name" && hold "port group $name: teaming: $lack"; then return; fi
  portgroups_of_host
  row "$pg" "$name" || :
  on_switch=$f2
  if ! uplinks_there "$on_switch" "$@"; then
    hold "port group $name: teaming: $lack (waits for an uplink)" && return
    stranger "port group $name: teaming: $lack, but switch $on_switch is not to have these uplinks"
    return
  fi
  on_portgroup "$name"
  for guest in $on; do unbind "$guest"; done
  set_policy "port group $name: teaming: $lack" network vswitch standard portgroup policy failover set --portgroup-name "$name" ${reset:+"$reset"} -- "$@"
  forget "teaming of port group $name"
  note_order "$name" "$@"
}

# note_order NAME OPTION=VALUE...: note whether that leaves exactly one active uplink
note_order() {
  name=$1
  shift
  single_of "$@"
  if [ -z "$single" ]; then return; fi
  others "$ordered" "$name"
  ordered="$kept$name$us$single$nl"
}
