#Requires -Version 5.1
#Requires -Modules @{ ModuleName = 'VMware.VimAutomation.Core'; ModuleVersion = '13.0' }
#Requires -Modules VMware.VimAutomation.Vds
<#
.SYNOPSIS
    Brings the VMkernel networking of cluster zrh-b to what its configuration says.

.DESCRIPTION
    For PowerCLI 13 and later, on Windows PowerShell 5.1 or PowerShell 7. Each host of the
    table below is read, compared with what is wanted of it, and changed only where it
    differs: a second run changes nothing. What is not declared is never touched, and what
    stands in the way and is not declared stops that host before its first write.

    What may cut management off is named and left alone, unless -AllowManagement is given;
    then it is done last. What is declared of a distributed switch is compared and named,
    never set, but for port groups that the configuration says to create.

    -WhatIf shows what would be done and changes nothing; -Confirm asks before each change.
    Without them the script asks nothing, so that it may run unattended.

    Gives one object a host: Host, State (Unchanged, Changed, WouldChange, Held, Refused,
    Failed), Changes, Held and Error. A host that fails or is refused does not stop the
    others. Exit codes: 0 done, or nothing to do; 1 a host failed; 3 done, except for what
    was left alone; 4 a host was refused before its first write.

.PARAMETER Server
    The vCenter server or ESXi host to work through. A connection to it that is open is
    used, else one is made, and closed again at the end.

.PARAMETER Credential
    Whom to connect as. Without it PowerCLI uses what it has stored, or asks.

.PARAMETER VMHost
    Only hosts of these names; wildcards are allowed.

.PARAMETER AllowManagement
    Also change, last, what may cut management off.

.EXAMPLE
    .\zrh-b.ps1 -WhatIf

    Shows what would be done on all hosts.

.EXAMPLE
    .\zrh-b.ps1 -VMHost 'esx01*' -Credential (Get-Credential)

    Changes the hosts whose names begin with esx01.

.NOTES
    Made by vmkgen devel from ., SHA-256
    51ab0484e8b2b58b45a4befc89315690d7268121b8db6c9ad4a7a0adf0401c91.
    Change the configuration and render it again, rather than this file.
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
param(
    [ValidateNotNullOrEmpty()] [string] $Server = 'vc01.zrh.example',
    [System.Management.Automation.PSCredential] $Credential,
    [string[]] $VMHost = @('*'),
    [switch] $AllowManagement
)
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

