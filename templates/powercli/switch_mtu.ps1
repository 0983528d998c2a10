
function Invoke-SetSwitchMTU {
    param([hashtable] $h, [hashtable] $op)
    $s = Find-Switch $h $op.Switch
    if (-not $s) { return }
    if ($op.Way -ceq 'Raise' -and $s.Mtu -ge $op.Mtu) { return }
    if ($op.Way -ceq 'Lower') {
        if ($s.Mtu -le $op.Mtu) { return }
        foreach ($v in $h.Vmks) {
            if ($v.Switch -cne $op.Switch -or $v.Mtu -le $op.Mtu) { continue }
            if (-not (Test-Wanted $h 'Device' $v.Device @('EnsureVmk', 'SetVmkMTU', 'RemoveVmk'))) {
                Add-Stranger $h "$($v.Device) has a larger MTU than switch $($op.Switch) is to have, and isn't declared"
                return
            }
            if (Test-Held $h "switch $($op.Switch): MTU $($s.Mtu), wanted $($op.Mtu) (a vmk on it still has a larger one)") { return }
        }
    }
    $what = "switch $($op.Switch): MTU $($s.Mtu), wanted $($op.Mtu)"
    if ($h.CarrierSwitches -ccontains $op.Switch -and (Test-Held $h $what)) { return }
    if (Approve-Change $h $what) {
        $null = Set-VirtualSwitch -VirtualSwitch (Get-SwitchObject $h $op.Switch) -Mtu $op.Mtu -Confirm:$false
    }
    $s.Mtu = $op.Mtu
}
