
# --- gateways and routes ------------------------------------------------------------

# risky STACK: is it the stack that management uses?
risky() { [ "$1" = defaultTcpipStack ]; }

# ipv6_waits FAMILY STACK: is IPv6 switched off on the host, so that its routes must wait?
ipv6_waits() {
  if [ "$1" != ipv6 ]; then return 1; fi
  if [ -n "$reboot" ]; then return 0; fi
  recall_field 'ipv6 switch' 'IPv6 Enabled' network ip get
  [ "$out" = false ] &&
    hold "stack $2: its IPv6 routes wait for IPv6, which is switched off on the host"
}

# reachable FAMILY STACK GATEWAY: false where an address that would reach it was held back
reachable() {
  if [ "$1" = ipv4 ]; then reached "$2" "$3"; else ! named "$held6" "$2"; fi
}

# gateway FAMILY STACK ADDRESS: an empty address is none
gateway() {
  if ipv6_waits "$1" "$2"; then return; fi
  stack_gateway "$1" "$2"
  was=$via
  if [ "$was" = "$3" ]; then return; fi
  if [ -n "$was" ] && risky "$2" && hold "stack $2: gateway $was, wanted ${3:-none}"; then return; fi
  if [ -z "$3" ]; then
    drop_route "$1" "$2" default "$was"
    return
  fi
  if ! reachable "$1" "$2" "$3"; then
    hold "stack $2: gateway ${was:-none}, wanted $3 (no vmk of the stack reaches it yet)" && return
  fi
  if [ -n "$was" ]; then drop_route "$1" "$2" default "$was"; fi
  add_route "$1" "$2" default "$3"
}

add_route() {
  change "stack $2: route $3 via $4 added" network ip route "$1" add --netstack "$2" --network "$3" --gateway "$4"
  forget_in_act "routes $1 $2"
}

drop_route() {
  change "stack $2: route $3 via $4 removed" network ip route "$1" remove --netstack "$2" --network "$3" --gateway "$4"
  forget_in_act "routes $1 $2"
}

# routes FAMILY STACK NETWORK=GATEWAY...: exactly these
routes() {
  family=$1 stack=$2
  shift 2
  if [ $# -gt 0 ] && ipv6_waits "$family" "$stack"; then return; fi
  routes_of "$family" "$stack"
  have=$routes
  IFS=$nl
  for each in $have; do
    fields "$each"
    net=$f1 via=$f2
    if [ "$net" = default ]; then continue; fi
    for want in "$@"; do
      if [ "$want" = "$net=$via" ]; then continue 2; fi
    done
    if risky "$stack" && hold "stack $stack: route $net via $via is not wanted"; then continue; fi
    drop_route "$family" "$stack" "$net" "$via"
  done
  IFS=$ifs
  for want in "$@"; do
    net=${want%%=*} via=${want#*=}
    case "$nl$have" in *"$nl$net$us$via$us"*) continue ;; esac
    if risky "$stack" && row "$have" "$net" && hold "stack $stack: route $net via $f2, wanted via $via"; then continue; fi
    if ! reachable "$family" "$stack" "$via"; then
      hold "stack $stack: route $net via $via is missing (no vmk of the stack reaches it yet)" && continue
    fi
    add_route "$family" "$stack" "$net" "$via"
  done
}
