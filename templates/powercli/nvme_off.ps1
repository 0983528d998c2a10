
function Invoke-DisableNVMe {
    param([hashtable] $h, [hashtable] $op)
    Read-Nvme $h
    foreach ($device in $op.Adapters) {
        if ($h.Nvme -cnotcontains $device) { continue }
        $protocol = Get-NvmeProtocol $device
        if (Approve-Change $h "NVMe over ${protocol}: off for $device") {
            $null = $h.EsxCli.nvme.fabrics.disable.Invoke(@{ protocol = $protocol; device = $device })
        }
        $h.Nvme = @($h.Nvme | Where-Object -FilterScript { $_ -cne $device })
    }
}
