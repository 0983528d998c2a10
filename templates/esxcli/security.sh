
# security_of NAME: its security, as options of set, in $policy
security_of() {
  recall "security of switch $1" network vswitch standard policy security get --vswitch-name "$1"
  policy='' over=''
  policy_from --allow-promiscuous 'Allow Promiscuous'
  policy_from --allow-mac-change 'Allow MAC Address Change'
  policy_from --allow-forged-transmits 'Allow Forged Transmits'
}

# security NAME OPTION=VALUE...
security() {
  name=$1
  shift
  policy='' over=''
  if ! named "$made" "switch/$name"; then security_of "$name"; fi
  wanted_policy "$@"
  if [ -z "$lack" ]; then return; fi
  set_policy "switch $name: security: $lack" network vswitch standard policy security set --vswitch-name "$name" -- "$@"
  forget "security of switch $name"
}
