
# portgroup_teaming NAME DEVICE OPTION=VALUE...
portgroup_teaming() {
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
  if [ -z "$lack" ]; then return; fi
  if carries_portgroup "$name" && hold "port group $name: teaming: $lack"; then return; fi
  portgroups_of_host
  row "$pg" "$name" || :
  if ! uplinks_there "$f2" "$@" && hold "port group $name: teaming: $lack (waits for an uplink)"; then return; fi
  on_portgroup "$name"
  for who in $on; do unbind "$who"; done
  set_policy "port group $name: teaming: $lack" network vswitch standard portgroup policy failover set --portgroup-name "$name" -- "$@"
  forget "teaming of port group $name"
}
