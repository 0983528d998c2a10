
# --- vmks ---------------------------------------------------------------------------

function Get-SwitchMtu {
    param([hashtable] $h, [string] $name)
    $s = Find-Switch $h $name
    if ($s) { return $s.Mtu }
    foreach ($s in $h.ProxySwitches) { if ($s.Name -ceq $name) { return $s.Mtu } }
    return 0
}

# Moves a vmk to another port group in place; it keeps all that its specification leaves out.
function Move-Vmk {
    param([hashtable] $h, [hashtable] $v, [hashtable] $to)
    Disconnect-Binding $h $v.Device
    $limit = Get-SwitchMtu $h $to.Switch
    if ($limit -gt 0 -and $v.Mtu -gt $limit) {
        if (Approve-Change $h "$($v.Device): MTU $($v.Mtu) to $limit, the most that switch $($to.Switch) has") {
            $null = Set-VMHostNetworkAdapter -VirtualNic (Get-VmkObject $h $v.Device) -Mtu $limit -Confirm:$false
        }
        $v.Mtu = $limit
    }
    $where = "port group $($to.PortGroup) of $($to.Switch)"
    if (Approve-Change $h "$($v.Device): moved to $where") {
        Sync-VMHost $h
        $spec = New-Object -TypeName VMware.Vim.HostVirtualNicSpec
        if ($to.DvKey) {
            $spec.DistributedVirtualPort = New-Object -TypeName VMware.Vim.DistributedVirtualSwitchPortConnection -Property @{ SwitchUuid = $to.Uuid; PortgroupKey = $to.DvKey }
        } else {
            $spec.Portgroup = $to.PortGroup
        }
        $h.System.UpdateVirtualNic($v.Device, $spec)
    }
    $v.PortGroup = $to.PortGroup
    if ($to.DvKey) { $v.PortGroup = '' }
    $v.Switch = $to.Switch
    $v.DvKey = $to.DvKey
}

function Compare-Place {
    param([hashtable] $v, [hashtable] $op, $to)
    if (-not $op.PortGroup) {
        if ($op.Switch -and $v.Switch -cne $op.Switch) { return "on switch $($v.Switch), wanted on $($op.Switch)" }
        return ''
    }
    if (-not $to) { return '' }
    if ($to.DvKey) {
        if ($v.DvKey -cne $to.DvKey) { return "on switch $($v.Switch) $($v.PortGroup)$($v.DvKey), wanted on port group $($to.PortGroup) of $($to.Switch)" }
        return ''
    }
    if ($v.PortGroup -cne $to.PortGroup) { return "on port group $($v.PortGroup)$($v.DvKey) of $($v.Switch), wanted on $($to.PortGroup)" }
    return ''
}

# The number that ESXi gives to a vmk that comes without one.
function Get-FreeDevice {
    param([hashtable] $h)
    $n = 0
    while (Find-Vmk $h "vmk$n") { $n += 1 }
    return "vmk$n"
}

# Makes a vmk on a distributed switch, where only the host can choose its number.
function Write-NewDvVmk {
    param([hashtable] $h, [hashtable] $op, [hashtable] $to, [hashtable] $with)
    $spec = New-Object -TypeName VMware.Vim.HostVirtualNicSpec
    $spec.Ip = New-Object -TypeName VMware.Vim.HostIpConfig -Property @{ Dhcp = $false }
    $spec.NetStackInstanceKey = $with.Stack
    if ($with.Mtu) { $spec.Mtu = $with.Mtu }
    if ($with.Mac) { $spec.Mac = $with.Mac }
    $spec.DistributedVirtualPort = New-Object -TypeName VMware.Vim.DistributedVirtualSwitchPortConnection -Property @{ SwitchUuid = $to.Uuid; PortgroupKey = $to.DvKey }
    Sync-VMHost $h
    $device = $h.System.AddVirtualNic('', $spec)
    if ($device -cne $op.Device) {
        $h.System.RemoveVirtualNic($device)
        throw "$($op.Device) was wanted, and the host made $device, which was removed again"
    }
}

