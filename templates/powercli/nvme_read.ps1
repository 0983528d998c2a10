
# --- NVMe over Fabrics ------------------------------------------------------------------

# The devices that NVMe is on for.
function Read-Nvme {
    param([hashtable] $h)
    if ($null -ne $h.Nvme) { return }
    $h.Nvme = @()
    foreach ($item in $h.EsxCli.nvme.adapter.list.Invoke()) {
        $h.Nvme += @(($item.AssociatedDevices -join ',') -split '[, ]+')
    }
}

function Get-NvmeProtocol {
    param([string] $device)
    if ($device -clike 'vmrdma*') { return 'RDMA' }
    return 'TCP'
}
