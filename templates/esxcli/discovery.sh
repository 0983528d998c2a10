
# discovery NAME MODE
discovery() {
  switches_of_host
  row "$sw" "$1" || :
  if [ "$f3" = "$2" ]; then return; fi
  was=$f2 ups=$f4
  change "switch $1: CDP ${f3:-not set} to $2" network vswitch standard set --vswitch-name "$1" -c "$2"
  keep_switch "$1" "$was" "$2" "$ups"
}
