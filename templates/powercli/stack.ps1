
# --- TCP/IP stacks --------------------------------------------------------------------

# No cmdlet and no API makes a stack.
function Invoke-EnsureStack {
    param([hashtable] $h, [hashtable] $op)
    if (Find-Stack $h $op.Stack) { return }
    if (Approve-Change $h "stack $($op.Stack): made") {
        $null = $h.EsxCli.network.ip.netstack.add.Invoke(@{ netstack = $op.Stack })
        $h.Stale = $true
    }
    $h.Stacks += @{ Key = $op.Stack; Gateway = ''; Gateway6 = ''; Dns = @(); Search = @(); DnsDhcp = $false; Congestion = ''; MaxConnections = $null }
}

function Get-StackObject {
    param([hashtable] $h, [string] $key)
    Sync-VMHost $h
    foreach ($item in Get-VMHostNetworkStack -VMHost $h.VMHost -Server $h.Run.Server) {
        if ($item.Id -ceq $key) { return $item }
    }
    throw "stack $key is not to be found"
}
