
# restore DEVICE STACK SAID: give a replaced vmk back what the configuration
# doesn't say of it; SAID are the kinds that it says
restore() {
  case "$kept_things" in *"$1$us"*) ;; *) return ;; esac
  dev=$1 said=$3
  row "$vk" "$dev" || return 0
  recollect "$dev" stack
  same=$([ "$values" = "$2" ] && echo 1) || same=''
  recollect "$dev" ipv4
  case " $said " in
    *' ipv4 '*) ;;
    *)
      IFS=' ' read -r type addr mask <<EOF
$values
EOF
      case $type in STATIC | DHCP) ipv4 "$dev" "$2" "$(lower "$type")" "$addr" "$mask" '' ;; esac
      ;;
  esac
  recollect "$dev" ipv6
  case " $said " in
    *' ipv6 '*) ;;
    *)
      if [ -n "$values" ]; then
        IFS=' ' read -r ra_was d6_was <<EOF
$values
EOF
        recollect "$dev" address6
        all=$(printf '%s\n' "$values" | tr '\n' ' ' | sed 's/ *$//')
        recollect "$dev" gateway6
        if [ -z "$same" ]; then values=''; fi
        ipv6 "$dev" "$2" "$ra_was" "$d6_was" "$values" "${all:-none}"
      fi
      ;;
  esac
  case " $2 $said " in
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
        change "$dev: bound to $hba again" iscsi networkportal add --adapter "$hba" --nic "$dev"
        forget_in_act portals
      done
      ;;
  esac
  if [ -n "$same" ]; then restore_routes "$dev" "$2" "$said"; fi
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
      change "stack $2: route $net via $via_was back" network ip route "$family" add --netstack "$2" --network "$net" --gateway "$via_was"
      forget_in_act "routes $family $2"
    done
    IFS=$ifs
  done
}
