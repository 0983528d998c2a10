
# security_of NAME: its security, as options of set, in $policy
security_of() {
  recall "security of switch $1" network vswitch standard policy security get --vswitch-name "$1"
  over=''
  policy=$(printf '%s\n' "$out" | sed -n '
    s/ *$//
    s/^   Allow Promiscuous: /--allow-promiscuous=/p
    s/^   Allow MAC Address Change: /--allow-mac-change=/p
    s/^   Allow Forged Transmits: /--allow-forged-transmits=/p')
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
