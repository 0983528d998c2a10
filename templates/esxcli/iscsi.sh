
# --- storage bindings -----------------------------------------------------------------

# software_iscsi: the software adapter, switched on if it is off, in $hba
software_iscsi() {
  recall 'software iscsi' iscsi software get
  if [ "$out" != true ] && ! named "$made" software-iscsi; then
    change 'software iSCSI: switched on' iscsi software set --enabled true
    made="$made${nl}software-iscsi"
    forget_in_act 'software iscsi'
    forget_in_act 'iscsi adapters'
    forget_in_act portals
  fi
  recall_rows 'iscsi adapters' table 'Driver|Adapter' iscsi adapter list
  row "$out" iscsi_vmk || :
  hba=$f2
  if [ -z "$hba" ]; then
    if [ "$mode" = survey ]; then hba='<software adapter>'; else die 'the software iSCSI adapter is on, but not to be seen'; fi
  fi
}

# addressed DEVICE: has it an address by now?
addressed() {
  ipv4_of_host
  row "$ip" "$1" || :
  case $f2 in [Ss]* | [Dd]*) return ;; esac
  if named "$addressed6" "$1"; then return; fi
  ipv6_of "$1"
  [ -n "$addrs" ]
}

# iscsi DEVICE ADAPTER...: exactly these; "software" is the software adapter
iscsi() {
  dev=$1
  shift
  vmks_of_host
  if ! row "$vk" "$dev"; then return; fi
  wanted=''
  for hba in "$@"; do
    if [ "$hba" = software ]; then software_iscsi; fi
    wanted="$wanted$hba$nl"
  done
  adapters_of "$dev"
  IFS=$nl
  for hba in $wanted; do
    IFS=$ifs
    case " $bound" in *" $hba "*) continue ;; esac
    if [ -n "$held" ] && ! addressed "$dev" && hold "$dev: not bound to $hba (waits for its address)"; then continue; fi
    if [ -n "$held" ] && ! one_path "$dev" && hold "$dev: not bound to $hba (waits for its port group's teaming)"; then continue; fi
    change "$dev: bound to $hba" iscsi networkportal add --adapter "$hba" --nic "$dev"
    forget_in_act portals
  done
  IFS=$ifs
  for hba in $bound; do
    if named "$wanted" "$hba"; then continue; fi
    change "$dev: unbound from $hba" iscsi networkportal remove --adapter "$hba" --nic "$dev"
    forget_in_act portals
  done
}
