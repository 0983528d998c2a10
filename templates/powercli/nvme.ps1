
function Invoke-EnableNVMe {
    param([hashtable] $h, [hashtable] $op)
    Read-Nvme $h
    foreach ($device in $op.Adapters) {
        if ($h.Nvme -ccontains $device) { continue }
        $protocol = Get-NvmeProtocol $device
        if (Approve-Change $h "NVMe over ${protocol}: on for $device") {
            $null = $h.EsxCli.nvme.fabrics.enable.Invoke(@{ protocol = $protocol; device = $device })
        }
        $h.Nvme += $device
    }
}
