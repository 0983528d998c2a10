
# reached STACK GATEWAY: does a vmk of the stack have the IPv4 gateway in its subnet?
reached() {
  ipv4_of_host
  while IFS=$us read -r r1 r2 r3 r4 _; do
    row "$vk" "$r1" || continue
    if [ "$f4" != "$1" ]; then continue; fi
    case $r2 in
      [Dd]*) return 0 ;;
      [Ss]*) if same_net "$r3" "$2" "$r4"; then return 0; fi ;;
    esac
  done <<EOF
$ip
EOF
  return 1
}
