
# single_role DEVICE TAG OTHER...: a role that one vmk of a host can have; OTHER
# are those that lose it where they have it
single_role() {
  dev=$1 tag=$2
  shift 2
  vmks_of_host
  if row "$vk" "$dev"; then
    if [ "$f4" != defaultTcpipStack ]; then return; fi
    tags_of "$dev"
    if has "$tags" "$tag"; then return; fi
  fi
  column 1 "$vk"
  for who in $column; do
    for other in "$dev" "$@"; do
      if [ "$other" = "$who" ]; then continue 2; fi
    done
    tags_of "$who"
    if has "$tags" "$tag"; then stranger "$dev is to have the role $tag, but $who has it, whose roles aren't declared"; fi
  done
}
