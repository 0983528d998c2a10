
# No cmdlet takes a stack's gateway away.
function Invoke-RemoveGateway {
    param([hashtable] $h, [hashtable] $op)
    Sync-Stack $h
    $s = Find-Stack $h $op.Stack
    if (-not $s) { return }
    $key = 'Gateway'
    if ($op.IPv6) { $key = 'Gateway6' }
    $was = $s[$key]
    if (-not $was) { return }
    $what = "stack $($op.Stack): gateway $was, wanted none"
    if ($op.Stack -ceq 'defaultTcpipStack' -and (Test-Held $h $what)) { return }
    if (Approve-Change $h $what) {
        $route = @{ netstack = $op.Stack; network = 'default'; gateway = $was }
        if ($op.IPv6) {
            $null = $h.EsxCli.network.ip.route.ipv6.remove.Invoke($route)
        } else {
            $null = $h.EsxCli.network.ip.route.ipv4.remove.Invoke($route)
        }
        $h.Stale = $true
    }
    $s[$key] = ''
}
