
# A vmk's port group, standard or distributed, by its name.
function Invoke-GuardDvPlace {
    param([hashtable] $h, [hashtable] $op)
    if (-not (Test-GuardTime $h)) { return }
    $v = Find-Vmk $h $op.Name
    if (-not $v) {
        if (-not $op['May']) { Add-Stranger $h "vmk $($op.Name) is gone" }
        return
    }
    $is = Get-PlaceName $h $op $v
    if ($v.DvKey) {
        $is = $v.DvKey
        $s = Find-DvSwitch $h $v.Switch
        if ($s) {
            foreach ($g in $s.Groups) { if ($g.Key -ceq $v.DvKey) { $is = $g.Name } }
        }
    }
    Compare-Guard -h $h -op $op -name "vmk $($op.Name)" -is $is
}
