
# --- iSCSI bindings -----------------------------------------------------------------

function Read-Binding {
    param([hashtable] $h)
    if ($null -ne $h.Bindings) { return }
    $h.Bindings = @()
    foreach ($b in $h.EsxCli.iscsi.networkportal.list.Invoke()) { $h.Bindings += "$($b.Adapter) $($b.Vmknic)" }
}

# Unbinds a vmk from all iSCSI adapters; gives what it was bound to.
function Disconnect-Binding {
    param([hashtable] $h, [string] $device)
    Read-Binding $h
    foreach ($b in $h.Bindings) {
        $part = $b -split ' '
        if ($part[1] -cne $device) { continue }
        if (Approve-Change $h "${device}: unbound from $($part[0])") {
            $null = $h.EsxCli.iscsi.networkportal.remove.Invoke(@{ adapter = $part[0]; nic = $device })
        }
        $h.Bindings = @($h.Bindings | Where-Object -FilterScript { $_ -cne $b })
        $b
    }
}

# Binds again what the configuration doesn't speak of; BindISCSI does the rest.
function Restore-Binding {
    param([hashtable] $h, $bound)
    foreach ($b in $bound) {
        $part = $b -split ' '
        if (Find-Wanted $h 'BindISCSI' 'Device' $part[1]) { continue }
        if (Approve-Change $h "$($part[1]): bound to $($part[0]) again") {
            $null = $h.EsxCli.iscsi.networkportal.add.Invoke(@{ adapter = $part[0]; nic = $part[1] })
        }
        $h.Bindings += $b
    }
}
