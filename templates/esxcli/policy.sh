
# --- policies -----------------------------------------------------------------------

policy='' over='' lack=''

# policy_of OPTION: its value in $policy, in $is
policy_of() {
  is=''
  case $nl$policy in *"$nl$1="*) ;; *) return ;; esac
  is=$nl$policy
  is=${is#*"$nl$1="}
  is=${is%%"$nl"*}
}

# policy_from OPTION LABEL: note in $policy what stands behind a label in $out
policy_from() {
  if field "$2"; then policy="$policy$1=$value$nl"; fi
}

# wanted_policy OPTION=VALUE...: those that differ from $policy, in $lack; what
# a port group only inherits ($over) differs too
wanted_policy() {
  lack=''
  for opt in "$@"; do
    if named "$policy" "$opt" && ! named "$over" "${opt%%=*}"; then continue; fi
    policy_of "${opt%%=*}"
    lack="$lack${lack:+, }$opt (is ${is:-not set})"
  done
}

# set_policy WHAT COMMAND... -- OPTION=VALUE...: each option in two words, so
# that a value may be empty
set_policy() {
  sp_what=$1
  shift
  sp_n=$#
  sp_values=''
  while [ "$sp_n" -gt 0 ]; do
    if [ -n "$sp_values" ]; then
      set -- "$@" "${1%%=*}" "${1#*=}"
    elif [ "$1" = -- ]; then
      sp_values=1
    else
      set -- "$@" "$1"
    fi
    shift
    sp_n=$((sp_n - 1))
  done
  change "$sp_what" "$@"
}
