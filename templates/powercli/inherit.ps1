
# Gives what a port group has of its own back to its switch.
function Invoke-InheritTeaming {
    param([hashtable] $h, [hashtable] $op)
    $p = Find-Place $h $op
    if (-not $p) { return }
    $parameters = @{
        LoadBalancing = 'InheritLoadBalancingPolicy'; Detection = 'InheritNetworkFailoverDetectionPolicy'
        Notify = 'InheritNotifySwitches'; Failback = 'InheritFailback'; Active = 'InheritFailoverOrder'
    }
    $set = @{}
    $lack = @()
    foreach ($key in $op.Keys) {
        if ($null -eq $p.Teaming[$key]) { continue }
        $set[$parameters[$key]] = $true
        $lack += "$key is '$($p.Teaming[$key])'"
    }
    if ($lack.Count -eq 0) { return }
    $what = "port group $($p.Name): teaming: $($lack -join ', '), wanted as the switch has it"
    if ($h.CarrierPortGroups -ccontains $p.Name -and (Test-Held $h $what)) { return }
    foreach ($v in $h.Vmks) {
        if ($v.PortGroup -ceq $p.Name) { Disconnect-Binding $h $v.Device }
    }
    if (Approve-Change $h $what) {
        $policy = Get-NicTeamingPolicy -VirtualPortGroup (Get-PortGroupObject $h $p.Name)
        $null = Set-NicTeamingPolicy -VirtualPortGroupPolicy $policy @set -Confirm:$false
    }
    foreach ($key in $op.Keys) { $p.Teaming[$key] = $null }
    if ($op.Keys -ccontains 'Active') { $p.Teaming.Standby = $null }
}
