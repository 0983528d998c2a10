
# switch_mtu NAME MTU raise|lower
switch_mtu() {
  switches_of_host
  row "$sw" "$1" || return 0
  was=$f2 cdp=$f3 ups=$f4
  case $3 in
    raise) if [ "$was" -ge "$2" ]; then return; fi ;;
    *)
      if [ "$was" -le "$2" ]; then return; fi
      vmks_of_host
      wider=''
      IFS=$nl
      for each in $vk; do
        fields "$each"
        if [ "$f3" = "$1" ] && [ "${f5:-0}" -gt "$2" ]; then wider="$wider$f1 "; fi
      done
      IFS=$ifs
      for who in $wider; do
        if ! named "$our_vmks" "$who"; then
          stranger "$who has a larger MTU than switch $1 is to have, and isn't declared"
          return
        fi
      done
      if [ -n "$wider" ]; then
        hold "switch $1: MTU $was, wanted $2 (a vmk on it still has a larger one)" && return
        stranger "switch $1 is to have MTU $2, and a vmk on it isn't to have less than it has"
        return
      fi
      ;;
  esac
  if carries_switch "$1" && hold "switch $1: MTU $was, wanted $2"; then return; fi
  change "switch $1: MTU $was to $2" network vswitch standard set --vswitch-name "$1" --mtu "$2"
  keep_switch "$1" "$2" "$cdp" "$ups"
}
