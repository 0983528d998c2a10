
# uplinks_there SWITCH OPTION=VALUE...: does the switch have all uplinks that are named?
uplinks_there() {
  switches_of_host
  row "$sw" "$1" || :
  ups=$f4
  shift
  for opt in "$@"; do
    case $opt in
      --active-uplinks=* | --standby-uplinks=*)
        words "${opt#*=}"
        for nic in $words; do
          if ! has "$ups" "$nic"; then return 1; fi
        done
        ;;
    esac
  done
}

# read_teaming [BALANCING DETECTION NOTIFY]: what policy failover get printed, as
# options of set, in $policy, three of them by these names; the options that a
# port group inherits, in $over
read_teaming() {
  policy='' over=''
  if field 'Load Balancing'; then
    case $value in srcport) value=portid ;; srcmac) value=mac ;; esac
    policy="${1:---load-balancing}=$value$nl"
  fi
  policy_from "${2:---failure-detection}" 'Network Failure Detection'
  policy_from "${3:---notify-switches}" 'Notify Switches'
  policy_from --failback Failback
  order_from --active-uplinks 'Active Adapters'
  order_from --standby-uplinks 'Standby Adapters'
  inherits --load-balancing 'Load Balancing'
  inherits --failure-detection 'Network Failure Detection'
  inherits --notify-switches 'Notify Switches'
  inherits --failback Failback
  inherits --active-uplinks Uplinks
  inherits --standby-uplinks Uplinks
}

order_from() {
  field "$2" || return 0
  words "$value"
  # shellcheck disable=SC2086 # it is to be split
  set -- "$1" $words
  option=$1
  shift
  IFS=,
  policy="$policy$option=$*$nl"
  IFS=$ifs
}

inherits() {
  field "Override Vswitch $2" || return 0
  if [ "$value" = false ]; then over="$over$1$nl"; fi
}

# single_of OPTION=VALUE...: does that order leave exactly one active uplink, 1 or
# 0, in $single; nothing where it is none
single_of() {
  single='' standby=''
  for opt in "$@"; do
    case $opt in
      --active-uplinks= | --active-uplinks=*,*) single=0 ;;
      --active-uplinks=*) : "${single:=1}" ;;
      --standby-uplinks=?*) standby=1 ;;
    esac
  done
  if [ -n "$single" ] && [ -n "$standby" ]; then single=0; fi
}
