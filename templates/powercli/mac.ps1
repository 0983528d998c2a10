
# A MAC that is nobody else's, made of one that a vmk had, until its turn comes.
function Get-SpareMac {
    param([string] $mac)
    $part = $mac -split ':'
    return "02:$($part[1]):$($part[2]):$($part[3]):$($part[4]):$($part[5])"
}

# Takes a MAC from another vmk of ours that is to get another one; says whether it is free.
function Clear-Mac {
    param([hashtable] $h, [string] $device, [string] $mac)
    if (-not $mac) { return $true }
    foreach ($v in $h.Vmks) {
        if ($v.Device -ceq $device -or $v.Mac -cne $mac) { continue }
        $said = Find-Wanted $h 'EnsureVmk' 'Device' $v.Device
        $leaves = $said -and $said['Mac'] -and $said.Mac -cne $mac
        if (-not $leaves -and -not (Find-Wanted $h 'RemoveVmk' 'Device' $v.Device)) {
            Add-Stranger $h "$device is to have MAC $mac, but $($v.Device) has it; to change that, declare a MAC for both"
            return $false
        }
        if ($h.Carriers -ccontains $v.Device -and (Test-Held $h "${device}: waits for MAC $mac, which carries management on $($v.Device)")) { return $false }
        $spare = Get-SpareMac $mac
        if (Approve-Change $h "$($v.Device): MAC $mac to $spare, until it gets its own") {
            $null = Set-VMHostNetworkAdapter -VirtualNic (Get-VmkObject $h $v.Device) -Mac $spare -Confirm:$false
        }
        $v.Mac = $spare
    }
    return $true
}
