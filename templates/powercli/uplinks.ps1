
function Get-NicObject {
    param([hashtable] $h, [string] $device)
    Sync-VMHost $h
    foreach ($item in Get-VMHostNetworkAdapter -VMHost $h.VMHost -Physical -Server $h.Run.Server) {
        if ($item.Name -ceq $device) { return $item }
    }
    throw "$device is not to be found"
}

function Disconnect-Uplink {
    param([hashtable] $h, [hashtable] $s, [string] $nic)
    if (-not (Clear-UplinkBinding $h $s $nic)) { return }
    if (Approve-Change $h "switch $($s.Name): uplink $nic taken away") {
        $null = Remove-VirtualSwitchPhysicalNetworkAdapter -VMHostNetworkAdapter (Get-NicObject $h $nic) -Confirm:$false
    }
    $s.Nics = @($s.Nics | Where-Object -FilterScript { $_ -cne $nic })
    Clear-Order $h $s
}

# A failover order is not known any more once uplinks came or went.
function Clear-Order {
    param([hashtable] $h, [hashtable] $s)
    if ($null -ne $s.Teaming.Active) { $s.Teaming['Had'] = $s.Teaming.Active }
    $s.Teaming.Active = $null
    foreach ($p in $h.PortGroups) {
        if ($p.Switch -cne $s.Name -or $null -eq $p.Teaming.Active -or $p.Teaming.Active -ceq '?') { continue }
        $p.Teaming['Had'] = $p.Teaming.Active
        $p.Teaming.Active = '?'
    }
}

# Says what stands between an uplink and its switch; nothing where it may come.
function Test-Uplink {
    param([hashtable] $h, [string] $name, [string] $nic)
    if ($h.Nics -cnotcontains $nic) { return 'this host has no such adapter' }
    foreach ($s in $h.ProxySwitches) {
        if ($s.Nics -ccontains $nic) { return "the distributed switch $($s.Name) has it" }
    }
    foreach ($s in $h.Switches) {
        if ($s.Name -cne $name -and $s.Nics -ccontains $nic -and -not (Test-Wanted $h 'Switch' $s.Name @('SetUplinks', 'RemoveSwitch'))) {
            return "switch $($s.Name) has it, which declares no uplinks"
        }
    }
}

function Invoke-SetUplinks {
    param([hashtable] $h, [hashtable] $op)
    $s = Find-Switch $h $op.Switch
    if (-not $s) { return }
    foreach ($nic in $op.Uplinks) {
        if ($s.Nics -ccontains $nic) { continue }
        $why = Test-Uplink $h $op.Switch $nic
        if ($why) {
            Add-Stranger $h "$nic is wanted on switch $($op.Switch), but $why"
            continue
        }
        $owner = $null
        foreach ($other in $h.Switches) { if ($other.Nics -ccontains $nic) { $owner = $other } }
        $risky = $h.CarrierSwitches -ccontains $op.Switch -or ($owner -and $h.CarrierSwitches -ccontains $owner.Name)
        if ($risky -and (Test-Held $h "switch $($op.Switch): uplink $nic is missing")) { continue }
        if ($owner) { Disconnect-Uplink $h $owner $nic }
        if (-not (Clear-UplinkBinding $h $s '')) { continue }
        if (Approve-Change $h "switch $($op.Switch): uplink $nic added") {
            $null = Add-VirtualSwitchPhysicalNetworkAdapter -VirtualSwitch (Get-SwitchObject $h $op.Switch) -VMHostPhysicalNic (Get-NicObject $h $nic) -Confirm:$false
        }
        $s.Nics += $nic
        Clear-Order $h $s
    }
    foreach ($nic in $s.Nics) {
        if ($op.Uplinks -ccontains $nic) { continue }
        if ($h.CarrierSwitches -ccontains $op.Switch -and (Test-Held $h "switch $($op.Switch): uplink $nic is not wanted")) { continue }
        Disconnect-Uplink $h $s $nic
    }
}
