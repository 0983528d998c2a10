
# --- NVMe over Fabrics ------------------------------------------------------------------

function Invoke-EnableNVMe {
    param([hashtable] $h, [hashtable] $op)
    if ($null -eq $h.Nvme) {
        $h.Nvme = @()
        foreach ($item in $h.EsxCli.nvme.adapter.list.Invoke()) {
            $h.Nvme += @(($item.AssociatedDevices -join ',') -split '[, ]+')
        }
    }
    foreach ($device in $op.Adapters) {
        if ($h.Nvme -ccontains $device) { continue }
        $protocol = 'TCP'
        if ($device -clike 'vmrdma*') { $protocol = 'RDMA' }
        if (Approve-Change $h "NVMe over ${protocol}: on for $device") {
            $null = $h.EsxCli.nvme.fabrics.enable.Invoke(@{ protocol = $protocol; device = $device })
        }
        $h.Nvme += $device
    }
}
