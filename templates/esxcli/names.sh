
# --- name servers and search domains --------------------------------------------------

# name_list server|search OPTION LABEL STACK VALUE...: exactly these, in this order
name_list() {
  kind=$1 option=$2 label=$3 stack=$4
  shift 4
  have=''
  if ! named "$made" "stack/$stack"; then
    recall_field "$kind $stack" "$label" network ip dns "$kind" list --netstack "$stack"
    words "$out"
    have=$words
  fi
  # shellcheck disable=SC2086 # no blanks in addresses and domains
  for is in $have; do
    if [ $# -gt 0 ] && [ -z "$off" ] && [ "$is" = "$1" ]; then
      shift
      continue
    fi
    off=1
    change "stack $stack: DNS $kind $is removed" network ip dns "$kind" remove "$option" "$is" --netstack "$stack"
  done
  for value in "$@"; do
    change "stack $stack: DNS $kind $value added" network ip dns "$kind" add "$option" "$value" --netstack "$stack"
  done
  if [ $# -gt 0 ] || [ -n "$off" ]; then forget_in_act "$kind $stack"; fi
  off=''
}
off=''

# dns STACK ADDRESS..., search STACK DOMAIN...
dns() { name_list server --server DNSServers "$@"; }
search() { name_list search --domain 'DNSSearch Domains' "$@"; }
