
# The software iSCSI adapter, switched on where it is off; nothing where a dry run can't tell.
function Get-SoftwareIscsi {
    param([hashtable] $h)
    $on = [string]$h.EsxCli.iscsi.software.get.Invoke() -ieq 'true'
    if (-not $on -and -not $h.SoftwareIscsi) {
        if (Approve-Change $h 'software iSCSI: switched on') {
            $null = Set-VMHostStorage -VMHostStorage (Get-VMHostStorage -VMHost $h.VMHost -Server $h.Run.Server) -SoftwareIScsiEnabled $true -Confirm:$false
        }
        $h.SoftwareIscsi = $true
    }
    foreach ($item in $h.EsxCli.iscsi.adapter.list.Invoke()) {
        if ($item.Driver -ceq 'iscsi_vmk') { return $item.Adapter }
    }
    if ($h.Mode -ceq 'Act' -and -not $h.Run.DryRun) { throw 'the software iSCSI adapter is on, but not to be seen' }
    return 'software'
}

function Invoke-BindISCSI {
    param([hashtable] $h, [hashtable] $op)
    $v = Find-Vmk $h $op.Device
    if (-not $v) { return }
    $to = @()
    foreach ($hba in $op.Adapters) {
        if ($hba -ceq 'software') { $hba = Get-SoftwareIscsi $h }
        $to += "$hba $($op.Device)"
    }
    Read-Binding $h
    foreach ($b in $to) {
        if ($h.Bindings -ccontains $b) { continue }
        $part = $b -split ' '
        if ($h.Held.Count -gt 0) {
            $lack = ''
            if (-not (Test-OnePath $h $v.PortGroup $true)) { $lack = 'the teaming of its port group' }
            if ($v.Mode -ceq 'none' -and $v.Addresses.Count -eq 0) { $lack = 'its address' }
            if ($lack -and (Test-Held $h "$($op.Device): not bound to $($part[0]) (waits for $lack)")) { continue }
        }
        if ($h.Mode -ceq 'Look' -and $h.Held.Count -eq 0 -and -not (Test-OnePath $h $v.PortGroup $true)) {
            Add-Stranger $h "$($op.Device) is to be bound to $($part[0]), and its port group would not have exactly one active uplink"
            continue
        }
        if (Approve-Change $h "$($op.Device): bound to $($part[0])") {
            $null = $h.EsxCli.iscsi.networkportal.add.Invoke(@{ adapter = $part[0]; nic = $op.Device })
        }
        $h.Bindings += $b
    }
    foreach ($b in $h.Bindings) {
        $part = $b -split ' '
        if ($part[1] -cne $op.Device -or $to -ccontains $b) { continue }
        if (Approve-Change $h "$($op.Device): unbound from $($part[0])") {
            $null = $h.EsxCli.iscsi.networkportal.remove.Invoke(@{ adapter = $part[0]; nic = $op.Device })
        }
        $h.Bindings = @($h.Bindings | Where-Object -FilterScript { $_ -cne $b })
    }
}
