
# --- TCP/IP stacks --------------------------------------------------------------

stacks_of_host() {
  once ns || return 0
  ask network ip netstack list
  ns=$(records Key)
  base_ns=$ns
}

# stack KEY: one that a vmk was in is there, without asking for all
stack() {
  vmks_of_host
  column 4 "$base_vk"
  if named "$column" "$1"; then return; fi
  stacks_of_host
  if named "$ns" "$1"; then return; fi
  change "stack $1: made" network ip netstack add --netstack "$1"
  ns="$ns$nl$1"
  made="$made${nl}stack/$1"
}
