
# --- vSAN traffic ---------------------------------------------------------------------

# What vSAN traffic each vmk carries, as 'vsan vmk2' and 'witness vmk0'.
function Read-Vsan {
    param([hashtable] $h)
    if ($null -ne $h.Vsan) { return }
    $h.Vsan = @()
    foreach ($item in $h.EsxCli.vsan.network.list.Invoke()) {
        foreach ($kind in ($item.TrafficType -join ',') -split '[, ]+') {
            if ($kind) { $h.Vsan += "$($kind.ToLower()) $($item.VmkNicName)" }
        }
    }
}

function Get-VsanKind {
    param([hashtable] $h, [string] $device)
    Read-Vsan $h
    foreach ($item in $h.Vsan) {
        $part = $item -split ' '
        if ($part[1] -ceq $device) { $part[0] }
    }
}

# Gives a vmk exactly these kinds of vSAN traffic.
function Write-Vsan {
    param([hashtable] $h, [string] $device, [string[]] $now, [string[]] $kinds)
    if (Approve-Change $h "${device}: vSAN traffic '$($now -join ' ')', wanted '$($kinds -join ' ')'") {
        if ($kinds.Count -eq 0 -and $now.Count -eq 1 -and $now[0] -ceq 'vsan') {
            $null = Set-VMHostNetworkAdapter -VirtualNic (Get-VmkObject $h $device) -VsanTrafficEnabled $false -Confirm:$false
        } elseif ($kinds.Count -eq 0) {
            $null = $h.EsxCli.vsan.network.ip.remove.Invoke(@{ interfacename = $device })
        } elseif ($now.Count -gt 0) {
            $null = $h.EsxCli.vsan.network.ip.set.Invoke(@{ interfacename = $device; traffictype = $kinds })
        } elseif ($kinds.Count -eq 1 -and $kinds[0] -ceq 'vsan') {
            $null = Set-VMHostNetworkAdapter -VirtualNic (Get-VmkObject $h $device) -VsanTrafficEnabled $true -Confirm:$false
        } else {
            $null = $h.EsxCli.vsan.network.ip.add.Invoke(@{ interfacename = $device; traffictype = $kinds })
        }
        $h.Stale = $true
    }
    $h.Vsan = @($h.Vsan | Where-Object -FilterScript { $_ -cnotlike "* $device" })
    foreach ($kind in $kinds) { $h.Vsan += "$kind $device" }
}

function Disconnect-Vsan {
    param([hashtable] $h, [string] $device)
    $now = @(Get-VsanKind $h $device)
    if ($now.Count -gt 0) { Write-Vsan -h $h -device $device -now $now -kinds @() }
}
