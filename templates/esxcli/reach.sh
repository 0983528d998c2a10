
# reached STACK GATEWAY: does a vmk of the stack have the IPv4 gateway in its subnet?
reached() {
  ipv4_of_host
  IFS=$nl
  for each in $ip; do
    fields "$each"
    r2=$f2 r3=$f3 r4=$f4
    row "$vk" "$f1" || continue
    if [ "$f4" != "$1" ]; then continue; fi
    case $r2 in
      [Dd]*) return 0 ;;
      [Ss]*) if same_net "$r3" "$2" "$r4"; then return 0; fi ;;
    esac
  done
  IFS=$ifs
  return 1
}
