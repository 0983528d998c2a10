
# --- standard switches --------------------------------------------------------

# switch NAME
switch() {
  switches_of_host
  if row "$sw" "$1"; then return; fi
  change "switch $1: made" network vswitch standard add --vswitch-name "$1"
  sw="$sw$1${us}1500${us}listen$us$nl"
  made="$made${nl}switch/$1"
}

# keep_switch NAME MTU CDP UPLINKS: note how a switch is by now
keep_switch() {
  others "$sw" "$1"
  sw="$kept$1$us$2$us$3$us$4$nl"
}
