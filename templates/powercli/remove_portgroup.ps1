
# Removes a port group once nothing is on it.
function Invoke-RemovePortGroup {
    param([hashtable] $h, [hashtable] $op)
    $p = Find-PortGroup $h $op.PortGroup
    if (-not $p) { return }
    $what = "port group $($p.Name): is not wanted"
    if ($p.Clients -gt 0) {
        Add-Stranger $h "port group $($p.Name) is to be removed, but $($p.Clients) clients that aren't declared are on it"
        return
    }
    if ($h.CarrierPortGroups -ccontains $p.Name -and (Test-Held $h $what)) { return }
    foreach ($v in $h.Vmks) {
        if ($v.PortGroup -cne $p.Name) { continue }
        $goes = (Find-Wanted $h 'RemoveVmk' 'Device' $v.Device) -or (Find-Wanted $h 'EnsureVmk' 'Device' $v.Device)
        if ($goes -and (Test-Held $h "$what (waits for $($v.Device), which is still on it)")) { return }
        Add-Stranger $h "port group $($p.Name) is to be removed, but $($v.Device) is on it"
        return
    }
    Invoke-PortGroupRemoval $h $p
}
