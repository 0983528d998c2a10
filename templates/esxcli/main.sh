
# --- the run ----------------------------------------------------------------------

right_host() {
  if [ -n "$anyhost" ]; then return; fi
  ask system hostname get
  lower "$host"
  want=$low
  field 'Domain Name' || :
  domain=$value
  field 'Host Name' || :
  lower "$value"
  short=$low
  field 'Fully Qualified Domain Name' || :
  fqdn=$value
  lower "$fqdn"
  case $low in "$want" | "$want".) ;; *)
    if [ "$short" != "${want%%.*}" ] || { [ -n "$domain" ] && [ "$want" != "${want%%.*}" ]; }; then
      vmks_of_host
      ipv4_of_host
      column 3 "$ip"
      if ! named "$column" "$host"; then
        refuse "this is ${fqdn:-$short}, not $host (--any-host overrides)"
      fi
    fi
    ;;
  esac
  ask system version get
  field Version || :
  version=$value
  if ! printf '%s.0.0\n%s.0.0\n' "$release" "$version" | awk -F . '
    NR == 1 { a = $1; b = $2; c = $3 }
    NR == 2 { exit !($1 > a || $1 == a && ($2 > b || $2 == b && $3 >= c)) }'; then
    refuse "this host runs ESXi $version, older than $release (--any-host overrides)"
  fi
}

# everything: what ops lists, in the pass that is on; then what it left behind
everything() {
  held6=''
  ops
  portgroups_of_host
  unbridge
}

main() {
  for arg in "$@"; do
    case $arg in
      --dry-run) dry=1 ;;
      --allow-management) allow=1 ;;
      --any-host) anyhost=1 ;;
      --help | -h) usage && exit 0 ;;
      *)
        usage >&2
        tell "vmkgen: unknown argument $arg"
        exit 1
        ;;
    esac
  done
  trap unlock EXIT
  trap 'die interrupted' INT TERM
  trap '' HUP PIPE
  lock
  right_host
  load_kept
  guards
  everything
  if [ -n "$allow" ] && [ -n "$held" ]; then
    phase=management
    everything
    phase=rest
  fi
  if [ -n "$allow" ] && row "$pg" vmkgen-bridge; then stranger 'no vmk is to carry management: declare which'; fi
  if [ -n "$strange" ]; then refuse "in the way and not ours:$strange"; fi
  if [ "$todo" -gt 0 ]; then
    if [ -z "$dry" ]; then act; else would; fi
  fi
  if [ -z "$allow" ] && [ -n "$held" ]; then
    tell "vmkgen: left alone, as it may cut management off (--allow-management):$held"
    log "left alone on $host:$held"
    quit 3
  fi
  if [ -n "$reboot" ]; then
    tell 'vmkgen: IPv6 takes a reboot; run this again after it'
    quit 3
  fi
  if [ "$todo" = 0 ]; then say "$host: nothing to do"; fi
  quit 0
}

# would: print what a run would do
would() {
  say "${planned#"$nl"}"
  tell "vmkgen: not run, as this is a dry run: $todo commands"
}

act() {
  log "begins on $host"
  mode=act reboot=''
  as_read
  kept_things=$base_kept
  was_held=$held
  held=''
  everything
  if [ -n "$allow" ] && [ -n "$was_held" ]; then
    phase=management
    if [ "$wrote" -gt 0 ]; then as_known; else as_read; fi
    everything
  fi
  mode=verify
  read_anew
  everything
  wrong="$wrong$strange"
  if [ -n "$wrong" ]; then die "not as wanted after the run:$wrong"; fi
  drop_kept
  if [ "$wrote" -gt 0 ]; then
    "$backup" >/dev/null 2>&1 || tell "vmkgen: $backup failed; ESXi saves the configuration within the hour"
  fi
  log "done on $host"
  say "$host: changed and verified, with $wrote commands"
}
