
# --- roles ------------------------------------------------------------------------

# roles_on DEVICE TAG|vsan=TYPE...
roles_on() {
  dev=$1
  shift
  vmks_of_host
  if ! row "$vk" "$dev" || [ "$f4" != defaultTcpipStack ]; then return; fi
  tags_of "$dev"
  for tag in "$@"; do
    case $tag in
      vsan=*) vsan_on "$dev" "${tag#*=}" ;;
      *)
        if has "$tags" "$tag"; then continue; fi
        change "$dev: role $tag on" network ip interface tag add --interface-name "$dev" --tagname "$tag"
        tags="$tags${tags:+, }$tag"
        keep_tags "$dev" "$tags"
        ;;
    esac
  done
}

# vsan_now DEVICE: the kinds of vSAN traffic that it carries, in $kinds
vsan_now() {
  vsan_of_host
  kinds=''
  if named "$gone" "$1" && [ "$mode" = survey ]; then return; fi
  IFS=$nl
  for each in $vs; do
    fields "$each"
    if [ "$f1" = "$1" ]; then kinds="$kinds${kinds:+, }$f2"; fi
  done
  IFS=$ifs
}

# vsan_on DEVICE TYPE,TYPE: it carries these, whatever else it carries
vsan_on() {
  vsan_now "$1"
  more='' set_all=''
  words "$2, $kinds"
  for kind in $words; do
    case " $set_all " in *" $kind "*) continue ;; esac
    set_all="$set_all${set_all:+ }$kind"
    if ! has "$kinds" "$kind"; then more="$more${more:+, }$kind"; fi
  done
  if [ -z "$more" ]; then return; fi
  vsan_set "$1" "vSAN traffic $more on" "$set_all"
}

# vsan_set DEVICE WHAT TYPES
vsan_set() {
  vs_dev=$1 vs_what=$2 vs_verb=add
  if [ -n "$kinds" ]; then vs_verb='set'; fi
  types=$3
  set --
  for kind in $types; do set -- "$@" -T "$kind"; done
  change "$vs_dev: $vs_what" vsan network ip "$vs_verb" --interface-name "$vs_dev" "$@"
  forget_in_act vsan
}

# roles_only DEVICE TAG|vsan=TYPE...: no others
roles_only() {
  dev=$1
  shift
  vmks_of_host
  if ! row "$vk" "$dev" || [ "$f4" != defaultTcpipStack ]; then return; fi
  want_kinds=''
  for tag in "$@"; do
    case $tag in
      vsan=*)
        words "${tag#*=}"
        want_kinds=$words
        ;;
    esac
  done
  vsan_now "$dev"
  rest='' extra=''
  words "$kinds"
  for kind in $words; do
    case " $want_kinds " in
      *" $kind "*) rest="$rest${rest:+ }$kind" ;;
      *) extra="$extra${extra:+, }$kind" ;;
    esac
  done
  if [ -n "$extra" ] && [ -n "$rest" ]; then
    vsan_set "$dev" "vSAN traffic $extra off" "$rest"
  elif [ -n "$extra" ]; then
    change "$dev: vSAN traffic $extra off" vsan network ip remove --interface-name "$dev"
    forget_in_act vsan
  fi
  tags_of "$dev"
  words "$tags"
  for have in $words; do
    for tag in "$@"; do
      if [ "$tag" = "$have" ]; then continue 2; fi
    done
    case $have in
      VSAN | VSANWitness) continue ;;
      Management)
        if [ -z "$allow" ]; then
          stranger "$dev carries management, and its declared roles don't have it"
          continue
        fi
        if hold "$dev: carries management, not wanted"; then continue; fi
        if ! others_manage "$dev"; then
          stranger "$dev carries management, its declared roles don't have it, and no other vmk is to carry it"
          continue
        fi
        tags_of "$dev"
        ;;
    esac
    change "$dev: role $have off" network ip interface tag remove --interface-name "$dev" --tagname "$have"
    words "$tags"
    tags=''
    for tag in $words; do
      if [ "$tag" != "$have" ]; then tags="$tags${tags:+, }$tag"; fi
    done
    keep_tags "$dev" "$tags"
  done
}
