
# --- TCP/IP stacks --------------------------------------------------------------------

# No cmdlet and no API makes a stack.
function Invoke-EnsureStack {
    param([hashtable] $h, [hashtable] $op)
    if (Find-Stack $h $op.Stack) { return }
    if (Approve-Change $h "stack $($op.Stack): made") {
        $null = $h.EsxCli.network.ip.netstack.add.Invoke(@{ netstack = $op.Stack })
        $h.Stale = $true
    }
    $h.Stacks += @{ Key = $op.Stack; Gateway = ''; Gateway6 = ''; Dns = @(); Search = @(); DnsDhcp = $false; Congestion = ''; MaxConnections = $null; Routes = @{ ipv4 = @(); ipv6 = @() } }
}

function Get-StackObject {
    param([hashtable] $h, [string] $key)
    Sync-VMHost $h
    foreach ($item in Get-VMHostNetworkStack -VMHost $h.VMHost -Server $h.Run.Server) {
        if ($item.Id -ceq $key) { return $item }
    }
    throw "stack $key is not to be found"
}

# Gateways and routes may go with the address that reached them: look again.
function Sync-Stack {
    param([hashtable] $h)
    if (-not $h.Moved -or $h.Mode -ceq 'Look' -or $h.Run.DryRun) { return }
    $h.Stale = $true
    Sync-VMHost $h
    $h.System.UpdateViewData('NetworkInfo')
    $h.Stacks = @()
    foreach ($stack in $h.System.NetworkInfo.NetStackInstance) { $h.Stacks += ConvertTo-Stack $stack }
    $h.Moved = $false
}
