<# Sets up the vMotion and NFS networks. #>
param([string]$Server = "vc01.fra.example")
Connect-VIServer -Server $Server -User admin -Password 'CANARY-secret'
$vlan = 120
$hosts = 'esx01.fra.example', "esx02.fra.example"   # two of them
foreach ($name in $hosts) {
    $esx = Get-VMHost -Name $name
    $vs = Get-VirtualSwitch -VMHost $esx -Name 'vSwitch0'
    $new = New-VirtualSwitch -VMHost $esx -Name vSwitch1 -Nic vmnic2,vmnic3 -Mtu 9000
    New-VirtualPortGroup -VirtualSwitch $new -Name "vMotion $vlan" -VLanId $vlan | Out-Null
    New-VMHostNetworkAdapter -VMHost $esx -PortGroup "vMotion $vlan" -VirtualSwitch $new `
        -IP 198.51.100.7 -SubnetMask 255.255.255.0 -Mtu 9000 -VMotionEnabled:$true -Confirm:$false
    $esxcli = Get-EsxCli -VMHost $esx -V2
    $esxcli.network.ip.netstack.add.Invoke(@{ netstack = 'backup' })
    $esxcli.network.vswitch.standard.portgroup.add.Invoke(@{
        portgroupname = 'NFS'
        vswitchname   = 'vSwitch1'
    })
    $arguments = $esxcli.network.ip.interface.add.CreateArgs()
    $arguments.interfacename = "vmk2"
    $arguments.portgroupname = 'NFS'
    $arguments.netstack = 'backup'
    $arguments.mtu = 9000
    $esxcli.network.ip.interface.add.Invoke($arguments)
    $esxcli.network.ip.interface.list.Invoke()
    if (-not (Get-VirtualPortGroup -VMHost $esx -Name 'Old' -ErrorAction SilentlyContinue)) {
        Write-Host "there's none"
    } else {
        Get-VirtualPortGroup -VMHost $esx -Name 'Management Network' | Set-VirtualPortGroup -VLanId 100
    }
    if ($x) { Set-VirtualSwitch -VirtualSwitch $vs -Mtu 9000 } else { Set-VirtualSwitch -VirtualSwitch $vs -Mtu 1500 }
    Get-VMHostNetworkAdapter -VMHost $esx -Name vmk0 | Set-VMHostNetworkAdapter -VsanTrafficEnabled $true
}
$dns = @{ VMHost = 'esx01.fra.example'; DnsAddress = '192.0.2.53', '192.0.2.54'; SearchDomain = 'fra.example' }
Get-VMHostNetwork -VMHost esx01.fra.example | Set-VMHostNetwork @dns
$csv = Import-Csv hosts.csv
foreach ($row in $csv) {
    New-VMHostNetworkAdapter -VMHost $row.Name -PortGroup 'vSAN' -VirtualSwitch vSwitch1 -IP $row.IP -SubnetMask 255.255.255.0
}
Set-NicTeamingPolicy -VirtualSwitchPolicy (Get-NicTeamingPolicy $vs) -MakeNicActive vmnic1
function Add-One { New-VirtualSwitch -Name never }
