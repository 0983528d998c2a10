
# ipv6_of DEVICE: whether IPv6 is on ($on6), its static addresses ($addrs), router
# advertisements ($ra), DHCPv6 ($d6) and its gateway ($gw6)
ipv6_of() {
  on6=false addrs='' ra='' d6='' gw6=''
  if named "$made" "vmk/$1" && ! named "$live6" "$1"; then return; fi
  recall_rows 'ipv6 addresses' addresses6 '' network ip interface ipv6 address list
  any6=''
  IFS=$nl
  for each in $out; do
    fields "$each"
    if [ "$f1" != "$1" ]; then continue; fi
    any6=1
    if [ -n "$f2" ]; then addrs="$addrs$f2 "; fi
  done
  IFS=$ifs
  recall_rows 'ipv6 settings' table 'Name|IPv6 Enabled|Router Adv Enabled|DHCPv6 Enabled|Gateway' network ip interface ipv6 get
  row "$out" "$1" || :
  on6=$f2 ra=$f3 d6=$f4
  lower "$f5"
  gw6=$low
  if [ -z "$on6" ]; then
    on6=false
    if [ -n "$any6" ]; then on6=true; fi
  fi
}

# addresses6: the IPv6 addresses in $out to rows (vmk, address/length), the
# address empty where it isn't a static one
# shellcheck disable=SC2317 # called by its name
addresses6() {
  table 'Interface|Address|Netmask|Type' | awk -F "$us" -v sep="$us" '{
    a = tolower($2) "/" $3
    print $1 sep (($4 == "STATIC" || $4 == "MANUAL") && a !~ /^fe80:/ ? a : "")
  }'
}

# own_gateway6 STACK: leaves in $gw6 only what is the adapter's own; the host
# shows its stack's where there is none
own_gateway6() {
  case $gw6 in n/a | ::) gw6='' ;; esac
  if [ -z "$gw6" ]; then return; fi
  stack_gateway ipv6 "$1"
  if [ "$gw6" = "$via" ]; then gw6=''; fi
}

# keep_ipv6 DEVICE: keep what IPv6 it has
keep_ipv6() {
  ipv6_of "$1"
  if [ "$on6" != true ]; then return; fi
  keep "$1" ipv6 "$ra $d6"
  row "$vk" "$1" || :
  own_gateway6 "$f4"
  if [ -n "$gw6" ]; then keep "$1" gateway6 "$gw6"; fi
  for a in $addrs; do keep "$1" address6 "$a"; done
}
