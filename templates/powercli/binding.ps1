
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
    $s = Find-Switch $h $p.Switch
    if ($null -eq $order.Active) { $order = $s.Teaming }
    if ($null -eq $order.Active -and $s.ContainsKey('New')) { $order = @{ Active = $s.Nics -join ','; Standby = '' } }
    if ($null -eq $order.Active -or $order.Active -ceq '?') {
        if ($h.Mode -cne 'Act' -or $h.Run.DryRun) { return $unknown }
        $now = $h.EsxCli.network.vswitch.standard.portgroup.policy.failover.get.Invoke(@{ portgroupname = $name })
        $order = @{ Active = $now.ActiveAdapters -join ','; Standby = $now.StandbyAdapters -join ',' }
    }
    return Test-OneUplink $order
}

# Unbinds a vmk from all iSCSI adapters. BindISCSI binds what is declared again, and
# Restore-Binding what isn't.
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
        if (-not (Test-Wanted $h 'Device' $device @('BindISCSI', 'RemoveVmk'))) { $h.Unbound += $b }
    }
}

# The active uplinks that a port group has of its own or from its switch, as they were
# before any came or went; nothing where nobody chose them.
function Get-KnownActive {
    param([hashtable] $h, [hashtable] $s, [string] $name)
    $p = Find-PortGroup $h $name
    if ($p -and $null -ne $p.Teaming.Active) {
        if ($p.Teaming.Active -ceq '?') { return $p.Teaming.Had }
        return $p.Teaming.Active
    }
    if ($null -ne $s.Teaming.Active) { return $s.Teaming.Active }
    return $s.Teaming['Had']
}

# Unbinds the vmks of a switch whose one path is about to change: those that have an
# uplink that goes or, where none is named, their switch's order. Says whether it may:
# a vmk that isn't declared is never touched.
function Clear-UplinkBinding {
    param([hashtable] $h, [hashtable] $s, [string] $nic)
    foreach ($v in $h.Vmks) {
        if ($v.DvKey -or $v.Switch -cne $s.Name) { continue }
        if ($nic) {
            $active = Get-KnownActive $h $s $v.PortGroup
            if ($null -ne $active -and ($active -split ',') -cnotcontains $nic) { continue }
        } elseif ($null -ne (Find-PortGroup $h $v.PortGroup).Teaming.Active) {
            continue
        }
        if (-not (Test-Wanted $h 'Device' $v.Device @('EnsureVmk', 'RemoveVmk')) -and (Test-Bound $h $v.Device)) {
            Add-Stranger $h "$($v.Device) is bound, isn't declared, and needs the uplinks of switch $($s.Name) as they are"
            return $false
        }
        Disconnect-Binding $h $v.Device
    }
    return $true
}

function Test-Bound {
    param([hashtable] $h, [string] $device)
    Read-Binding $h
    foreach ($b in $h.Bindings) { if (($b -split ' ')[1] -ceq $device) { return $true } }
    return $false
}

# Binds again what the configuration doesn't speak of. Where that can't be, the host is
# stopped before its first write.
function Restore-Binding {
    param([hashtable] $h)
    foreach ($b in $h.Unbound) {
        $part = $b -split ' '
        $v = Find-Vmk $h $part[1]
        if (-not $v) { continue }
        if (-not (Test-OnePath $h $v.PortGroup $false) -or ($v.Mode -ceq 'none' -and $v.Addresses.Count -eq 0)) {
            Add-Stranger $h "$($part[1]) is bound to $($part[0]), which isn't declared, and could not be bound again where it is to be"
            continue
        }
        if (Approve-Change $h "$($part[1]): bound to $($part[0]) again") {
            $null = $h.EsxCli.iscsi.networkportal.add.Invoke(@{ adapter = $part[0]; nic = $part[1] })
        }
        $h.Bindings += $b
        $h.Unbound = @($h.Unbound | Where-Object -FilterScript { $_ -cne $b })
    }
}
