
# The standard port group that an operation means: its own, or the one that its vmk is on.
function Find-Place {
    param([hashtable] $h, [hashtable] $op)
    if ($op.PortGroup) { return Find-PortGroup $h $op.PortGroup }
    $v = Find-Vmk $h $op.Of
    if (-not $v -or -not $v.PortGroup) {
        Add-Stranger $h "$($op.Of) is not on a standard port group, so its VLAN and teaming can't be set"
        return
    }
    return Find-PortGroup $h $v.PortGroup
}
