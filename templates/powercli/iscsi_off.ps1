
function Invoke-DisableSoftwareISCSI {
    param([hashtable] $h, [hashtable] $op)
    if ([string]$h.EsxCli.iscsi.software.get.Invoke() -ine 'true' -or $h.NoIscsi) { return }
    if (Approve-Change $h 'software iSCSI: switched off') {
        $null = Set-VMHostStorage -VMHostStorage (Get-VMHostStorage -VMHost $h.VMHost -Server $h.Run.Server) -SoftwareIScsiEnabled $false -Confirm:$false
    }
    $h.NoIscsi = $true
}
