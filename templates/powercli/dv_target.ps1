
# Where an operation wants its vmk, on a distributed switch or not; nothing where that
# can't be.
function Find-Target {
    param([hashtable] $h, [hashtable] $op)
    if ($op['Distributed']) { return Find-DvPortGroup $h $op }
    $p = Find-PortGroup $h $op.PortGroup
    if ($p) { return @{ PortGroup = $p.Name; Switch = $p.Switch; DvKey = '' } }
    Add-Stranger $h "$($op.Device) is wanted on port group $($op.PortGroup), which is not there"
}
