
# uplinks_there SWITCH OPTION=VALUE...: does the switch have all uplinks that are named?
uplinks_there() {
  switches_of_host
  row "$sw" "$1" || :
  ups=$f4
  shift
  for opt in "$@"; do
    case $opt in
      --active-uplinks=* | --standby-uplinks=*)
        for nic in $(printf '%s' "${opt#*=}" | sed 's/,/ /g'); do
          if ! has "$ups" "$nic"; then return 1; fi
        done
        ;;
    esac
  done
}

# read_teaming: what policy failover get printed, as options of set, in $policy;
# the options that a port group inherits, in $over
read_teaming() {
  policy=$(printf '%s\n' "$out" | sed -n '
    s/ *$//
    s/^   Load Balancing: srcport$/--load-balancing=portid/p
    s/^   Load Balancing: srcmac$/--load-balancing=mac/p
    s/^   Load Balancing: /--load-balancing=/p
    s/^   Network Failure Detection: /--failure-detection=/p
    s/^   Notify Switches: /--notify-switches=/p
    s/^   Failback: /--failback=/p
    s/, /,/g
    s/^   Active Adapters: */--active-uplinks=/p
    s/^   Standby Adapters: */--standby-uplinks=/p')
  over=$(printf '%s\n' "$out" | sed -n '
    s/^   Override Vswitch Load Balancing: false *$/--load-balancing/p
    s/^   Override Vswitch Network Failure Detection: false *$/--failure-detection/p
    s/^   Override Vswitch Notify Switches: false *$/--notify-switches/p
    s/^   Override Vswitch Failback: false *$/--failback/p
    s/^   Override Vswitch Uplinks: false *$/--active-uplinks\
--standby-uplinks/p')
}
