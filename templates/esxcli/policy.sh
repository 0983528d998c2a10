
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

# wanted_policy OPTION=VALUE...: those that differ from $policy, in words in $lack;
# what a port group only inherits ($over) differs too
wanted_policy() {
  lack=''
  for opt in "$@"; do
    if named "$policy" "$opt" && ! named "$over" "${opt%%=*}"; then continue; fi
    policy_of "${opt%%=*}"
    if named "$over" "${opt%%=*}"; then is="the switch's"; fi
    wants=${opt#*=}
    option_words "$opt"
    if [ "$is" != "$wants" ]; then is="${is:-none}, wanted "; else is=''; fi
    lack="$lack${lack:+; }$words $is${wants:-none}"
  done
}

# option_words OPTION[=VALUE]: what people call it, in $words
option_words() {
  words=${1%%=*}
  case $words in
    -l) words=load-balancing ;;
    -f) words=failure-detection ;;
    -n) words=notify-switches ;;
    *) words=${words#--} ;;
  esac
}

# from_to TEXT: a text that says what is and what is wanted, once that is so, in $did
from_to() {
  did='' left=$1
  while :; do
    case $left in *', wanted '*) ;; *) break ;; esac
    did="$did${left%%, wanted *} to "
    left=${left#*, wanted }
  done
  did=$did$left
}

# set_policy WHAT COMMAND... -- OPTION=VALUE...: each option in two words, so
# that a value may be empty
set_policy() {
  from_to "$1"
  sp_what=$did
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
