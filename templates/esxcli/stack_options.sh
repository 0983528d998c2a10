
# stack_options KEY OPTION=VALUE...
stack_options() {
  name=$1
  shift
  policy='' over=''
  if ! named "$made" "stack/$name"; then
    recall "stack $name" network ip netstack get --netstack "$name"
    policy=$(printf '%s\n' "$out" | sed -n '
      s/ *$//
      s/^   Congestion Control Algorithm: /--ccalgo=/p
      s/^   Max Connections: /--maxconn=/p')
  fi
  wanted_policy "$@"
  if [ -z "$lack" ]; then return; fi
  set_policy "stack $name: $lack" network ip netstack set --netstack "$name" -- "$@"
  forget "stack $name"
}