# Makes a vmk on a standard switch: only esxcli takes its number.
function Write-NewVmk {
    param([hashtable] $h, [hashtable] $op, [hashtable] $to, [hashtable] $with)
    $new = @{ interfacename = $op.Device; portgroupname = $to.PortGroup; netstack = $with.Stack }
    if ($with.Mtu) { $new['mtu'] = $with.Mtu }
    if ($with.Mac) { $new['macaddress'] = $with.Mac }
    $null = $h.EsxCli.network.ip.interface.add.Invoke($new)
    $h.Stale = $true
}

function Add-Vmk {
    param([hashtable] $h, [hashtable] $op, [hashtable] $to, [hashtable] $with)
    if ($to.DvKey) {
        $free = Get-FreeDevice $h
        if ($free -cne $op.Device) {
            Add-Stranger $h "$($op.Device) is to be made on the distributed switch $($to.Switch), where the host would make it $free"
            return
        }
    }
    if (-not (Clear-Mac $h $op.Device $with.Mac)) { return }
    $limit = Get-SwitchMtu $h $to.Switch
    if ($with.Mtu -and $limit -gt 0 -and $with.Mtu -gt $limit) { $with.Mtu = $limit }
    if (Approve-Change $h "$($op.Device): made on port group $($to.PortGroup) of $($to.Switch), stack $($with.Stack)") {
        if ($to.DvKey) { Write-NewDvVmk $h $op $to $with } else { Write-NewVmk $h $op $to $with }
    }
    $mtu = 1500
    if ($with.Mtu) { $mtu = $with.Mtu }
    $pg = $to.PortGroup
    if ($to.DvKey) { $pg = '' }
    $h.Vmks += @{
        Device = $op.Device; PortGroup = $pg; Switch = $to.Switch; DvKey = $to.DvKey
        Stack = $with.Stack; Mtu = $mtu; Mac = $with.Mac; Foreign = ''
        Mode = 'none'; IP = ''; Mask = ''; Gateway = ''
        IPv6 = $false; Addresses = @(); Autoconf = $false; Dhcp6 = $false; Gateway6 = ''
    }
}

# Says whether a vmk is the last that carries management, without which there is no host.
function Test-LastManagement {
    param([hashtable] $h, [string] $device)
    if ($h.Roles -cnotcontains "management $device") { return $false }
    foreach ($item in $h.Roles) { if ($item -clike 'management *' -and $item -cne "management $device") { return $false } }
    Add-Stranger $h "$device is the last vmk that carries management, and wouldn't any more"
    return $true
}

function Invoke-VmkRemoval {
    param([hashtable] $h, [hashtable] $v, [string] $what)
    if (Approve-Change $h "$($v.Device): $what") {
        $null = Remove-VMHostNetworkAdapter -Nic (Get-VmkObject $h $v.Device) -Confirm:$false
    }
    $h.Vmks = @($h.Vmks | Where-Object -FilterScript { $_.Device -cne $v.Device })
    $h.Roles = @($h.Roles | Where-Object -FilterScript { $_ -cnotlike "* $($v.Device)" })
    $h.Moved = $true
}

# Gives a vmk that was made anew what it had of IPv6 and nothing wanted speaks of.
function Restore-IPv6 {
    param([hashtable] $h, [hashtable] $was)
    if (Find-Wanted $h 'DisableIPv6' 'Device' $was.Device) { return }
    $back = @{ Op = 'SetIPv6'; Device = $was.Device }
    $said = @()
    foreach ($op in $h.Wanted) {
        if ($op.Op -ceq 'SetIPv6' -and $op.Device -ceq $was.Device) { $said += @($op.Keys) }
    }
    if ($said -cnotcontains 'From') { $back['Addresses'] = $was.Addresses }
    if ($said -cnotcontains 'Autoconf') { $back['Autoconf'] = $was.Autoconf }
    if ($said -cnotcontains 'Dhcp') { $back['Dhcp'] = $was.Dhcp6 }
    Invoke-SetIPv6 $h $back
}

