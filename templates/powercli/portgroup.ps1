
# --- port groups --------------------------------------------------------------------

function Write-NewPortGroup {
    param([hashtable] $h, [string] $name, [string] $on, [int] $vlan)
    if (Approve-Change $h "port group ${name}: made on switch $on with VLAN $vlan") {
        $null = New-VirtualPortGroup -VirtualSwitch (Get-SwitchObject $h $on) -Name $name -VLanId $vlan -Server $h.Run.Server -Confirm:$false
    }
    $h.PortGroups += @{ Name = $name; Switch = $on; Vlan = $vlan; Clients = 0; Teaming = ConvertTo-Teaming $null }
}

function Invoke-PortGroupRemoval {
    param([hashtable] $h, [hashtable] $p)
    if (Approve-Change $h "port group $($p.Name): taken from switch $($p.Switch)") {
        $null = Remove-VirtualPortGroup -VirtualPortGroup (Get-PortGroupObject $h $p.Name) -Confirm:$false
    }
    $h.PortGroups = @($h.PortGroups | Where-Object -FilterScript { $_.Name -cne $p.Name })
}

# Takes the vmks of ours off a port group; says whether it is free now.
function Clear-PortGroup {
    param([hashtable] $h, [string] $name, [string] $for, [string] $why)
    foreach ($v in $h.Vmks) {
        if ($v.PortGroup -cne $name -or $v.Device -ceq $for) { continue }
        if (-not (Test-Wanted $h 'Device' $v.Device @('EnsureVmk', 'RemoveVmk'))) {
            Add-Stranger $h "$why, but $($v.Device) is there, which isn't declared"
            return $false
        }
        if ($h.Carriers -ccontains $v.Device -and (Test-Held $h "$why (waits for $($v.Device), which carries management)")) { return $false }
        Move-Aside $h $v
    }
    return $true
}

# Moves a vmk that is in the way to a port group of its own, until its turn comes. A run
# that was cut off may have left one on another switch.
function Move-Aside {
    param([hashtable] $h, [hashtable] $v)
    $from = Find-PortGroup $h $v.PortGroup
    $name = "vmkgen-$($v.Device)"
    $left = Find-PortGroup $h $name
    if ($left -and $left.Switch -cne $from.Switch) { Invoke-PortGroupRemoval $h $left }
    if (-not (Find-PortGroup $h $name)) { Write-NewPortGroup $h $name $from.Switch $from.Vlan }
    Move-Vmk $h $v @{ PortGroup = $name; Switch = $from.Switch; DvKey = '' }
}

# Removes the port groups that vmks were moved aside to, once they are free.
function Clear-Aside {
    param([hashtable] $h)
    foreach ($p in $h.PortGroups) {
        if ($p.Name -cnotlike 'vmkgen-vmk*' -or $p.Clients -gt 0) { continue }
        $used = $false
        foreach ($v in $h.Vmks) { if ($v.PortGroup -ceq $p.Name) { $used = $true } }
        if (-not $used) { Invoke-PortGroupRemoval $h $p }
    }
}

function Invoke-EnsurePortGroup {
    param([hashtable] $h, [hashtable] $op)
    $p = Find-PortGroup $h $op.PortGroup
    $on = $op.Switch
    if (-not $on) { $on = 'vSwitch0' }
    if (-not $p) {
        Write-NewPortGroup $h $op.PortGroup $on 0
        return
    }
    if (-not $op.Switch -or $p.Switch -ceq $op.Switch) { return }
    $why = "port group $($op.PortGroup) is on switch $($p.Switch), wanted on $($op.Switch)"
    if ($p.Clients -gt 0) {
        Add-Stranger $h "$why, but $($p.Clients) clients that aren't declared are there"
        return
    }
    if ($h.CarrierPortGroups -ccontains $op.PortGroup -and (Test-Held $h $why)) { return }
    if (-not (Clear-PortGroup $h $op.PortGroup '' $why)) { return }
    Invoke-PortGroupRemoval $h $p
    Write-NewPortGroup $h $op.PortGroup $op.Switch $p.Vlan
}
