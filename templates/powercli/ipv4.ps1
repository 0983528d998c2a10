
# --- addresses ------------------------------------------------------------------------

function Test-SameSubnet {
    param([string] $a, [string] $b, [string] $mask)
    $x = [System.Net.IPAddress]::Parse($a).GetAddressBytes()
    $y = [System.Net.IPAddress]::Parse($b).GetAddressBytes()
    $m = [System.Net.IPAddress]::Parse($mask).GetAddressBytes()
    foreach ($i in 0, 1, 2, 3) {
        if (($x[$i] -band $m[$i]) -ne ($y[$i] -band $m[$i])) { return $false }
    }
    return $true
}

# Takes an address from another vmk of ours that is to get another one; says whether it is free.
function Clear-Address {
    param([hashtable] $h, [string] $device, [string] $ip)
    foreach ($v in $h.Vmks) {
        if ($v.Device -ceq $device -or $v.Mode -cne 'static' -or $v.IP -cne $ip) { continue }
        $said = Find-Wanted $h 'SetIPv4' 'Device' $v.Device
        if ((-not $said -or -not $said['Mode']) -and -not (Find-Wanted $h 'RemoveVmk' 'Device' $v.Device)) {
            Add-Stranger $h "$device is to have $ip, but $($v.Device) has it, whose address isn't declared"
            return $false
        }
        if ($h.Carriers -ccontains $v.Device -and (Test-Held $h "${device}: waits for $ip, which carries management on $($v.Device)")) { return $false }
        if (Approve-Change $h "$($v.Device): $ip taken away") {
            $null = $h.EsxCli.network.ip.interface.ipv4.set.Invoke(@{ interfacename = $v.Device; type = 'none' })
            $h.Stale = $true
        }
        $h.Moved = $true
        $v.Mode = 'none'
        $v.IP = ''
        $v.Mask = ''
    }
    return $true
}

# Cmdlets know neither a gateway of the adapter's own nor an adapter without an address.
function Write-IPv4 {
    param([hashtable] $h, [string] $device, [hashtable] $to, [string] $had)
    $plain = -not $to.Gateway -and -not $had
    if ($to.Mode -ceq 'static' -and $plain) {
        $null = Set-VMHostNetworkAdapter -VirtualNic (Get-VmkObject $h $device) -IP $to.IP -SubnetMask $to.Mask -Confirm:$false
        return
    }
    if ($to.Mode -ceq 'dhcp' -and $plain) {
        $null = Set-VMHostNetworkAdapter -VirtualNic (Get-VmkObject $h $device) -Dhcp -Confirm:$false
        return
    }
    $set = @{ interfacename = $device; type = $to.Mode }
    if ($to.Mode -ceq 'static') {
        $set['ipv4'] = $to.IP
        $set['netmask'] = $to.Mask
    }
    if ($to.Gateway) { $set['gateway'] = $to.Gateway }
    $null = $h.EsxCli.network.ip.interface.ipv4.set.Invoke($set)
    $h.Stale = $true
}

function Invoke-SetIPv4 {
    param([hashtable] $h, [hashtable] $op)
    $v = Find-Vmk $h $op.Device
    if (-not $v) { return }
    $to = @{ Mode = $v.Mode; IP = $v.IP; Mask = $v.Mask; Gateway = $v.Gateway }
    if ($op['Mode']) {
        $to.Mode = $op.Mode
        $to.IP = ''
        $to.Mask = ''
        if ($op.Mode -ceq 'static') {
            $to.IP = $op['IP']
            if ($op['From']) { $to.IP = $h.Row[$op.From] }
            $to.Mask = $op.Mask
        }
    }
    if ($op.ContainsKey('Gateway')) { $to.Gateway = $op.Gateway }
    $same = $to.Mode -ceq $v.Mode -and ($to.Mode -cne 'static' -or ($to.IP -ceq $v.IP -and $to.Mask -ceq $v.Mask))
    if ($same -and $to.Gateway -ceq $v.Gateway) { return }
    $what = "$($op.Device): IPv4 $($v.Mode) $($v.IP) $($v.Mask) $($v.Gateway), wanted $($to.Mode) $($to.IP) $($to.Mask) $($to.Gateway)"
    if ($h.Carriers -ccontains $op.Device -and (Test-Held $h $what)) { return }
    if ($to.Gateway -and -not $op['Gateway']) {
        if ($to.Mode -cne 'static' -or -not (Test-SameSubnet $to.Gateway $to.IP $to.Mask)) { $to.Gateway = '' }
    }
    if ($to.Mode -ceq 'static' -and -not (Clear-Address $h $op.Device $to.IP)) { return }
    if (Approve-Change $h $what) { Write-IPv4 -h $h -device $op.Device -to $to -had $v.Gateway }
    $h.Moved = $true
    $v.Mode = $to.Mode
    $v.IP = $to.IP
    $v.Mask = $to.Mask
    $v.Gateway = $to.Gateway
}
