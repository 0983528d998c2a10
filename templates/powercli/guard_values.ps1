
# --- what must hold before a change -----------------------------------------------------

function Find-Guarded {
    param([hashtable] $h, [hashtable] $op)
    if ($op.Kind -ceq 'host') { return $h }
    if ($op.Kind -ceq 'switch') { return Find-Switch $h $op.Name }
    if ($op.Kind -ceq 'stack') { return Find-Stack $h $op.Name }
    if ($op.Kind -ceq 'vmk') { return Find-Vmk $h $op.Name }
    if (-not $op['Of']) { return Find-PortGroup $h $op.Name }
    $v = Find-Vmk $h $op.Of
    if ($v) { return Find-PortGroup $h $v.PortGroup }
}

# An attribute's value as a text, the items of a list joined by commas.
function Get-GuardedValue {
    param([hashtable] $h, [hashtable] $op, $thing)
    if ($op.Kind -ceq 'host') { return Get-HostValue $h $op.Attribute }
    if ($op.Kind -ceq 'stack') { return Get-StackValue $h $thing $op.Attribute }
    if ($op.Kind -ceq 'vmk') { return Get-VmkValue $h $op $thing }
    if ($op.Attribute -clike 'teaming/*') { return Get-TeamingValue $thing.Teaming $op.Attribute }
    if ($op.Kind -ceq 'portgroup') {
        if ($op.Attribute -ceq 'vlan') { return [string]$thing.Vlan }
        return $thing.Switch
    }
    return Get-SwitchValue $h $thing $op.Attribute
}

function Get-TeamingValue {
    param([hashtable] $team, [string] $attribute)
    $keys = @{
        'teaming/policy' = 'LoadBalancing'; 'teaming/active' = 'Active'; 'teaming/standby' = 'Standby'
        'teaming/failback' = 'Failback'; 'teaming/notify' = 'Notify'; 'teaming/detection' = 'Detection'
    }
    $is = $team[$keys[$attribute]]
    if ($null -eq $is) { return 'inherited' }
    return [string]$is
}

function Get-SwitchValue {
    param([hashtable] $h, [hashtable] $s, [string] $attribute)
    if ($attribute -ceq 'mtu') { return [string]$s.Mtu }
    if ($attribute -ceq 'uplinks') { return $s.Nics -join ',' }
    if ($attribute -ceq 'security/promiscuous') { return [string]$s.Security.AllowPromiscuous }
    if ($attribute -ceq 'security/mac_changes') { return [string]$s.Security.MacChanges }
    if ($attribute -ceq 'security/forged_transmits') { return [string]$s.Security.ForgedTransmits }
    $is = ''
    foreach ($item in $h.EsxCli.network.vswitch.standard.list.Invoke(@{ vswitchname = $s.Name })) { $is = $item.CDPStatus }
    return $is
}

function Get-StackValue {
    param([hashtable] $h, [hashtable] $s, [string] $attribute)
    if ($attribute -ceq 'gateway') { return $s.Gateway }
    if ($attribute -ceq 'gateway6') { return $s.Gateway6 }
    if ($attribute -ceq 'dns') { return $s.Dns -join ',' }
    if ($attribute -ceq 'search') { return $s.Search -join ',' }
    if ($attribute -ceq 'congestion_control') { return $s.Congestion }
    if ($attribute -ceq 'max_connections') { return [string]$s.MaxConnections }
    return (@(Read-Route $h $s.Key 'ipv4') + @(Read-Route $h $s.Key 'ipv6')) -join ','
}

# The port group that a vmk is on; while it is out of another's way, the first that it may be on.
function Get-PlaceName {
    param([hashtable] $h, [hashtable] $op, [hashtable] $v)
    if ($op['May'] -and $v.PortGroup -ceq "vmkgen-$($v.Device)") { return $op.Values[0] }
    return $v.PortGroup
}

# A vmk that moves, or is made anew, is no wider meanwhile than its switch.
function Get-MtuText {
    param([hashtable] $h, [hashtable] $op, [hashtable] $v)
    if ($op['May'] -and $v.Mtu -eq (Get-SwitchMtu $h $v.Switch)) { return $op.Values[0] }
    return [string]$v.Mtu
}

# A vmk whose MAC another one needs has one for the meantime.
function Get-MacText {
    param([hashtable] $op, [hashtable] $v)
    foreach ($mac in $op.Values) {
        if ($mac -and $v.Mac -ceq (Get-SpareMac $mac)) { return $mac }
    }
    return $v.Mac
}

function Get-VmkValue {
    param([hashtable] $h, [hashtable] $op, [hashtable] $v)
    $attribute = $op.Attribute
    if ($attribute -ceq 'portgroup') { return Get-PlaceName $h $op $v }
    if ($attribute -ceq 'switch') { return $v.Switch }
    if ($attribute -ceq 'stack') { return $v.Stack }
    if ($attribute -ceq 'mac') { return Get-MacText $op $v }
    if ($attribute -ceq 'mtu') { return Get-MtuText $h $op $v }
    if ($attribute -ceq 'gateway') { return $v.Gateway }
    if ($attribute -ceq 'address') {
        if ($v.Mode -ceq 'static') { return "$($v.IP) $($v.Mask)" }
        return $v.Mode
    }
    if ($attribute -clike 'ipv6*') { return Get-IPv6Value $v $attribute }
    if ($attribute -ceq 'roles') { return (Get-RoleValue $h $v) -join ',' }
    return (Get-BindingValue $h $op $v) -join ','
}

function Get-IPv6Value {
    param([hashtable] $v, [string] $attribute)
    if ($attribute -ceq 'ipv6/address') { return $v.Addresses -join ',' }
    if ($attribute -ceq 'ipv6/autoconf') { return [string]$v.Autoconf }
    if ($attribute -ceq 'ipv6/dhcp') { return [string]$v.Dhcp6 }
    if ($attribute -ceq 'ipv6/gateway') { return $v.Gateway6 }
    if ($v.IPv6) { return 'on' }
    return 'off'
}

# In a stack of its own a vmk has no roles but what the stack implies.
function Get-RoleValue {
    param([hashtable] $h, [hashtable] $v)
    if ($v.Stack -cne 'defaultTcpipStack') { return }
    foreach ($item in $h.Roles) {
        $part = $item -split ' '
        if ($part[1] -ceq $v.Device -and $knownRoles -ccontains $part[0]) { $part[0] }
    }
    foreach ($kind in Get-VsanKind $h $v.Device) { "vsan=$kind" }
}

# The software adapter goes by that name where nobody calls it by its own.
function Get-BindingValue {
    param([hashtable] $h, [hashtable] $op, [hashtable] $v)
    Read-Binding $h
    $software = ''
    foreach ($item in $h.EsxCli.iscsi.adapter.list.Invoke()) {
        if ($item.Driver -ceq 'iscsi_vmk') { $software = $item.Adapter }
    }
    $named = ($op.Values -join ',') -split ','
    foreach ($b in $h.Bindings) {
        $part = $b -split ' '
        if ($part[1] -cne $v.Device) { continue }
        if ($part[0] -ceq $software -and $named -cnotcontains $software) { 'software' } else { $part[0] }
    }
}

function Get-HostValue {
    param([hashtable] $h, [string] $attribute)
    if ($attribute -ceq 'nvme') {
        Read-Nvme $h
        return $h.Nvme -join ','
    }
    if ([string]$h.EsxCli.iscsi.software.get.Invoke() -ieq 'true') { return 'on' }
    return 'off'
}
