
function Invoke-SetPortGroupTeaming {
    param([hashtable] $h, [hashtable] $op)
    $p = Find-Place $h $op
    if (-not $p) { return }
    $lack = Compare-Teaming $p.Teaming $op
    if (-not $lack) { return }
    $what = "port group $($p.Name): teaming: $lack"
    if ($h.CarrierPortGroups -ccontains $p.Name -and (Test-Held $h $what)) { return }
    if (Test-OrderWaits $h $p.Switch $op $what) { return }
    foreach ($v in $h.Vmks) {
        if ($v.PortGroup -ceq $p.Name) { Disconnect-Binding $h $v.Device }
    }
    if (Approve-Change $h $what) {
        $set = Get-TeamingParameter $op
        if ($set.Count -gt 0) {
            $policy = Get-NicTeamingPolicy -VirtualPortGroup (Get-PortGroupObject $h $p.Name)
            $null = Set-NicTeamingPolicy -VirtualPortGroupPolicy $policy @set -Confirm:$false
        }
        if ($op.ContainsKey('Active') -or $op.ContainsKey('Standby')) {
            $order = Get-OrderArgument $p.Teaming $op
            $order['portgroupname'] = $p.Name
            $null = $h.EsxCli.network.vswitch.standard.portgroup.policy.failover.set.Invoke($order)
            $h.Stale = $true
        }
    }
    Write-NowTeaming $p.Teaming $op
}
