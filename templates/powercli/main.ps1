
# --- the run --------------------------------------------------------------------------

# Goes through all that is wanted of a host, as far as the phase allows.
function Invoke-Wanted {
    param([hashtable] $h)
    $h.Held6 = @()
    foreach ($op in $h.Wanted) { $null = & "Invoke-$($op.Op)" $h $op }
    Clear-Aside $h
}

# One pass over a host: what is harmless, then, where it is allowed, what may cut management off.
function Invoke-Pass {
    param([hashtable] $h, [string] $mode)
    Read-VMHost $h
    $h.Mode = $mode
    $h.Phase = 'Rest'
    $h.Todo = @()
    $h.Held = @()
    $h.Differs = @()
    $h.Reboot = $false
    $h.Moved = $false
    $h.Unbound = @()
    $h.Owed = ''
    Invoke-Wanted $h
    if ($h.Run.AllowManagement -and $h.Held.Count -gt 0) {
        $h.Phase = 'Management'
        $h.Held = @()
        Invoke-Wanted $h
    }
    Restore-Binding $h
}

# Brings one host to what is wanted of it; says how it went.
function Invoke-VMHost {
    param([hashtable] $h)
    $null = Invoke-Pass $h 'Look'
    if ($h.Strangers.Count -gt 0) {
        $h.Error = 'in the way and not ours: ' + ($h.Strangers -join '; ')
        return 'Refused'
    }
    if ($h.Todo.Count -gt 0) {
        $null = Invoke-Pass $h 'Act'
        if ($h.Strangers.Count -gt 0) { throw ($h.Strangers -join '; ') }
        if ($h.Doing) { $h.Changes += $h.Doing }
        $h.Doing = ''
        if ($h.Wrote) {
            $null = Invoke-Pass $h 'Look'
            if ($h.Todo.Count -gt 0) { throw ('not as wanted after the run: ' + ($h.Todo -join '; ')) }
        }
    }
    $h.Held += $h.Differs
    if ($h.Reboot) { $h.Held += 'host: IPv6 takes a reboot; run this again after it' }
    if ($h.Held.Count -gt 0) { return 'Held' }
    if ($h.Wrote) { return 'Changed' }
    if ($h.Changes.Count -gt 0) { return 'WouldChange' }
    return 'Unchanged'
}

# Says why a host is not to be touched; nothing where all is well.
function Test-VMHost {
    param($found, [string] $name)
    if ($found.Count -eq 0) { return "the server knows no host $name" }
    if ($found.Count -gt 1) { return "the server knows $($found.Count) hosts $name" }
    if ([string]$found[0].ConnectionState -cne 'Connected' -and [string]$found[0].ConnectionState -cne 'Maintenance') {
        return "the host is $($found[0].ConnectionState)"
    }
    if ([version]$found[0].Version -lt [version]$release) { return "the host runs ESXi $($found[0].Version), older than $release" }
}

# What a run that fails has taken and not given back, which no later run can know.
function Get-Owed {
    param([hashtable] $h)
    $owed = ''
    foreach ($b in $h.Unbound) { $owed += "; to be bound again: $b" }
    if ($h.Owed) { $owed += "; $($h.Owed)" }
    return $owed
}

function Invoke-Row {
    param([hashtable] $row, $inventory, [hashtable] $run)
    $found = @($inventory | Where-Object -FilterScript { $_.Name -ieq $row.Name })
    $h = @{
        Name = $row.Name; Row = $row; Run = $run; Wanted = $wanted[$row.Wanted]; VMHost = $null
        Changes = @(); Held = @(); Strangers = @(); Unbound = @(); Owed = ''; Doing = ''; Wrote = $false; Error = ''
    }
    $state = 'Refused'
    $h.Error = Test-VMHost $found $row.Name
    if (-not $h.Error) {
        try {
            $h.VMHost = $found[0]
            $h.EsxCli = Get-EsxCli -VMHost $h.VMHost -V2 -Server $run.Server
            $state = Invoke-VMHost $h
        } catch {
            $state = 'Failed'
            $h.Error = [string]$_.Exception.Message
            if ($h.Doing) { $h.Error = "$($h.Doing): $($h.Error)" }
            if ($h.Wrote) { $h.Error += Get-Owed $h }
        }
    }
    foreach ($what in $h.Held) { Write-Warning -Message "$($row.Name): left alone: $what" }
    if ($h.Error) { Write-Warning -Message "$($row.Name): ${state}: $($h.Error)" }
    return [pscustomobject]@{ Host = $row.Name; State = $state; Changes = $h.Changes; Held = $h.Held; Error = [string]$h.Error }
}

# Uses the connection that is there, or makes one.
function Connect-Target {
    param([string] $address, $login)
    $port = 443
    if ($address -match '^([^:]+|\[.+\]):(\d+)$') {
        $address = $Matches[1]
        $port = [int]$Matches[2]
    }
    foreach ($known in Get-Variable -Name 'DefaultVIServers' -Scope 'Global' -ValueOnly -ErrorAction SilentlyContinue) {
        if ($known.IsConnected -and $known.Name -ieq $address -and $known.Port -eq $port) { return @{ Server = $known; Ours = $false } }
    }
    $set = @{ Server = $address; Port = $port; NotDefault = $true }
    if ($login) { $set['Credential'] = $login }
    return @{ Server = Connect-VIServer @set; Ours = $true }
}

$chosen = @()
foreach ($row in $hosts) {
    foreach ($pattern in $VMHost) {
        if ($row.Name -like $pattern) {
            $chosen += $row
            break
        }
    }
}
if ($chosen.Count -eq 0) { throw "no host of this cluster is called $($VMHost -join ', ')" }

$code = 1
$link = Connect-Target $Server $Credential
try {
    $run = @{ Cmdlet = $PSCmdlet; DryRun = [bool]$WhatIfPreference; AllowManagement = [bool]$AllowManagement; Server = $link.Server }
    $inventory = @(Get-VMHost -Server $link.Server)
    $states = @()
    foreach ($row in $chosen) {
        $result = Invoke-Row $row $inventory $run
        $states += $result.State
        $result
    }
    $code = 0
    if ($states -ccontains 'Held') { $code = 3 }
    if ($states -ccontains 'Refused') { $code = 4 }
    if ($states -ccontains 'Failed') { $code = 1 }
} finally {
    if ($link.Ours) { Disconnect-VIServer -Server $link.Server -Confirm:$false -WhatIf:$false }
}
exit $code
