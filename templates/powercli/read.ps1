
# --- what the host has ----------------------------------------------------------

function ConvertTo-Teaming {
    param($team)
    $t = @{ LoadBalancing = $null; Detection = $null; Notify = $null; Failback = $null; Active = $null; Standby = $null }
    if (-not $team) { return $t }
    if ($team.Policy) { $t.LoadBalancing = $policyNames[$team.Policy] }
    if ($null -ne $team.NotifySwitches) { $t.Notify = $team.NotifySwitches }
    if ($null -ne $team.RollingOrder) { $t.Failback = -not $team.RollingOrder }
    if ($team.FailureCriteria -and $null -ne $team.FailureCriteria.CheckBeacon) {
        $t.Detection = 'LinkStatus'
        if ($team.FailureCriteria.CheckBeacon) { $t.Detection = 'BeaconProbing' }
    }
    if ($team.NicOrder) {
        $t.Active = $team.NicOrder.ActiveNic -join ','
        $t.Standby = $team.NicOrder.StandbyNic -join ','
    }
    return $t
}

function ConvertTo-Vmk {
    param($nic, [hashtable] $dvs)
    $spec = $nic.Spec
    $v = @{
        Device = $nic.Device; PortGroup = [string]$nic.Portgroup; Switch = ''; DvKey = ''
        Stack = $spec.NetStackInstanceKey; Mtu = [int]$spec.Mtu; Mac = ([string]$spec.Mac).ToLower(); Foreign = ''
        Mode = 'none'; IP = ''; Mask = ''; Gateway = ''
        IPv6 = $false; Addresses = @(); Autoconf = $false; Dhcp6 = $false; Gateway6 = ''
    }
    if (-not $v.Stack) { $v.Stack = 'defaultTcpipStack' }
    if ($spec.OpaqueNetwork -or @('vxlan', 'hyperbus') -ccontains $v.Stack) { $v.Foreign = 'NSX' }
    if ($spec.DistributedVirtualPort) {
        $v.PortGroup = ''
        $v.Switch = [string]$dvs[$spec.DistributedVirtualPort.SwitchUuid]
        $v.DvKey = [string]$spec.DistributedVirtualPort.PortgroupKey
    }
    if ($spec.Ip.Dhcp) { $v.Mode = 'dhcp' } elseif ($spec.Ip.IpAddress -and $spec.Ip.IpAddress -cne '0.0.0.0') { $v.Mode = 'static' }
    if ($v.Mode -cne 'none') {
        $v.IP = [string]$spec.Ip.IpAddress
        $v.Mask = [string]$spec.Ip.SubnetMask
    }
    if ($spec.Ip.IpV6Config) {
        $v.IPv6 = $true
        $v.Autoconf = [bool]$spec.Ip.IpV6Config.AutoConfigurationEnabled
        $v.Dhcp6 = [bool]$spec.Ip.IpV6Config.DhcpV6Enabled
        foreach ($a in $spec.Ip.IpV6Config.IpV6Address) {
            if ($a.Origin -ceq 'manual' -and $a.IpAddress -notlike 'fe80:*') {
                $v.Addresses += ConvertTo-Prefix "$($a.IpAddress)/$($a.PrefixLength)"
            }
        }
    }
    if ($spec.IpRouteSpec -and $spec.IpRouteSpec.IpRouteConfig) {
        $v.Gateway = [string]$spec.IpRouteSpec.IpRouteConfig.DefaultGateway
        $v.Gateway6 = ConvertTo-Address $spec.IpRouteSpec.IpRouteConfig.IpV6DefaultGateway
    }
    return $v
}

function ConvertTo-Stack {
    param($stack)
    $s = @{ Key = $stack.Key; Gateway = ''; Gateway6 = ''; Dns = @(); Search = @(); DnsDhcp = $false; Congestion = ''; MaxConnections = $null; Routes = @{} }
    if ($stack.IpRouteConfig) {
        $s.Gateway = [string]$stack.IpRouteConfig.DefaultGateway
        $s.Gateway6 = ConvertTo-Address $stack.IpRouteConfig.IpV6DefaultGateway
    }
    if ($stack.DnsConfig) {
        foreach ($a in $stack.DnsConfig.Address) { $s.Dns += ConvertTo-Address $a }
        foreach ($d in $stack.DnsConfig.SearchDomain) { $s.Search += $d }
        $s.DnsDhcp = [bool]$stack.DnsConfig.Dhcp
    }
    $s.Congestion = [string]$stack.CongestionControlAlgorithm
    $s.MaxConnections = $stack.RequestedMaxNumberOfConnections
    return $s
}

