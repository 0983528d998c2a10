
# --- policies -----------------------------------------------------------------------

# wanted_policy OPTION=VALUE...: those that differ from $policy, in $lack; what
# a port group only inherits ($over) differs too
policy='' over='' lack=''
wanted_policy() {
  lack=''
  for opt in "$@"; do
    if named "$policy" "$opt" && ! named "$over" "${opt%%=*}"; then continue; fi
    is=$(printf '%s\n' "$policy" | sed -n "s/^${opt%%=*}=//p")
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
