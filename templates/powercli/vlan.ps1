
function Invoke-SetVLAN {
    param([hashtable] $h, [hashtable] $op)
    $p = Find-Place $h $op
    if (-not $p -or $p.Vlan -eq $op.Vlan) { return }
    $what = "port group $($p.Name): VLAN $($p.Vlan), wanted $($op.Vlan)"
    if ($h.CarrierPortGroups -ccontains $p.Name -and (Test-Held $h $what)) { return }
    if (Approve-Change $h $what) {
        $null = Set-VirtualPortGroup -VirtualPortGroup (Get-PortGroupObject $h $p.Name) -VLanId $op.Vlan -Confirm:$false
    }
    $p.Vlan = $op.Vlan
}
