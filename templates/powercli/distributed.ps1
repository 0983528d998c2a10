
# --- distributed switches -------------------------------------------------------------

# A distributed switch that this host is a member of, with its port groups, read once.
function Find-DvSwitch {
    param([hashtable] $h, [string] $name)
    foreach ($item in $h.DvSwitches) { if ($item.Name -ceq $name) { return $item } }
    foreach ($vds in Get-VDSwitch -VMHost $h.VMHost -Server $h.Run.Server) {
        if ($vds.Name -cne $name) { continue }
        $item = @{ Name = $name; Uuid = $vds.ExtensionData.Uuid; Object = $vds; Groups = @() }
        foreach ($pg in Get-VDPortgroup -VDSwitch $vds -Server $h.Run.Server) {
            if ($pg.IsUplink) { continue }
            $item.Groups += @{ Name = $pg.Name; Key = $pg.Key; Config = $pg.ExtensionData.Config.DefaultPortConfig }
        }
        $h.DvSwitches += $item
        return $item
    }
    Add-Stranger $h "this host is no member of the distributed switch $name"
}

# The place on a distributed port group that an operation wants.
function Find-DvPortGroup {
    param([hashtable] $h, [hashtable] $op)
    $s = Find-DvSwitch $h $op.Switch
    if (-not $s) { return }
    foreach ($g in $s.Groups) {
        if ($g.Name -ceq $op.PortGroup) {
            return @{ PortGroup = $g.Name; Switch = $s.Name; Uuid = $s.Uuid; DvKey = $g.Key }
        }
    }
    Add-Stranger $h "the distributed switch $($op.Switch) has no port group $($op.PortGroup)"
}

function Compare-DvTeaming {
    param([hashtable] $op, $team)
    $now = @{ LoadBalancing = $null; Detection = $null; Notify = $null; Failback = $null; Active = $null; Standby = $null }
    if ($team) {
        if ($team.Policy) { $now.LoadBalancing = $policyNames[$team.Policy.Value] }
        if ($team.NotifySwitches) { $now.Notify = $team.NotifySwitches.Value }
        if ($team.RollingOrder) { $now.Failback = -not $team.RollingOrder.Value }
        if ($team.FailureCriteria -and $team.FailureCriteria.CheckBeacon) {
            $now.Detection = 'LinkStatus'
            if ($team.FailureCriteria.CheckBeacon.Value) { $now.Detection = 'BeaconProbing' }
        }
        if ($team.UplinkPortOrder) {
            $now.Active = $team.UplinkPortOrder.ActiveUplinkPort -join ','
            $now.Standby = $team.UplinkPortOrder.StandbyUplinkPort -join ','
        }
    }
    return Compare-Teaming $now $op
}

# What a distributed port group has is compared and named, never set.
function Compare-DvPortGroup {
    param([hashtable] $h, [hashtable] $op, [hashtable] $group)
    $name = "port group $($op.PortGroup) of $($op.Switch)"
    if ($op.ContainsKey('Vlan')) {
        $vlan = $group.Config.Vlan
        $now = 'a trunk or private VLAN'
        if ($vlan -and $vlan.GetType().Name -ceq 'VmwareDistributedVirtualSwitchVlanIdSpec') { $now = [string]$vlan.VlanId }
        if ($now -cne [string]$op.Vlan) { Add-Difference $h "${name}: VLAN is $now, wanted $($op.Vlan)" }
    }
    $lack = Compare-DvTeaming $op $group.Config.UplinkTeamingPolicy
    if ($lack) { Add-Difference $h "${name}: teaming: $lack" }
}

