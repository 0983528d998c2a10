
# --- taking away ------------------------------------------------------------------------

function Invoke-RemoveVmk {
    param([hashtable] $h, [hashtable] $op)
    $v = Find-Vmk $h $op.Device
    if (-not $v) { return }
    if ($v.Foreign) {
        Add-Stranger $h "$($op.Device) belongs to $($v.Foreign)"
        return
    }
    if ($h.Carriers -ccontains $op.Device -and (Test-Held $h "$($op.Device): is not wanted, and carries management")) { return }
    if (Test-LastManagement $h $op.Device) { return }
    Disconnect-Binding $h $op.Device
    Disconnect-Vsan $h $op.Device
    Invoke-VmkRemoval $h $v 'removed'
}
