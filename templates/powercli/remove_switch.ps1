
# Removes a switch once no port group is on it.
function Invoke-RemoveSwitch {
    param([hashtable] $h, [hashtable] $op)
    $s = Find-Switch $h $op.Switch
    if (-not $s) { return }
    Clear-Aside $h
    $what = "switch $($s.Name): is not wanted"
    if ($h.CarrierSwitches -ccontains $s.Name -and (Test-Held $h $what)) { return }
    foreach ($p in $h.PortGroups) {
        if ($p.Switch -cne $s.Name) { continue }
        $goes = (Find-Wanted $h 'RemovePortGroup' 'PortGroup' $p.Name) -or (Find-Wanted $h 'EnsurePortGroup' 'PortGroup' $p.Name)
        if ($goes -and (Test-Held $h "$what (waits for port group $($p.Name), which is still on it)")) { return }
        Add-Stranger $h "switch $($s.Name) is to be removed, but port group $($p.Name) is on it, which isn't to go"
        return
    }
    if (Approve-Change $h "switch $($s.Name): removed") {
        $null = Remove-VirtualSwitch -VirtualSwitch (Get-SwitchObject $h $s.Name) -Confirm:$false
    }
    $h.Switches = @($h.Switches | Where-Object -FilterScript { $_.Name -cne $s.Name })
}