function Read-Switch {
    param([hashtable] $h, $info)
    $nics = @{}
    $h.Nics = @()
    foreach ($p in $info.Pnic) {
        $nics[$p.Key] = $p.Device
        $h.Nics += $p.Device
    }
    $h.Switches = @()
    foreach ($s in $info.Vswitch) {
        $have = @()
        foreach ($key in $s.Pnic) { $have += $nics[$key] }
        $security = $s.Spec.Policy.Security
        $h.Switches += @{
            Name = $s.Name; Mtu = [int]$s.Mtu; Nics = $have; Teaming = ConvertTo-Teaming $s.Spec.Policy.NicTeaming
            Security = @{ AllowPromiscuous = $security.AllowPromiscuous; MacChanges = $security.MacChanges; ForgedTransmits = $security.ForgedTransmits }
        }
    }
    $h.ProxySwitches = @()
    foreach ($s in $info.ProxySwitch) {
        $have = @()
        foreach ($key in $s.Pnic) { $have += $nics[$key] }
        $h.ProxySwitches += @{ Name = $s.DvsName; Uuid = $s.DvsUuid; Mtu = [int]$s.Mtu; Nics = $have }
    }
}

function Read-PortGroup {
    param([hashtable] $h, $info)
    $h.PortGroups = @()
    foreach ($p in $info.Portgroup) {
        $clients = 0
        foreach ($port in $p.Port) { if ($port.Type -cne 'host') { $clients += 1 } }
        $h.PortGroups += @{
            Name = $p.Spec.Name; Switch = $p.Spec.VswitchName; Vlan = [int]$p.Spec.VlanId; Clients = $clients
            Teaming = ConvertTo-Teaming $p.Spec.Policy.NicTeaming
        }
    }
}

function Read-Role {
    param([hashtable] $h)
    $h.Manager = Get-View -Id $h.VMHost.ExtensionData.ConfigManager.VirtualNicManager -Property 'Info' -Server $h.Run.Server
    $h.RoleTypes = @()
    $h.SingleRoles = @()
    $h.Roles = @()
    foreach ($config in $h.Manager.Info.NetConfig) {
        $h.RoleTypes += $config.NicType
        if (-not $config.MultiSelectAllowed) { $h.SingleRoles += $config.NicType }
        if (@('vsan', 'vsanWitness') -ccontains $config.NicType) { continue }
        foreach ($nic in $config.CandidateVnic) {
            if ($config.SelectedVnic -ccontains $nic.Key) { $h.Roles += "$($config.NicType) $($nic.Device)" }
        }
    }
}

# What carries management now, and what that hangs on.
function Read-Carrier {
    param([hashtable] $h)
    $h.Carriers = @()
    $h.CarrierPortGroups = @()
    $h.CarrierSwitches = @()
    foreach ($v in $h.Vmks) {
        if ($h.Roles -ccontains "management $($v.Device)") { $h.Carriers += $v.Device }
    }
    if ($h.Carriers.Count -eq 0) { $h.Carriers = @('vmk0') }
    foreach ($v in $h.Vmks) {
        if ($h.Carriers -cnotcontains $v.Device) { continue }
        if ($v.PortGroup) { $h.CarrierPortGroups += $v.PortGroup }
        $h.CarrierSwitches += $v.Switch
    }
}

function Read-VMHost {
    param([hashtable] $h)
    $h.System = Get-View -Id $h.VMHost.ExtensionData.ConfigManager.NetworkSystem -Property 'NetworkInfo' -Server $h.Run.Server
    if ($h.Wrote) {
        $h.System.RefreshNetworkSystem()
        $h.System.UpdateViewData('NetworkInfo')
    }
    $h.Stale = $false
    $info = $h.System.NetworkInfo
    Read-Switch $h $info
    Read-PortGroup $h $info
    $dvs = @{}
    foreach ($s in $h.ProxySwitches) { $dvs[$s.Uuid] = $s.Name }
    $h.Vmks = @()
    foreach ($nic in $info.Vnic) {
        $v = ConvertTo-Vmk $nic $dvs
        if ($v.PortGroup) {
            $p = Find-PortGroup $h $v.PortGroup
            if ($p) { $v.Switch = $p.Switch }
        }
        $h.Vmks += $v
    }
    $h.Stacks = @()
    foreach ($stack in $info.NetStackInstance) { $h.Stacks += ConvertTo-Stack $stack }
    $h.IPv6Enabled = [bool]$info.IpV6Enabled
    $h.IPv6AtBoot = [bool]$info.AtBootIpV6Enabled
    Read-Role $h
    Read-Carrier $h
    $h.Bindings = $null
    $h.Vsan = $null
    $h.Nvme = $null
    $h.DvSwitches = @()
    $h.Held6 = @()
    $h.SoftwareIscsi = $false
    $h.NoIscsi = $false
}
