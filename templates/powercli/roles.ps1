
# --- roles ----------------------------------------------------------------------------

# Switches a role on or off: by cmdlet where it has a parameter, else through the API.
function Write-Role {
    param([hashtable] $h, [string] $device, [string] $role, [bool] $on)
    if ($roleParameters.ContainsKey($role)) {
        $set = @{ VirtualNic = Get-VmkObject $h $device; Confirm = $false }
        $set[$roleParameters[$role]] = $on
        $null = Set-VMHostNetworkAdapter @set
    } elseif ($on) {
        Sync-VMHost $h
        $h.Manager.SelectVnicForNicType($role, $device)
    } else {
        $h.Manager.DeselectVnicForNicType($role, $device)
    }
}

# A role that only one vmk of a host can have leaves the one that has it now;
# says whether it may.
function Clear-SingleRole {
    param([hashtable] $h, [string] $role, [string] $device)
    if ($h.SingleRoles -cnotcontains $role) { return $true }
    foreach ($item in $h.Roles) {
        $part = $item -split ' '
        if ($part[0] -cne $role) { continue }
        $other = Find-Wanted $h 'EnsureVmk' 'Device' $part[1]
        $leaves = $other -and $other['Stack'] -and $other.Stack -cne 'defaultTcpipStack'
        if (-not $leaves -and -not (Test-Wanted $h 'Device' $part[1] @('DisableRoles', 'RemoveVmk'))) {
            Add-Stranger $h "$device is to have the role $role, but $($part[1]) has it, whose roles aren't declared"
            return $false
        }
        $h.Roles = @($h.Roles | Where-Object -FilterScript { $_ -cne $item })
    }
    return $true
}

function Invoke-EnableRoles {
    param([hashtable] $h, [hashtable] $op)
    $v = Find-Vmk $h $op.Device
    if (-not $v -or $v.Stack -cne 'defaultTcpipStack') { return }
    $now = @(Get-VsanKind $h $op.Device)
    $kinds = @($now)
    foreach ($kind in $op.Vsan) { if ($kinds -cnotcontains $kind) { $kinds += $kind } }
    if ($kinds.Count -gt $now.Count) { Write-Vsan -h $h -device $op.Device -now $now -kinds $kinds }
    foreach ($role in $op.Roles) {
        if ($h.Roles -ccontains "$role $($op.Device)") { continue }
        if ($h.RoleTypes -cnotcontains $role) {
            Add-Stranger $h "$($op.Device) is to have the role $role, which this host doesn't know"
            continue
        }
        if (-not (Clear-SingleRole $h $role $op.Device)) { continue }
        if (Approve-Change $h "$($op.Device): role $role on") {
            Write-Role -h $h -device $op.Device -role $role -on $true
        }
        $h.Roles += "$role $($op.Device)"
    }
}

function Invoke-DisableRoles {
    param([hashtable] $h, [hashtable] $op)
    $v = Find-Vmk $h $op.Device
    if (-not $v -or $v.Stack -cne 'defaultTcpipStack') { return }
    $now = @(Get-VsanKind $h $op.Device)
    $kinds = @($now | Where-Object -FilterScript { $op.Vsan -ccontains $_ })
    if ($kinds.Count -lt $now.Count) { Write-Vsan -h $h -device $op.Device -now $now -kinds $kinds }
    foreach ($item in $h.Roles) {
        $part = $item -split ' '
        if ($part[1] -cne $op.Device -or $op.Roles -ccontains $part[0] -or $knownRoles -cnotcontains $part[0]) { continue }
        if ($part[0] -ceq 'management') {
            if (-not $h.Run.AllowManagement) {
                Add-Stranger $h "$($op.Device) carries management, and its declared roles don't have it"
                continue
            }
            if (Test-Held $h "$($op.Device): carries management, not wanted") { continue }
            if (Test-LastManagement $h $op.Device) { continue }
        }
        if (Approve-Change $h "$($op.Device): role $($part[0]) off") {
            Write-Role -h $h -device $op.Device -role $part[0] -on $false
        }
        $h.Roles = @($h.Roles | Where-Object -FilterScript { $_ -cne $item })
    }
}
