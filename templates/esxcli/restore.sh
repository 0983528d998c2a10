
# restore DEVICE STACK SAID: give a replaced vmk back what the configuration
# doesn't say of it; SAID are the kinds that it says
restore() {
  case "$kept_things" in *"$1$us"*) ;; *) return ;; esac
  dev=$1 said=$3
  row "$vk" "$dev" || return 0
  recollect "$dev" stack
  same=''
  if [ "$values" = "$2" ]; then same=1; fi
  recollect "$dev" ipv4
  case " $said " in
    *' ipv4 '*) ;;
    *)
      IFS=' ' read -r type addr mask <<EOF
$values
EOF
      case $type in
        STATIC) ipv4 "$dev" "$2" static "$addr" "$mask" '' ;;
        DHCP) ipv4 "$dev" "$2" dhcp '' '' '' ;;
      esac
      ;;
  esac
  restore_ipv6 "$dev" "$2"
  case " $2  $said " in
    ' defaultTcpipStack '*' roles '*) ;;
    ' defaultTcpipStack '*)
      recollect "$dev" tag
      tags_kept=$values
      recollect "$dev" vsan
      # shellcheck disable=SC2086 # tags hold no blanks
      roles_on "$dev" $tags_kept ${values:+"vsan=$values"}
      ;;
  esac
  case " $said " in
    *' iscsi '*) ;;
    *)
      recollect "$dev" iscsi
      adapters_of "$dev"
      for hba in $values; do
        case " $bound" in *" $hba "*) continue ;; esac
        rebind "$dev" "$hba"
        forget_in_act portals
      done
      ;;
  esac
  if [ -n "$same" ]; then restore_routes "$dev" "$2" "$said"; fi
}

# rebind DEVICE ADAPTER: bind a replaced vmk again, where it can still be bound
rebind() {
  row "$ip" "$1" || :
  case $f2 in
    [Ss]* | [Dd]*) ;;
    *)
      ipv6_of "$1"
      if [ -z "$addrs" ] && ! named "$addressed6" "$1"; then
        stranger "$1 is bound to $2, which isn't declared, and is to have no address"
        return
      fi
      ;;
  esac
  if ! one_path "$1"; then
    if [ -n "$held" ] && hold "$1: not bound to $2 again (waits for its port group's teaming)"; then
      owed="$owed$1 "
      return
    fi
    stranger "$1 is bound to $2, which isn't declared, and its port group is to have more or less than one uplink"
    return
  fi
  change "$1: bound to $2 again" iscsi networkportal add --adapter "$2" --nic "$1"
}

# one_path DEVICE: has its port group exactly one active uplink and none in
# standby, and not by chance while its own teaming is held back?
one_path() {
  row "$vk" "$1" || :
  of_group=$f2 of_switch=$f3
  case "$held" in *"$nl  port group $of_group: teaming: "*) return 1 ;; esac
  if row "$ordered" "$of_group"; then
    [ "$f2" = 1 ]
    return
  fi
  inherits=1
  if ! named "$made" "portgroup/$of_group"; then
    recall "teaming of port group $of_group" network vswitch standard portgroup policy failover get --portgroup-name "$of_group"
    field 'Override Vswitch Uplinks' || :
    if [ "$value" = true ]; then inherits=''; fi
  fi
  if [ -n "$inherits" ]; then
    if row "$sw_ordered" "$of_switch"; then
      [ "$f2" = 1 ]
      return
    fi
    if named "$made" "switch/$of_switch"; then
      switches_of_host
      row "$sw" "$of_switch" || :
      case $f4 in '' | *,*) return 1 ;; esac
      return 0
    fi
    recall "teaming of switch $of_switch" network vswitch standard policy failover get --vswitch-name "$of_switch"
  fi
  field 'Active Adapters' || :
  paths=$value
  field 'Standby Adapters' || :
  spare=$value
  field 'Override Vswitch Uplinks' || :
  own_order=$value
  switches_of_host
  row "$base_sw" "$of_switch" || :
  uplinks_read=$f4
  row "$sw" "$of_switch" || :
  if [ "$mode" = survey ] && [ "$own_order" != true ]; then # uplinks to come are paths too
    words "$f4"
    for nic in $words; do
      if ! has "$uplinks_read" "$nic"; then paths="$paths, $nic"; fi
    done
  fi
  count_of "$paths" "$f4"
  [ "$count" = 1 ] || return 1
  count_of "$spare" "$f4"
  [ "$count" = 0 ]
}

# count_of LIST LIST: how many words of the one are in the other, in $count
count_of() {
  count=0
  IFS=', '
  for word in $1; do
    if has "$2" "$word"; then count=$((count + 1)); fi
  done
  IFS=$ifs
}

# restore_ipv6 DEVICE STACK
restore_ipv6() {
  recollect "$1" ipv6
  if [ -z "$values" ]; then return; fi
  ra_was=${values% *} d6_was=${values#* } all_was=''
  case " $said " in
    *' address6 '*) ;;
    *)
      recollect "$1" address6
      for a in $values; do all_was="$all_was${all_was:+ }$a"; done
      : "${all_was:=none}"
      ;;
  esac
  recollect "$1" gateway6
  if [ -z "$same" ]; then values=''; fi
  case " $said " in *' autoconf '*) ra_was='' ;; esac
  case " $said " in *' dhcp6 '*) d6_was='' ;; esac
  case " $said " in *' gateway6 '*) values='' ;; esac
  case " $said " in
    *' ipv6 '*) # a new vmk has none of it
      if [ "$ra_was" = false ]; then ra_was=''; fi
      if [ "$d6_was" = false ]; then d6_was=''; fi
      if [ "$all_was" = none ]; then all_was=''; fi
      if [ -z "$ra_was$d6_was$values$all_was" ]; then return; fi
      ;;
  esac
  if [ -n "$values" ] && ! has_kept6 "$1" "$all_was"; then values=''; fi
  ipv6 "$1" "$2" "$ra_was" "$d6_was" "$values" "$all_was"
}

# has_kept6 DEVICE ADDRESSES: will it have all IPv6 addresses that it had?
has_kept6() {
  kept_gateway=$values
  recollect "$1" address6
  had6=$values values=$kept_gateway
  for a in $had6; do
    case " $2 " in *" $a "*) continue ;; esac
    if ! named "$wanted6" "$1 $a"; then return 1; fi
  done
}

restore_routes() {
  for family in ipv4 ipv6; do
    recollect "$1" "route $family"
    IFS=$nl
    for each in $values; do
      IFS=$ifs
      net=${each%% *} via_was=${each#* }
      case $net in default) kind=$family-gateway ;; *) kind=routes ;; esac
      case " $3 " in *" $kind "*) continue ;; esac
      routes_of "$family" "$2"
      if row "$routes" "$net"; then continue; fi
      if [ "$family" = ipv4 ] && ! reached "$2" "$via_was"; then continue; fi
      if [ "$family" = ipv6 ] && ! has_kept6 "$1" ''; then continue; fi
      change "stack $2: route $net via $via_was back" network ip route "$family" add --netstack "$2" --network "$net" --gateway "$via_was"
      forget_in_act "routes $family $2"
    done
    IFS=$ifs
  done
}
