
# --- name servers and search domains ----------------------------------------------------

# An empty list is emptied through esxcli: no cmdlet says how to.
function Clear-Name {
    param([hashtable] $h, [string] $stack, [string] $key, $values)
    foreach ($value in $values) {
        if ($key -ceq 'Dns') {
            $null = $h.EsxCli.network.ip.dns.server.remove.Invoke(@{ netstack = $stack; server = $value })
        } else {
            $null = $h.EsxCli.network.ip.dns.search.remove.Invoke(@{ netstack = $stack; domain = $value })
        }
        $h.Stale = $true
    }
}

# Gives a stack exactly these names of one kind, in this order.
function Write-Name {
    param([hashtable] $h, [hashtable] $op, [string] $key, [string] $parameter)
    $s = Find-Stack $h $op.Stack
    if (-not $s) { return }
    $to = @()
    foreach ($value in $op.Names) {
        if ($key -ceq 'Dns') { $to += ConvertTo-Address $value } else { $to += $value }
    }
    if (($s[$key] -join ' ') -ceq ($to -join ' ')) { return }
    if (Approve-Change $h "stack $($op.Stack): $key '$($s[$key] -join ' ')', wanted '$($to -join ' ')'") {
        if ($to.Count -eq 0) {
            Clear-Name -h $h -stack $op.Stack -key $key -values $s[$key]
        } else {
            $set = @{ NetworkStack = Get-StackObject $h $op.Stack; Confirm = $false }
            $set[$parameter] = [string[]]$to
            if ($s.DnsDhcp) { $set['DnsFromDhcp'] = $false }
            $null = Set-VMHostNetworkStack @set
        }
    }
    $s[$key] = $to
}

function Invoke-SetDNS {
    param([hashtable] $h, [hashtable] $op)
    Write-Name -h $h -op $op -key 'Dns' -parameter 'DnsAddress'
}

function Invoke-SetSearch {
    param([hashtable] $h, [hashtable] $op)
    Write-Name -h $h -op $op -key 'Search' -parameter 'SearchDomain'
}
