
# Says whether a vmk is still to come to where it is wanted.
function Test-Arriving {
    param([hashtable] $h, [hashtable] $v)
    $op = Find-Wanted $h 'EnsureVmk' 'Device' $v.Device
    if (-not $op) { return $false }
    if ($op.Switch -and $v.Switch -cne $op.Switch) { return $true }
    return $op.PortGroup -and -not $op['Distributed'] -and $v.PortGroup -cne $op.PortGroup
}

function Invoke-SetVmkMTU {
    param([hashtable] $h, [hashtable] $op)
    $v = Find-Vmk $h $op.Device
    if (-not $v -or $v.Mtu -eq $op.Mtu) { return }
    $what = "$($op.Device): MTU $($v.Mtu), wanted $($op.Mtu)"
    if ($h.Carriers -ccontains $op.Device -and (Test-Held $h $what)) { return }
    $limit = Get-SwitchMtu $h $v.Switch
    if ($limit -gt 0 -and $op.Mtu -gt $limit) {
        if ($v.DvKey) {
            Add-Difference $h "$what (the distributed switch $($v.Switch) has $limit)"
            return
        }
        if ((Test-Arriving $h $v) -and (Test-Held $h "$what (waits for its port group)")) { return }
        if (-not (Test-Wanted $h 'Switch' $v.Switch @('EnsureSwitch', 'SetSwitchMTU'))) {
            Add-Stranger $h "$($op.Device) is to have MTU $($op.Mtu), but switch $($v.Switch), which isn't declared, has $limit"
            return
        }
        if (Test-Held $h "$what (waits for switch $($v.Switch), which has $limit)") { return }
    }
    if (Approve-Change $h $what) {
        $null = Set-VMHostNetworkAdapter -VirtualNic (Get-VmkObject $h $op.Device) -Mtu $op.Mtu -Confirm:$false
    }
    $v.Mtu = $op.Mtu
}
