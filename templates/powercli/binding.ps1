
# --- iSCSI bindings -----------------------------------------------------------------

function Read-Binding {
    param([hashtable] $h)
    if ($null -ne $h.Bindings) { return }
    $h.Bindings = @()
    foreach ($b in $h.EsxCli.iscsi.networkportal.list.Invoke()) { $h.Bindings += "$($b.Adapter) $($b.Vmknic)" }
}

# Says whether a failover order is known to have one active uplink and none in standby.
function Test-OneUplink {
    param([hashtable] $order)
    return $order.Active -and $order.Active -cne '?' -and $order.Active -notlike '*,*' -and -not $order.Standby
}

# Says whether a port group has exactly one active uplink and none in standby, as a
# binding needs it; $unknown where that can't be known before uplinks have moved.
function Test-OnePath {
    param([hashtable] $h, [string] $name, [bool] $unknown)
    $p = Find-PortGroup $h $name
    if (-not $p) { return $true }
    $order = $p.Teaming
    if ($null -eq $order.Active) { $order = (Find-Switch $h $p.Switch).Teaming }
    if ($null -eq $order.Active -or $order.Active -ceq '?') {
        if ($h.Mode -cne 'Act' -or $h.Run.DryRun) { return $unknown }
        $now = $h.EsxCli.network.vswitch.standard.portgroup.policy.failover.get.Invoke(@{ portgroupname = $name })
        $order = @{ Active = $now.ActiveAdapters -join ','; Standby = $now.StandbyAdapters -join ',' }
    }
    return Test-OneUplink $order
}

# Says whether a vmk may be unbound for a moment: a binding that isn't declared must
# be possible again on the port group where the vmk is then.
function Test-Unbind {
    param([hashtable] $h, [string] $device, [bool] $onepath)
    if ($onepath -or (Find-Wanted $h 'BindISCSI' 'Device' $device)) { return $true }
    Read-Binding $h
    foreach ($b in $h.Bindings) {
        $part = $b -split ' '
        if ($part[1] -cne $device) { continue }
        Add-Stranger $h "$device is bound to $($part[0]), which isn't declared, and could not be bound again where it is to be"
        return $false
    }
    return $true
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
