
# Only esxcli switches IPv6 off on one adapter; its addresses go before.
function Invoke-DisableIPv6 {
    param([hashtable] $h, [hashtable] $op)
    $v = Find-Vmk $h $op.Device
    if (-not $v -or -not $v.IPv6) { return }
    $what = "$($op.Device): IPv6 on, wanted off"
    if ($h.Carriers -ccontains $op.Device -and (Test-Held $h $what)) { return }
    if ($v.Addresses.Count -gt 0 -or $v.Gateway6) {
        $none = @{ Addresses = @(); Autoconf = $v.Autoconf; Dhcp6 = $v.Dhcp6; Gateway6 = '' }
        if (Approve-Change $h "$($op.Device): IPv6 $($v.Addresses -join ' ') $($v.Gateway6) taken away") { Write-IPv6 $h $v $none }
    }
    if (Approve-Change $h $what) {
        $null = $h.EsxCli.network.ip.interface.ipv6.set.Invoke(@{ interfacename = $op.Device; enableipv6 = $false })
        $h.Stale = $true
    }
    $h.Moved = $true
    $v.IPv6 = $false
    $v.Addresses = @()
    $v.Autoconf = $false
    $v.Dhcp6 = $false
    $v.Gateway6 = ''
}