# The hosts of the cluster: what is wanted of each, and its addresses.
$hosts = @(
    @{ Name = 'esx-b01.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.11'; vmk1 = '10.82.1.11'; vmk2 = '10.82.2.11' }
    @{ Name = 'esx-b02.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.12'; vmk1 = '10.82.1.12'; vmk2 = '10.82.2.12' }
    @{ Name = 'esx-b03.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.13'; vmk1 = '10.82.1.13'; vmk2 = '10.82.2.13' }
    @{ Name = 'esx-b04.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.14'; vmk1 = '10.82.1.14'; vmk2 = '10.82.2.14' }
    @{ Name = 'esx-b05.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.15'; vmk1 = '10.82.1.15'; vmk2 = '10.82.2.15' }
    @{ Name = 'esx-b06.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.16'; vmk1 = '10.82.1.16'; vmk2 = '10.82.2.16' }
    @{ Name = 'esx-b07.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.17'; vmk1 = '10.82.1.17'; vmk2 = '10.82.2.17' }
    @{ Name = 'esx-b08.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.18'; vmk1 = '10.82.1.18'; vmk2 = '10.82.2.18' }
    @{ Name = 'esx-b09.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.19'; vmk1 = '10.82.1.19'; vmk2 = '10.82.2.19' }
    @{ Name = 'esx-b10.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.20'; vmk1 = '10.82.1.20'; vmk2 = '10.82.2.20' }
    @{ Name = 'esx-b11.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.21'; vmk1 = '10.82.1.21'; vmk2 = '10.82.2.21' }
    @{ Name = 'esx-b12.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.22'; vmk1 = '10.82.1.22'; vmk2 = '10.82.2.22' }
    @{ Name = 'esx-b13.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.23'; vmk1 = '10.82.1.23'; vmk2 = '10.82.2.23' }
    @{ Name = 'esx-b14.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.24'; vmk1 = '10.82.1.24'; vmk2 = '10.82.2.24' }
    @{ Name = 'esx-b15.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.25'; vmk1 = '10.82.1.25'; vmk2 = '10.82.2.25' }
    @{ Name = 'esx-b16.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.26'; vmk1 = '10.82.1.26'; vmk2 = '10.82.2.26' }
    @{ Name = 'esx-b17.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.27'; vmk1 = '10.82.1.27'; vmk2 = '10.82.2.27' }
    @{ Name = 'esx-b18.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.28'; vmk1 = '10.82.1.28'; vmk2 = '10.82.2.28' }
    @{ Name = 'esx-b19.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.29'; vmk1 = '10.82.1.29'; vmk2 = '10.82.2.29' }
    @{ Name = 'esx-b20.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.30'; vmk1 = '10.82.1.30'; vmk2 = '10.82.2.30' }
    @{ Name = 'esx-b21.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.31'; vmk1 = '10.82.1.31'; vmk2 = '10.82.2.31' }
    @{ Name = 'esx-b22.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.32'; vmk1 = '10.82.1.32'; vmk2 = '10.82.2.32' }
    @{ Name = 'esx-b23.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.33'; vmk1 = '10.82.1.33'; vmk2 = '10.82.2.33' }
    @{ Name = 'esx-b24.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.34'; vmk1 = '10.82.1.34'; vmk2 = '10.82.2.34' }
    @{ Name = 'esx-b25.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.35'; vmk1 = '10.82.1.35'; vmk2 = '10.82.2.35' }
    @{ Name = 'esx-b26.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.36'; vmk1 = '10.82.1.36'; vmk2 = '10.82.2.36' }
    @{ Name = 'esx-b27.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.37'; vmk1 = '10.82.1.37'; vmk2 = '10.82.2.37' }
    @{ Name = 'esx-b28.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.38'; vmk1 = '10.82.1.38'; vmk2 = '10.82.2.38' }
    @{ Name = 'esx-b29.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.39'; vmk1 = '10.82.1.39'; vmk2 = '10.82.2.39' }
    @{ Name = 'esx-b30.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.40'; vmk1 = '10.82.1.40'; vmk2 = '10.82.2.40' }
    @{ Name = 'esx-b31.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.41'; vmk1 = '10.82.1.41'; vmk2 = '10.82.2.41' }
    @{ Name = 'esx-b32.zrh.example'; Wanted = 'set1'; vmk0 = '10.82.0.42'; vmk1 = '10.82.1.42'; vmk2 = '10.82.2.42' }
)

