
# --- addresses --------------------------------------------------------------------

# same_net A B MASK: are two IPv4 addresses in one subnet?
same_net() {
  IFS=. read -r a1 a2 a3 a4 <<EOF
$1
EOF
  IFS=. read -r b1 b2 b3 b4 <<EOF
$2
EOF
  IFS=. read -r m1 m2 m3 m4 <<EOF
$3
EOF
  [ $((a1 & m1)) -eq $((b1 & m1)) ] && [ $((a2 & m2)) -eq $((b2 & m2)) ] &&
    [ $((a3 & m3)) -eq $((b3 & m3)) ] && [ $((a4 & m4)) -eq $((b4 & m4)) ]
}

# own_gateway DEVICE STACK: the gateway that is the adapter's own, in $gw; the
# host shows its stack's where there is none
own_gateway() {
  row "$ip" "$1" || :
  gw=$f5
  case $gw in '' | N/A | 0.0.0.0) gw='' && return ;; esac
  stack_gateway ipv4 "$2"
  if [ "$gw" = "$via" ]; then gw=''; fi
}

# ipv4 DEVICE STACK MODE ADDRESS NETMASK GATEWAY: empty is left alone; a gateway
# of its own may be none
ipv4() {
  dev=$1
  ipv4_of_host
  row "$ip" "$dev" || :
  case $f2 in [Ss]*) is_type=static ;; [Dd]*) is_type=dhcp ;; *) is_type=none ;; esac
  is_addr=$f3 is_mask=$f4 is_gw=$f5
  type=${3:-$is_type} addr=$4 mask=$5
  if [ -z "$3" ]; then addr=$is_addr mask=$is_mask; fi
  lack=''
  if [ "$type" != "$is_type" ]; then
    lack="$is_type, wanted $type${4:+ $4}"
  elif [ "$type" = static ] && [ "$addr $mask" != "$is_addr $is_mask" ]; then
    lack="$is_addr netmask $is_mask, wanted $addr netmask $mask"
  elif [ "$6" = none ]; then
    own_gateway "$dev" "$2"
    if [ -n "$gw" ]; then lack="own gateway $gw, wanted none"; fi
  elif [ -n "$6" ] && [ "$6" != "$is_gw" ]; then
    lack="gateway ${is_gw:-none}, wanted $6 of its own"
  fi
  if [ -z "$lack" ]; then return; fi
  if ! row "$vk" "$dev"; then return; fi
  if carries_vmk "$dev" && hold "$dev: IPv4 $lack"; then return; fi
  gw=$6
  if [ "$gw" = none ]; then
    gw=''
  elif [ -z "$gw" ] && [ "$type" = static ]; then
    own_gateway "$dev" "$2"
    if [ -z "$gw" ]; then
      recollect "$dev" stack
      if [ "$values" = "$2" ]; then
        recollect "$dev" gateway
        gw=$values
      fi
    fi
    if [ -n "$gw" ] && ! same_net "$gw" "$addr" "$mask"; then gw=''; fi
  fi
  if [ "$type" = static ]; then free_address "$dev" "$addr" || return 0; fi
  case $type in
    static) set -- --ipv4 "$addr" --netmask "$mask" ${gw:+--gateway "$gw"} ;;
    *)
      set -- ${gw:+--gateway "$gw"}
      addr=0.0.0.0 mask=0.0.0.0
      ;;
  esac
  from_to "$lack"
  change "$dev: IPv4 $did" network ip interface ipv4 set --interface-name "$dev" --type "$type" "$@"
  keep_ipv4 "$dev" "$type" "$addr" "$mask" "${gw:-0.0.0.0}"
  row "$vk" "$dev" || :
  forget_in_act "routes ipv4 $f4"
}

# free_address DEVICE ADDRESS: take it from another vmk of ours that is to get
# another one; false where that can't be
free_address() {
  IFS=$nl
  for each in $ip; do
    fields "$each"
    if [ "$f3" != "$2" ] || [ "$f1" = "$1" ]; then continue; fi
    who=$f1
    if ! named "$our_ipv4" "$who"; then
      stranger "$1 is to have $2, but $who has it, whose address isn't declared"
      return 1
    fi
    if carries_vmk "$who" && hold "$1: waits for $2, which carries management on $who"; then return 1; fi
    change "$who: $2 taken away" network ip interface ipv4 set --interface-name "$who" --type none
    keep_ipv4 "$who" NONE 0.0.0.0 0.0.0.0 0.0.0.0
    return 0
  done
  IFS=$ifs
}
