
# stack_policy KEY: how its TCP behaves, as options of set, in $policy
stack_policy() {
  recall "stack $1" network ip netstack get --netstack "$1"
  policy=''
  policy_from --ccalgo 'Congestion Control Algorithm'
  policy_from --maxconn 'Max Connections'
}

# stack_options KEY OPTION=VALUE...
stack_options() {
  name=$1
  shift
  policy='' over=''
  if ! named "$made" "stack/$name"; then stack_policy "$name"; fi
  wanted_policy "$@"
  if [ -z "$lack" ]; then return; fi
  set_policy "stack $name: $lack" network ip netstack set --netstack "$name" -- "$@"
  forget "stack $name"
}
