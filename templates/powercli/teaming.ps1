
# --- teaming ----------------------------------------------------------------------

# Says what of a teaming differs; what a port group only inherits does.
function Compare-Teaming {
    param([hashtable] $now, [hashtable] $op)
    $lack = @()
    foreach ($key in 'LoadBalancing', 'Detection', 'Notify', 'Failback', 'Active', 'Standby') {
        if ($op.ContainsKey($key) -and ($null -eq $now[$key] -or $now[$key] -cne $op[$key])) {
            $lack += "$key is '$($now[$key])', wanted '$($op[$key])'"
        }
    }
    return $lack -join ', '
}

# What Set-NicTeamingPolicy is to be given.
function Get-TeamingParameter {
    param([hashtable] $op)
    $set = @{}
    if ($op.ContainsKey('LoadBalancing')) { $set['LoadBalancingPolicy'] = $op.LoadBalancing }
    if ($op.ContainsKey('Detection')) { $set['NetworkFailoverDetectionPolicy'] = $op.Detection }
    if ($op.ContainsKey('Notify')) { $set['NotifySwitches'] = $op.Notify }
    if ($op.ContainsKey('Failback')) { $set['FailbackEnabled'] = $op.Failback }
    return $set
}

# The failover order, which only esxcli sets exactly: what is unset stays.
function Get-OrderArgument {
    param([hashtable] $now, [hashtable] $op)
    $order = @{}
    foreach ($key in 'Active', 'Standby') {
        $value = $now[$key]
        if ($op.ContainsKey($key)) { $value = $op[$key] }
        if ($null -ne $value -and $value -cne '?') { $order[$key.ToLower() + 'uplinks'] = $value }
    }
    return $order
}

function Write-NowTeaming {
    param([hashtable] $now, [hashtable] $op)
    foreach ($key in 'LoadBalancing', 'Detection', 'Notify', 'Failback', 'Active', 'Standby') {
        if ($op.ContainsKey($key)) { $now[$key] = $op[$key] }
    }
}

# Says whether an order names uplinks that the switch lacks: held back as they were, or
# never to come.
function Test-OrderWaits {
    param([hashtable] $h, [string] $on, [hashtable] $op, [string] $what)
    $s = Find-Switch $h $on
    foreach ($nic in ("$($op['Active']),$($op['Standby'])" -split ',')) {
        if (-not $nic -or -not $s -or $s.Nics -ccontains $nic) { continue }
        if (-not (Test-Held $h "$what (waits for uplink $nic)")) { Add-Stranger $h "$what, but switch $on is not to have $nic" }
        return $true
    }
    return $false
}
