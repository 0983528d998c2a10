
# IPv6 switched off on the whole host takes a reboot to come back; says whether it is off.
function Test-IPv6Off {
    param([hashtable] $h)
    if ($h.IPv6Enabled) { return $false }
    if ($h.IPv6AtBoot) { $h.Reboot = $true }
    if ($h.Reboot -or (Test-Held $h 'host: IPv6 is switched off (it takes a reboot to switch it on)')) { return $true }
    if (Approve-Change $h 'host: IPv6 switched on, from the next reboot') {
        $null = Set-VMHostNetwork -Network (Get-VMHostNetwork -VMHost $h.VMHost -Server $h.Run.Server) -IPv6Enabled $true -Confirm:$false
    }
    $h.Reboot = $true
    return $true
}

function ConvertTo-IPv6Change {
    param([string] $prefix, [string] $operation)
    $part = $prefix -split '/'
    return New-Object -TypeName VMware.Vim.HostIpConfigIpV6Address -Property @{ IpAddress = $part[0]; PrefixLength = [int]$part[1]; Origin = 'manual'; Operation = $operation }
}

# Writes the IPv6 side through the API: the cmdlet may turn DHCP on for IPv4 on the way.
function Write-IPv6 {
    param([hashtable] $h, [hashtable] $v, [hashtable] $to)
    $spec = Get-VmkSpec $h $v.Device
    if (-not $spec.Ip.IpV6Config) { $spec.Ip.IpV6Config = New-Object -TypeName VMware.Vim.HostIpConfigIpV6AddressConfiguration }
    $spec.Ip.IpV6Config.AutoConfigurationEnabled = $to.Autoconf
    $spec.Ip.IpV6Config.DhcpV6Enabled = $to.Dhcp6
    $changes = @()
    foreach ($a in $to.Addresses) { if ($v.Addresses -cnotcontains $a) { $changes += ConvertTo-IPv6Change $a 'add' } }
    foreach ($a in $v.Addresses) { if ($to.Addresses -cnotcontains $a) { $changes += ConvertTo-IPv6Change $a 'remove' } }
    $spec.Ip.IpV6Config.IpV6Address = $changes
    if ($to.Gateway6 -cne $v.Gateway6) {
        # A field that is not set is none; $null would become a text.
        $route = @{}
        if ($v.Gateway) { $route['DefaultGateway'] = $v.Gateway }
        if ($to.Gateway6) { $route['IpV6DefaultGateway'] = $to.Gateway6 }
        if (-not $spec.IpRouteSpec) { $spec.IpRouteSpec = New-Object -TypeName VMware.Vim.HostVirtualNicIpRouteSpec }
        $spec.IpRouteSpec.IpRouteConfig = New-Object -TypeName VMware.Vim.HostIpRouteConfig -Property $route
    }
    $h.System.UpdateVirtualNic($v.Device, $spec)
}

function Invoke-SetIPv6 {
    param([hashtable] $h, [hashtable] $op)
    $v = Find-Vmk $h $op.Device
    if (-not $v) { return }
    if (Test-IPv6Off $h) { return }
    $to = @{ Addresses = $v.Addresses; Autoconf = $v.Autoconf; Dhcp6 = $v.Dhcp6; Gateway6 = $v.Gateway6 }
    if ($op.ContainsKey('Addresses')) { $to.Addresses = $op.Addresses }
    if ($op['From']) {
        $to.Addresses = @()
        foreach ($a in $h.Row[$op.From]) { $to.Addresses += ConvertTo-Prefix $a }
    }
    if ($op.ContainsKey('Autoconf')) { $to.Autoconf = $op.Autoconf }
    if ($op.ContainsKey('Dhcp')) { $to.Dhcp6 = $op.Dhcp }
    if ($op.ContainsKey('Gateway')) { $to.Gateway6 = ConvertTo-Address $op.Gateway }
    $lack = @()
    if (-not $v.IPv6) { $lack += 'off, wanted on' }
    foreach ($a in $to.Addresses) { if ($v.Addresses -cnotcontains $a) { $lack += "$a missing" } }
    foreach ($a in $v.Addresses) { if ($to.Addresses -cnotcontains $a) { $lack += "$a not wanted" } }
    if ($to.Autoconf -ne $v.Autoconf) { $lack += "autoconf wanted $($to.Autoconf)" }
    if ($to.Dhcp6 -ne $v.Dhcp6) { $lack += "DHCP wanted $($to.Dhcp6)" }
    if ($to.Gateway6 -cne $v.Gateway6) { $lack += "own gateway wanted $($to.Gateway6)" }
    if ($lack.Count -eq 0) { return }
    $what = "$($op.Device): IPv6: $($lack -join ', ')"
    if ($h.Carriers -ccontains $op.Device -and (Test-Held $h $what)) {
        $h.Held6 += $v.Stack
        $place = Find-Wanted $h 'EnsureVmk' 'Device' $op.Device
        if ($place -and $place['Stack']) { $h.Held6 += $place.Stack }
        return
    }
    foreach ($a in $to.Addresses) {
        if (-not (Clear-Address6 $h $op.Device $a)) { return }
    }
    if (Approve-Change $h $what) { Write-IPv6 $h $v $to }
    $h.Moved = $true
    $v.IPv6 = $true
    $v.Addresses = $to.Addresses
    $v.Autoconf = $to.Autoconf
    $v.Dhcp6 = $to.Dhcp6
    $v.Gateway6 = $to.Gateway6
}

# Takes an IPv6 address from another vmk of ours that is to have other ones; says whether it is free.
function Clear-Address6 {
    param([hashtable] $h, [string] $device, [string] $prefix)
    $ip = ($prefix -split '/')[0]
    foreach ($v in $h.Vmks) {
        if ($v.Device -ceq $device) { continue }
        foreach ($a in $v.Addresses) {
            if (($a -split '/')[0] -cne $ip) { continue }
            $said = Find-Wanted $h 'SetIPv6' 'Device' $v.Device
            if ((-not $said -or -not $said['From']) -and -not (Test-Wanted $h 'Device' $v.Device @('DisableIPv6', 'RemoveVmk'))) {
                Add-Stranger $h "$device is to have $ip, but $($v.Device) has it, whose IPv6 addresses aren't declared"
                return $false
            }
            if ($h.Carriers -ccontains $v.Device -and (Test-Held $h "${device}: waits for $ip, which carries management on $($v.Device)")) { return $false }
            if (Approve-Change $h "$($v.Device): $a taken away") {
                $null = $h.EsxCli.network.ip.interface.ipv6.address.remove.Invoke(@{ interfacename = $v.Device; ipv6 = $a })
                $h.Stale = $true
            }
            $v.Addresses = @($v.Addresses | Where-Object -FilterScript { $_ -cne $a })
        }
    }
    return $true
}