# What Set-VDUplinkTeamingPolicy is to be given: uplinks that a new port group has in use
# and shouldn't have are named too.
function Get-DvTeamingParameter {
    param([hashtable] $op, $team)
    $set = @{}
    if ($op.ContainsKey('LoadBalancing')) { $set['LoadBalancingPolicy'] = $op.LoadBalancing }
    if ($op.ContainsKey('Detection')) { $set['FailoverDetectionPolicy'] = $op.Detection }
    if ($op.ContainsKey('Notify')) { $set['NotifySwitches'] = $op.Notify }
    if ($op.ContainsKey('Failback')) { $set['EnableFailback'] = $op.Failback }
    if ($op['Active']) { $set['ActiveUplinkPort'] = $op.Active -split ',' }
    if ($op['Standby']) { $set['StandbyUplinkPort'] = $op.Standby -split ',' }
    if (-not $op.ContainsKey('Active') -or -not $team -or -not $team.UplinkPortOrder) { return $set }
    $unused = @()
    foreach ($port in @($team.UplinkPortOrder.ActiveUplinkPort) + @($team.UplinkPortOrder.StandbyUplinkPort)) {
        if ($port -and ("$($op.Active),$($op['Standby'])" -split ',') -cnotcontains $port) { $unused += $port }
    }
    if ($unused.Count -gt 0) { $set['UnusedUplinkPort'] = $unused }
    return $set
}

function Invoke-EnsureDvPortGroup {
    param([hashtable] $h, [hashtable] $op)
    $s = Find-DvSwitch $h $op.Switch
    if (-not $s) { return }
    foreach ($g in $s.Groups) {
        if ($g.Name -cne $op.PortGroup) { continue }
        if ($g.Config) { Compare-DvPortGroup $h $op $g }
        return
    }
    if (-not $op.Create) {
        Add-Stranger $h "the distributed switch $($op.Switch) has no port group $($op.PortGroup)"
        return
    }
    $group = @{ Name = $op.PortGroup; Key = 'new'; Config = $null }
    if (Approve-Change $h "port group $($op.PortGroup): made on the distributed switch $($op.Switch)") {
        $new = @{ VDSwitch = $s.Object; Name = $op.PortGroup }
        if ($op['Vlan']) { $new['VlanId'] = $op.Vlan }
        $pg = New-VDPortgroup @new -Server $h.Run.Server -Confirm:$false
        $group.Key = $pg.Key
        $set = Get-DvTeamingParameter $op $pg.ExtensionData.Config.DefaultPortConfig.UplinkTeamingPolicy
        if ($set.Count -gt 0) {
            $policy = Get-VDUplinkTeamingPolicy -VDPortgroup $pg
            $null = Set-VDUplinkTeamingPolicy -Policy $policy @set -Confirm:$false
        }
    }
    $s.Groups += $group
}

# What is declared of a distributed switch is compared and named, never set.
function Invoke-CompareDvSwitch {
    param([hashtable] $h, [hashtable] $op)
    $s = Find-DvSwitch $h $op.Switch
    if (-not $s) { return }
    foreach ($p in $h.ProxySwitches) {
        if ($p.Name -cne $op.Switch) { continue }
        if ($op['Mtu'] -and $p.Mtu -ne $op.Mtu) { Add-Difference $h "switch $($op.Switch): MTU is $($p.Mtu), wanted $($op.Mtu)" }
        if ($op['MinMtu'] -and $p.Mtu -lt $op.MinMtu) { Add-Difference $h "switch $($op.Switch): MTU is $($p.Mtu), wanted $($op.MinMtu) at least" }
        if ($op.ContainsKey('Uplinks')) {
            foreach ($nic in $op.Uplinks) {
                if ($p.Nics -cnotcontains $nic) { Add-Difference $h "switch $($op.Switch): uplink $nic is missing" }
            }
            foreach ($nic in $p.Nics) {
                if ($op.Uplinks -cnotcontains $nic) { Add-Difference $h "switch $($op.Switch): uplink $nic is not wanted" }
            }
        }
    }
    $lack = Compare-DvTeaming $op $s.Object.ExtensionData.Config.DefaultPortConfig.UplinkTeamingPolicy
    if ($lack) { Add-Difference $h "switch $($op.Switch): teaming: $lack" }
}
