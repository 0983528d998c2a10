
# --- standard switches ------------------------------------------------------------

function Invoke-EnsureSwitch {
    param([hashtable] $h, [hashtable] $op)
    if (Find-Switch $h $op.Switch) { return }
    if (Approve-Change $h "switch $($op.Switch): made") {
        $null = New-VirtualSwitch -VMHost $h.VMHost -Name $op.Switch -Server $h.Run.Server -Confirm:$false
    }
    $h.Switches += @{ Name = $op.Switch; Mtu = 1500; Nics = @(); Teaming = ConvertTo-Teaming $null; Security = @{}; New = $true }
}
