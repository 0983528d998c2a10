
# Removes a stack once no vmk is in it; only esxcli can.
function Invoke-RemoveStack {
    param([hashtable] $h, [hashtable] $op)
    $s = Find-Stack $h $op.Stack
    if (-not $s) { return }
    foreach ($v in $h.Vmks) {
        if ($v.Stack -cne $s.Key) { continue }
        $goes = (Find-Wanted $h 'RemoveVmk' 'Device' $v.Device) -or (Find-Wanted $h 'EnsureVmk' 'Device' $v.Device)
        if ($goes -and (Test-Held $h "stack $($s.Key): is not wanted (waits for $($v.Device), which is still in it)")) { return }
        Add-Stranger $h "stack $($s.Key) is to be removed, but $($v.Device) is in it, which isn't to go"
        return
    }
    if (Approve-Change $h "stack $($s.Key): removed") {
        $null = $h.EsxCli.network.ip.netstack.remove.Invoke(@{ netstack = $s.Key })
        $h.Stale = $true
    }
    $h.Stacks = @($h.Stacks | Where-Object -FilterScript { $_.Key -cne $s.Key })
}