# The stack of a vmk can't be changed: it is made anew with what it had.
function Invoke-Replace {
    param([hashtable] $h, [hashtable] $v, [hashtable] $op, $to)
    if (-not $to) { $to = @{ PortGroup = $v.PortGroup; Switch = $v.Switch; DvKey = '' } }
    $with = @{ Stack = $op.Stack; Mtu = $v.Mtu; Mac = $v.Mac }
    if ($op['Mtu']) { $with.Mtu = $op.Mtu }
    if ($op['Mac']) { $with.Mac = $op.Mac }
    if (Test-LastManagement $h $op.Device) { return }
    if (-not (Clear-Mac $h $op.Device $with.Mac)) { return }
    Disconnect-Binding $h $v.Device
    Disconnect-Vsan $h $v.Device
    $h.Owed = "$($v.Device) had IPv4 $($v.Mode) $($v.IP) $($v.Mask), IPv6 $($v.Addresses -join ' ') with autoconf $($v.Autoconf) and DHCP $($v.Dhcp6), MTU $($v.Mtu), MAC $($v.Mac)"
    Invoke-VmkRemoval $h $v 'removed, to be made anew in another stack'
    Add-Vmk $h $op $to $with
    $said = Find-Wanted $h 'SetIPv4' 'Device' $op.Device
    if (-not $said -or -not $said['Mode']) {
        Invoke-SetIPv4 $h @{ Op = 'SetIPv4'; Device = $op.Device; Mode = $v.Mode; IP = $v.IP; Mask = $v.Mask }
    }
    if ($v.IPv6) { Restore-IPv6 $h $v }
    $h.Owed = ''
}

function Invoke-EnsureVmk {
    param([hashtable] $h, [hashtable] $op)
    $v = Find-Vmk $h $op.Device
    if ($v -and $v.Foreign) {
        Add-Stranger $h "$($op.Device) belongs to $($v.Foreign)"
        return
    }
    $to = $null
    if ($op.PortGroup) {
        $to = Find-Target $h $op
        if (-not $to) { return }
    }
    if (-not $v) {
        if (-not $to) {
            Add-Stranger $h "$($op.Device) doesn't exist, and its port group is not declared"
            return
        }
        if (-not $to.DvKey -and -not (Clear-PortGroup $h $to.PortGroup $op.Device "$($op.Device) is wanted on port group $($to.PortGroup)")) { return }
        $with = @{ Stack = 'defaultTcpipStack'; Mtu = $op['Mtu']; Mac = [string]$op['Mac'] }
        if ($op['Stack']) { $with.Stack = $op.Stack }
        Add-Vmk $h $op $to $with
        return
    }
    $what = Compare-Place $v $op $to
    $stack = $op['Stack'] -and $v.Stack -cne $op.Stack
    if ($stack) { $what += " in stack $($v.Stack), wanted in $($op.Stack)" }
    $mac = $op['Mac'] -and $v.Mac -cne $op.Mac
    if ($mac) { $what += " with MAC $($v.Mac), wanted $($op.Mac)" }
    if (-not $what) { return }
    if ($what -and -not $op.PortGroup -and -not $stack -and -not $mac) {
        Add-Stranger $h "$($op.Device) is $what, and its port group is not declared"
        return
    }
    if ($h.Carriers -ccontains $op.Device -and (Test-Held $h "$($op.Device): $what")) { return }
    if ($to -and -not $to.DvKey -and -not (Clear-PortGroup $h $to.PortGroup $op.Device "$($op.Device) is wanted on port group $($to.PortGroup)")) { return }
    if ($stack) {
        Invoke-Replace $h $v $op $to
        return
    }
    if (Compare-Place $v $op $to) { Move-Vmk $h $v $to }
    if ($mac -and (Clear-Mac $h $op.Device $op.Mac)) {
        if (Approve-Change $h "$($op.Device): MAC $($v.Mac), wanted $($op.Mac)") {
            $null = Set-VMHostNetworkAdapter -VirtualNic (Get-VmkObject $h $op.Device) -Mac $op.Mac -Confirm:$false
        }
        $v.Mac = $op.Mac
    }
}
