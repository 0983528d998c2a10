
function Invoke-SetStackOptions {
    param([hashtable] $h, [hashtable] $op)
    $s = Find-Stack $h $op.Stack
    if (-not $s) { return }
    $set = @{}
    $lack = @()
    if ($op['Congestion'] -and $s.Congestion -cne $op.Congestion) {
        $set['CongestionControlAlgoritm'] = $op.Congestion
        $lack += "congestion control '$($s.Congestion)', wanted '$($op.Congestion)'"
    }
    if ($op['MaxConnections'] -and $s.MaxConnections -ne $op.MaxConnections) {
        $set['MaxNumberOfConnections'] = $op.MaxConnections
        $lack += "connections '$($s.MaxConnections)', wanted '$($op.MaxConnections)'"
    }
    if ($lack.Count -eq 0) { return }
    if (Approve-Change $h "stack $($op.Stack): $($lack -join ', ')") {
        $null = Set-VMHostNetworkStack -NetworkStack (Get-StackObject $h $op.Stack) @set -Confirm:$false
    }
    foreach ($key in 'Congestion', 'MaxConnections') { if ($op[$key]) { $s[$key] = $op[$key] } }
}
