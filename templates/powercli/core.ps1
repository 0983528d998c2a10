
# --- how it works -------------------------------------------------------------
# Each host is read, and the operations wanted of it are gone through once to
# look, then once to act, then, if anything was written, once more to verify.
# $h is the host as it is by now; each operation compares, asks Approve-Change
# before it writes, and notes in $h what has become of it.

# Asks whether a change is to be made: not while only looking, nor in a dry run.
function Approve-Change {
    param([hashtable] $h, [string] $what)
    $h.Todo += $what
    if ($h.Mode -ceq 'Look') { return $false }
    if ($h.Doing) { $h.Changes += $h.Doing }
    $h.Doing = $what
    if ($h.Run.Cmdlet.ShouldProcess($h.Name, $what)) {
        $h.Wrote = $true
        return $true
    }
    if (-not $h.Run.DryRun) {
        throw 'declined'
    }
    return $false
}

# Holds back what may cut management off, unless its time has come.
function Test-Held {
    param([hashtable] $h, [string] $what)
    if ($h.Phase -ceq 'Management') { return $false }
    if ($h.Held -cnotcontains $what) { $h.Held += $what }
    return $true
}

# Names what differs and is never set from here.
function Add-Difference {
    param([hashtable] $h, [string] $what)
    if ($h.Differs -cnotcontains $what) { $h.Differs += $what }
}

# Notes what is in the way and not ours; it stops the host before its first write.
function Add-Stranger {
    param([hashtable] $h, [string] $what)
    if ($h.Strangers -cnotcontains $what) { $h.Strangers += $what }
}

# All names compare exactly: case counts, and vmk1 is not vmk10.
function Find-Switch {
    param([hashtable] $h, [string] $name)
    foreach ($item in $h.Switches) { if ($item.Name -ceq $name) { return $item } }
}

function Find-PortGroup {
    param([hashtable] $h, [string] $name)
    foreach ($item in $h.PortGroups) { if ($item.Name -ceq $name) { return $item } }
}

function Find-Vmk {
    param([hashtable] $h, [string] $device)
    foreach ($item in $h.Vmks) { if ($item.Device -ceq $device) { return $item } }
}

function Find-Stack {
    param([hashtable] $h, [string] $key)
    foreach ($item in $h.Stacks) { if ($item.Key -ceq $key) { return $item } }
}

# Finds the operation of a kind that is wanted for a thing.
function Find-Wanted {
    param([hashtable] $h, [string] $kind, [string] $key, [string] $name)
    foreach ($op in $h.Wanted) {
        if ($op.Op -ceq $kind -and $op[$key] -ceq $name) { return $op }
    }
}

# Says whether an operation of one of these kinds is wanted for a thing.
function Test-Wanted {
    param([hashtable] $h, [string] $key, [string] $name, [string[]] $kinds)
    foreach ($kind in $kinds) { if (Find-Wanted $h $kind $key $name) { return $true } }
    return $false
}

# One spelling for each address, so that texts compare.
function ConvertTo-Address {
    param([string] $text)
    if (-not $text) { return '' }
    return [System.Net.IPAddress]::Parse(($text -split '%')[0]).ToString()
}

function ConvertTo-Prefix {
    param([string] $text)
    $part = $text -split '/'
    return "$(ConvertTo-Address $part[0])/$($part[1])"
}

# What vCenter shows of a host lags behind what esxcli did there.
function Sync-VMHost {
    param([hashtable] $h)
    if ($h.Stale) {
        $h.System.RefreshNetworkSystem()
        $h.Stale = $false
    }
}

function Get-SwitchObject {
    param([hashtable] $h, [string] $name)
    Sync-VMHost $h
    foreach ($item in Get-VirtualSwitch -VMHost $h.VMHost -Standard -Server $h.Run.Server) {
        if ($item.Name -ceq $name) { return $item }
    }
    throw "switch $name is not to be found"
}

function Get-PortGroupObject {
    param([hashtable] $h, [string] $name)
    Sync-VMHost $h
    foreach ($item in Get-VirtualPortGroup -VMHost $h.VMHost -Standard -Server $h.Run.Server) {
        if ($item.Name -ceq $name) { return $item }
    }
    throw "port group $name is not to be found"
}

function Get-VmkObject {
    param([hashtable] $h, [string] $device)
    Sync-VMHost $h
    foreach ($item in Get-VMHostNetworkAdapter -VMHost $h.VMHost -VMKernel -Server $h.Run.Server) {
        if ($item.Name -ceq $device) { return $item }
    }
    throw "$device is not to be found"
}

# The present specification of a vmk, to be changed and written back whole.
function Get-VmkSpec {
    param([hashtable] $h, [string] $device)
    Sync-VMHost $h
    $h.System.UpdateViewData('NetworkInfo')
    foreach ($item in $h.System.NetworkInfo.Vnic) {
        if ($item.Device -ceq $device) { return $item.Spec }
    }
    throw "$device is not to be found"
}