# What is wanted, in the order in which it is done.
$wanted = @{
    set1 = @(
        @{ Op = 'EnsureStack'; Stack = 'vmotion' }
        @{ Op = 'EnsureSwitch'; Switch = 'vSwitch0' }
        @{ Op = 'EnsureSwitch'; Switch = 'vSwitch1' }
        @{ Op = 'SetSwitchMTU'; Switch = 'vSwitch0'; Mtu = 9000; Way = 'Raise' }
        @{ Op = 'SetSwitchMTU'; Switch = 'vSwitch1'; Mtu = 9000; Way = 'Raise' }
        @{ Op = 'SetUplinks'; Switch = 'vSwitch0'; Uplinks = @('vmnic0', 'vmnic1') }
        @{ Op = 'SetUplinks'; Switch = 'vSwitch1'; Uplinks = @('vmnic2', 'vmnic3') }
        @{ Op = 'SetVLAN'; PortGroup = ''; Of = 'vmk0'; Switch = ''; Vlan = 820 }
        @{ Op = 'EnsurePortGroup'; PortGroup = 'vmk1-vmotion'; Of = 'vmk1'; Switch = 'vSwitch0' }
        @{ Op = 'SetVLAN'; PortGroup = 'vmk1-vmotion'; Of = 'vmk1'; Switch = 'vSwitch0'; Vlan = 821 }
        @{ Op = 'EnsurePortGroup'; PortGroup = 'vmk2-vsan'; Of = 'vmk2'; Switch = 'vSwitch1' }
        @{ Op = 'SetVLAN'; PortGroup = 'vmk2-vsan'; Of = 'vmk2'; Switch = 'vSwitch1'; Vlan = 822 }
        @{ Op = 'EnsureVmk'; Device = 'vmk0'; PortGroup = ''; Switch = '' }
        @{ Op = 'EnsureVmk'; Device = 'vmk1'; PortGroup = 'vmk1-vmotion'; Switch = 'vSwitch0'; Stack = 'vmotion'; Mtu = 9000 }
        @{ Op = 'EnsureVmk'; Device = 'vmk2'; PortGroup = 'vmk2-vsan'; Switch = 'vSwitch1'; Stack = 'defaultTcpipStack'; Mtu = 9000 }
        @{ Op = 'SetVmkMTU'; Device = 'vmk1'; Mtu = 9000 }
        @{ Op = 'SetVmkMTU'; Device = 'vmk2'; Mtu = 9000 }
        @{ Op = 'SetIPv4'; Device = 'vmk0'; Mode = 'static'; From = 'vmk0'; Mask = '255.255.255.0' }
        @{ Op = 'SetIPv4'; Device = 'vmk1'; Mode = 'static'; From = 'vmk1'; Mask = '255.255.255.0' }
        @{ Op = 'SetIPv4'; Device = 'vmk2'; Mode = 'static'; From = 'vmk2'; Mask = '255.255.255.0' }
        @{ Op = 'SetGateway'; Stack = 'defaultTcpipStack'; Gateway = '10.82.0.1' }
        @{ Op = 'SetDNS'; Stack = 'defaultTcpipStack'; Names = @('10.80.0.53', '10.80.1.53') }
        @{ Op = 'SetSearch'; Stack = 'defaultTcpipStack'; Names = @('zrh.example') }
        @{ Op = 'SetGateway'; Stack = 'vmotion'; Gateway = '10.82.1.1' }
        @{ Op = 'EnableRoles'; Device = 'vmk0'; Roles = @('management'); Vsan = @() }
        @{ Op = 'EnableRoles'; Device = 'vmk2'; Roles = @(); Vsan = @('vsan') }
        @{ Op = 'DisableRoles'; Device = 'vmk0'; Roles = @('management'); Vsan = @() }
        @{ Op = 'DisableRoles'; Device = 'vmk2'; Roles = @(); Vsan = @('vsan') }
        @{ Op = 'SetSwitchMTU'; Switch = 'vSwitch0'; Mtu = 9000; Way = 'Lower' }
        @{ Op = 'SetSwitchMTU'; Switch = 'vSwitch1'; Mtu = 9000; Way = 'Lower' }
    )
}

# The lowest release of ESXi among the hosts that this was made for.
$release = '8.0.3'

# How the API, cmdlets and this script name things.
$policyNames = @{
    loadbalance_srcid = 'LoadBalanceSrcId'
    loadbalance_srcmac = 'LoadBalanceSrcMac'
    loadbalance_ip = 'LoadBalanceIP'
    failover_explicit = 'ExplicitFailover'
    loadbalance_loadbased = 'LoadBalanceLoadBased'
}
$roleParameters = @{
    management = 'ManagementTrafficEnabled'
    vmotion = 'VMotionEnabled'
    vSphereProvisioning = 'ProvisioningEnabled'
    vSphereReplication = 'VSphereReplicationEnabled'
    vSphereReplicationNFC = 'VSphereReplicationNfcEnabled'
    faultToleranceLogging = 'FaultToleranceLoggingEnabled'
    vSphereBackupNFC = 'VSphereBackupNfcEnabled'
}
$knownRoles = @('management', 'vmotion', 'vSphereProvisioning', 'vsanExternal', 'vSphereReplication', 'vSphereReplicationNFC', 'faultToleranceLogging', 'nvmeTcp', 'nvmeRdma', 'vSphereBackupNFC', 'ptp')

# (the functions that do it follow here)
