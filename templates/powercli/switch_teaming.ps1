
function Invoke-SetSwitchTeaming {
    param([hashtable] $h, [hashtable] $op)
    $s = Find-Switch $h $op.Switch
    if (-not $s) { return }
    $lack = Compare-Teaming $s.Teaming $op
    if (-not $lack) { return }
    $what = "switch $($op.Switch): teaming: $lack"
    if ($h.CarrierSwitches -ccontains $op.Switch -and (Test-Held $h $what)) { return }
    if (Test-OrderWaits $h $op.Switch $op $what) { return }
    if (-not (Clear-UplinkBinding $h $s '')) { return }
    if (Approve-Change $h $what) {
        $set = Get-TeamingParameter $op
        if ($set.Count -gt 0) {
            $policy = Get-NicTeamingPolicy -VirtualSwitch (Get-SwitchObject $h $op.Switch)
            $null = Set-NicTeamingPolicy -VirtualSwitchPolicy $policy @set -Confirm:$false
        }
        if ($op.ContainsKey('Active') -or $op.ContainsKey('Standby')) {
            $order = Get-OrderArgument $s.Teaming $op
            $order['vswitchname'] = $op.Switch
            $null = $h.EsxCli.network.vswitch.standard.policy.failover.set.Invoke($order)
            $h.Stale = $true
        }
    }
    Write-NowTeaming $s.Teaming $op
}
