
# CDP of a standard switch: no cmdlet knows it.
function Invoke-SetDiscovery {
    param([hashtable] $h, [hashtable] $op)
    $s = Find-Switch $h $op.Switch
    if (-not $s) { return }
    if (-not $s.ContainsKey('Discovery')) {
        $s['Discovery'] = ''
        if (-not $s.ContainsKey('New')) {
            foreach ($item in $h.EsxCli.network.vswitch.standard.list.Invoke(@{ vswitchname = $op.Switch })) { $s.Discovery = $item.CDPStatus }
        }
    }
    if ($s.Discovery -ceq $op.Mode) { return }
    if (Approve-Change $h "switch $($op.Switch): CDP is '$($s.Discovery)', wanted '$($op.Mode)'") {
        $null = $h.EsxCli.network.vswitch.standard.set.Invoke(@{ vswitchname = $op.Switch; cdpstatus = $op.Mode })
        $h.Stale = $true
    }
    $s.Discovery = $op.Mode
}
