# With DHCP the installer leaves a host without its name
case $host in *.*) kind=--fqdn ;; *) kind=--host ;; esac
if out=$(esxcli system hostname set "$kind=$host" 2>&1); then
  "$backup" >/dev/null 2>&1
  log "named $host"
else
  tell "vmkgen: the host could not be named $host: $out"
fi
