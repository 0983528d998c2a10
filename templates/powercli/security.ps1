
function Invoke-SetSecurity {
    param([hashtable] $h, [hashtable] $op)
    $s = Find-Switch $h $op.Switch
    if (-not $s) { return }
    $set = @{}
    $lack = @()
    foreach ($key in 'AllowPromiscuous', 'MacChanges', 'ForgedTransmits') {
        if ($op.ContainsKey($key) -and $s.Security[$key] -cne $op[$key]) {
            $set[$key] = $op[$key]
            $lack += "$key is '$($s.Security[$key])', wanted '$($op[$key])'"
        }
    }
    if ($lack.Count -eq 0) { return }
    if (Approve-Change $h "switch $($op.Switch): security: $($lack -join ', ')") {
        $policy = Get-SecurityPolicy -VirtualSwitch (Get-SwitchObject $h $op.Switch)
        $null = Set-SecurityPolicy -VirtualSwitchPolicy $policy @set -Confirm:$false
    }
    foreach ($key in $set.Keys) { $s.Security[$key] = $set[$key] }
}
