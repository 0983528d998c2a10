
# routes_of FAMILY STACK: its manual routes as rows (network, gateway, device), in $routes
routes_of() {
  routes=''
  if named "$made" "stack/$2"; then return; fi
  recall_rows "routes $1 $2" manual_routes '' network ip route "$1" list --netstack "$2"
  routes=$out
  if [ -z "$gone" ] || [ "$mode" != survey ]; then return; fi
  routes=''
  IFS=$nl
  for each in $out; do
    fields "$each"
    if ! named "$gone" "$f3"; then routes="$routes$each$nl"; fi
  done
  IFS=$ifs
}

# manual_routes: the routes in $out that somebody made, to rows
# shellcheck disable=SC2317 # called by its name
manual_routes() {
  table 'Network|Netmask|Gateway|Interface|Source' | awk -F "$us" -v sep="$us" '
    function bits(m, a, i, n, b) {
      if (m !~ /\./) return m
      split(m, a, ".")
      for (i = 1; i <= 4; i++) for (b = a[i]; b > 0; b = (b * 2) % 256) n++
      return n + 0
    }
    $3 == "0.0.0.0" || $3 == "::" || $3 == "" { next }
    $5 != "" && $5 != "MANUAL" { next }
    { print ($1 == "default" ? $1 : ($1 == "0.0.0.0" && $2 == "0.0.0.0") ? "default" : ($1 == "::" && $2 == 0) ? "default" : $1 "/" bits($2)) sep $3 sep $4 }'
}

# stack_gateway FAMILY STACK: in $via
stack_gateway() {
  routes_of "$1" "$2"
  row "$routes" default || :
  via=$f2
}
