
# --- gateways and routes ----------------------------------------------------------------

# Says whether a vmk of the stack reaches a gateway by now.
function Test-Reached {
    param([hashtable] $h, [string] $stack, [string] $gateway)
    if ($gateway -like '*:*') {
        foreach ($v in $h.Vmks) { if ($v.Stack -ceq $stack -and $v.IPv6) { return $h.Held6 -cnotcontains $stack } }
        return $false
    }
    foreach ($v in $h.Vmks) {
        if ($v.Stack -cne $stack) { continue }
        if ($v.Mode -ceq 'dhcp') { return $true }
        if ($v.Mode -ceq 'static' -and (Test-SameSubnet $v.IP $gateway $v.Mask)) { return $true }
    }
    return $false
}

function Invoke-SetGateway {
    param([hashtable] $h, [hashtable] $op)
    Sync-Stack $h
    $s = Find-Stack $h $op.Stack
    if (-not $s) { return }
    $key = 'Gateway'
    if ($op.Gateway -like '*:*') {
        $key = 'Gateway6'
        if (Test-IPv6Off $h) { return }
    }
    $to = ConvertTo-Address $op.Gateway
    if ($s[$key] -ceq $to) { return }
    $what = "stack $($op.Stack): gateway '$($s[$key])', wanted $to"
    if ($s[$key] -and $op.Stack -ceq 'defaultTcpipStack' -and (Test-Held $h $what)) { return }
    if (-not (Test-Reached $h $op.Stack $to) -and (Test-Held $h "$what (no vmk of the stack reaches it yet)")) { return }
    if (Approve-Change $h $what) {
        $set = @{ NetworkStack = Get-StackObject $h $op.Stack; Confirm = $false }
        if ($key -ceq 'Gateway') { $set['VMKernelGateway'] = $to } else { $set['VMKernelV6Gateway'] = $to }
        $null = Set-VMHostNetworkStack @set
    }
    $s[$key] = $to
}

function Get-PrefixLength {
    param([string] $mask)
    if ($mask -notlike '*.*') { return [int]$mask }
    $bits = 0
    foreach ($byte in [System.Net.IPAddress]::Parse($mask).GetAddressBytes()) {
        foreach ($bit in 128, 64, 32, 16, 8, 4, 2, 1) { if ($byte -band $bit) { $bits += 1 } }
    }
    return $bits
}

# The routes of a stack that somebody set, but for its gateways, as '10.8.0.0/16 10.1.2.3'.
function Read-Route {
    param([hashtable] $h, [string] $stack, [string] $family)
    $all = @()
    if ($family -ceq 'ipv4') {
        $list = $h.EsxCli.network.ip.route.ipv4.list.Invoke(@{ netstack = $stack })
    } else {
        $list = $h.EsxCli.network.ip.route.ipv6.list.Invoke(@{ netstack = $stack })
    }
    foreach ($r in $list) {
        if (@('', '0.0.0.0', '::') -ccontains $r.Gateway -or @('default', '0.0.0.0', '::') -ccontains $r.Network) { continue }
        if ($r.Source -and $r.Source -cne 'MANUAL') { continue }
        $all += "$(ConvertTo-Address $r.Network)/$(Get-PrefixLength $r.Netmask) $(ConvertTo-Address $r.Gateway)"
    }
    return $all
}

# Routes of the default stack have cmdlets, those of other stacks only esxcli.
function Write-Route {
    param([hashtable] $h, [string] $stack, [string] $route)
    $part = $route -split ' '
    if ($stack -ceq 'defaultTcpipStack') {
        $to = $part[0] -split '/'
        $null = New-VMHostRoute -VMHost $h.VMHost -Destination $to[0] -PrefixLength ([int]$to[1]) -Gateway $part[1] -Server $h.Run.Server -Confirm:$false
        return
    }
    if ($route -like '*:*') {
        $null = $h.EsxCli.network.ip.route.ipv6.add.Invoke(@{ netstack = $stack; network = $part[0]; gateway = $part[1] })
    } else {
        $null = $h.EsxCli.network.ip.route.ipv4.add.Invoke(@{ netstack = $stack; network = $part[0]; gateway = $part[1] })
    }
    $h.Stale = $true
}

function Disconnect-Route {
    param([hashtable] $h, [string] $stack, [string] $route)
    $part = $route -split ' '
    if ($stack -ceq 'defaultTcpipStack') {
        Sync-VMHost $h
        foreach ($r in Get-VMHostRoute -VMHost $h.VMHost -Server $h.Run.Server) {
            if ("$($r.Destination)/$($r.PrefixLength) $($r.Gateway)" -ceq $route) { $null = Remove-VMHostRoute -VMHostRoute $r -Confirm:$false }
        }
        return
    }
    if ($route -like '*:*') {
        $null = $h.EsxCli.network.ip.route.ipv6.remove.Invoke(@{ netstack = $stack; network = $part[0]; gateway = $part[1] })
    } else {
        $null = $h.EsxCli.network.ip.route.ipv4.remove.Invoke(@{ netstack = $stack; network = $part[0]; gateway = $part[1] })
    }
    $h.Stale = $true
}

function Invoke-SetRoutes {
    param([hashtable] $h, [hashtable] $op)
    Sync-Stack $h
    if (-not (Find-Stack $h $op.Stack)) { return }
    foreach ($family in 'ipv4', 'ipv6') {
        $to = @()
        foreach ($r in $op.Routes) {
            if (($r -like '*:*') -eq ($family -ceq 'ipv6')) { $to += $r }
        }
        if ($family -ceq 'ipv6' -and $to.Count -gt 0 -and (Test-IPv6Off $h)) { continue }
        Write-RouteList -h $h -stack $op.Stack -family $family -to $to
    }
}

function Write-RouteList {
    param([hashtable] $h, [string] $stack, [string] $family, $to)
    $risky = $stack -ceq 'defaultTcpipStack'
    $routes = (Find-Stack $h $stack).Routes
    if (-not $routes.ContainsKey($family)) { $routes[$family] = @(Read-Route $h $stack $family) }
    foreach ($r in $routes[$family]) {
        if ($to -ccontains $r) { continue }
        if ($risky -and (Test-Held $h "stack ${stack}: route $r is not wanted")) { continue }
        if (Approve-Change $h "stack ${stack}: route $r removed") { Disconnect-Route $h $stack $r }
        $routes[$family] = @($routes[$family] | Where-Object -FilterScript { $_ -cne $r })
    }
    foreach ($r in $to) {
        if ($routes[$family] -ccontains $r) { continue }
        $part = $r -split ' '
        $rival = $false
        foreach ($have in $routes[$family]) { if (($have -split ' ')[0] -ceq $part[0]) { $rival = $true } }
        if ($risky -and $rival -and (Test-Held $h "stack ${stack}: route $r is wanted")) { continue }
        if (-not (Test-Reached $h $stack $part[1]) -and (Test-Held $h "stack ${stack}: route $r is missing (no vmk of the stack reaches it yet)")) { continue }
        if (Approve-Change $h "stack ${stack}: route $r added") { Write-Route $h $stack $r }
        $routes[$family] += $r
    }
}
