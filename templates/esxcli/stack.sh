
# --- TCP/IP stacks --------------------------------------------------------------

stacks_of_host() {
  once ns || return 0
  ask network ip netstack list
  ns=$(records Key)
  base_ns=$ns
}

# stack KEY
stack() {
  stacks_of_host
  if named "$ns" "$1"; then return; fi
  change "stack $1: made" network ip netstack add --netstack "$1"
  ns="$ns$nl$1"
  made="$made${nl}stack/$1"
}
