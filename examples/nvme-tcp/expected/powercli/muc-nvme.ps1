#Requires -Version 5.1
#Requires -Modules @{ ModuleName = 'VMware.VimAutomation.Core'; ModuleVersion = '13.0' }
#Requires -Modules VMware.VimAutomation.Vds
<#
.SYNOPSIS
    Brings the VMkernel networking of cluster muc-nvme to what its configuration says.

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
    .\muc-nvme.ps1 -WhatIf

    Shows what would be done on all hosts.

.EXAMPLE
    .\muc-nvme.ps1 -VMHost 'esx01*' -Credential (Get-Credential)

    Changes the hosts whose names begin with esx01.

.NOTES
    Made by vmkgen devel from ., SHA-256
    b6a0e8076935055f363c93901c548a7a4caf9bb49d9754f9121d3c9931d1abd1.
    Change the configuration and render it again, rather than this file.
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
param(
    [Parameter(Mandatory = $true)] [ValidateNotNullOrEmpty()] [string] $Server,
    [System.Management.Automation.PSCredential] $Credential,
    [string[]] $VMHost = @('*'),
    [switch] $AllowManagement
)
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

# The hosts of the cluster: what is wanted of each, and its addresses.
$hosts = @(
    @{ Name = 'esx01.muc.example'; Wanted = 'set1'; vmk1 = '10.50.51.11'; vmk2 = '10.50.52.11' }
    @{ Name = 'esx02.muc.example'; Wanted = 'set1'; vmk1 = '10.50.51.12'; vmk2 = '10.50.52.12' }
    @{ Name = 'esx03.muc.example'; Wanted = 'set1'; vmk1 = '10.50.51.13'; vmk2 = '10.50.52.13' }
    @{ Name = 'esx04.muc.example'; Wanted = 'set1'; vmk1 = '10.50.51.14'; vmk2 = '10.50.52.14' }
    @{ Name = 'esx05.muc.example'; Wanted = 'set1'; vmk1 = '10.50.51.15'; vmk2 = '10.50.52.15' }
    @{ Name = 'esx06.muc.example'; Wanted = 'set1'; vmk1 = '10.50.51.16'; vmk2 = '10.50.52.16' }
    @{ Name = 'esx07.muc.example'; Wanted = 'set1'; vmk1 = '10.50.51.17'; vmk2 = '10.50.52.17' }
    @{ Name = 'esx08.muc.example'; Wanted = 'set1'; vmk1 = '10.50.51.18'; vmk2 = '10.50.52.18' }
    @{ Name = 'esx09.muc.example'; Wanted = 'set1'; vmk1 = '10.50.51.19'; vmk2 = '10.50.52.19' }
    @{ Name = 'esx10.muc.example'; Wanted = 'set1'; vmk1 = '10.50.51.20'; vmk2 = '10.50.52.20' }
    @{ Name = 'esx11.muc.example'; Wanted = 'set1'; vmk1 = '10.50.51.21'; vmk2 = '10.50.52.21' }
    @{ Name = 'esx12.muc.example'; Wanted = 'set1'; vmk1 = '10.50.51.22'; vmk2 = '10.50.52.22' }
)

# What is wanted, in the order in which it is done.
$wanted = @{
    set1 = @(
        @{ Op = 'EnsureSwitch'; Switch = 'vSwitch0' }
        @{ Op = 'EnsureSwitch'; Switch = 'vSwitch1' }
        @{ Op = 'EnsureSwitch'; Switch = 'vSwitch2' }
        @{ Op = 'SetSwitchMTU'; Switch = 'vSwitch1'; Mtu = 9000; Way = 'Raise' }
        @{ Op = 'SetSwitchMTU'; Switch = 'vSwitch2'; Mtu = 9000; Way = 'Raise' }
        @{ Op = 'SetUplinks'; Switch = 'vSwitch0'; Uplinks = @('vmnic0', 'vmnic1') }
        @{ Op = 'SetUplinks'; Switch = 'vSwitch1'; Uplinks = @('vmnic4') }
        @{ Op = 'SetUplinks'; Switch = 'vSwitch2'; Uplinks = @('vmnic5') }
        @{ Op = 'EnsurePortGroup'; PortGroup = 'vmk1-nvme-tcp'; Of = 'vmk1'; Switch = 'vSwitch1' }
        @{ Op = 'SetVLAN'; PortGroup = 'vmk1-nvme-tcp'; Of = 'vmk1'; Switch = 'vSwitch1'; Vlan = 551 }
        @{ Op = 'EnsurePortGroup'; PortGroup = 'vmk2-nvme-tcp'; Of = 'vmk2'; Switch = 'vSwitch2' }
        @{ Op = 'SetVLAN'; PortGroup = 'vmk2-nvme-tcp'; Of = 'vmk2'; Switch = 'vSwitch2'; Vlan = 552 }
        @{ Op = 'EnsureVmk'; Device = 'vmk0'; PortGroup = ''; Switch = '' }
        @{ Op = 'EnsureVmk'; Device = 'vmk1'; PortGroup = 'vmk1-nvme-tcp'; Switch = 'vSwitch1'; Stack = 'defaultTcpipStack'; Mtu = 9000 }
        @{ Op = 'EnsureVmk'; Device = 'vmk2'; PortGroup = 'vmk2-nvme-tcp'; Switch = 'vSwitch2'; Stack = 'defaultTcpipStack'; Mtu = 9000 }
        @{ Op = 'SetVmkMTU'; Device = 'vmk1'; Mtu = 9000 }
        @{ Op = 'SetVmkMTU'; Device = 'vmk2'; Mtu = 9000 }
        @{ Op = 'SetIPv4'; Device = 'vmk1'; Mode = 'static'; From = 'vmk1'; Mask = '255.255.255.0' }
        @{ Op = 'SetIPv4'; Device = 'vmk2'; Mode = 'static'; From = 'vmk2'; Mask = '255.255.255.0' }
        @{ Op = 'EnableRoles'; Device = 'vmk0'; Roles = @('management'); Vsan = @() }
        @{ Op = 'EnableRoles'; Device = 'vmk1'; Roles = @('nvmeTcp'); Vsan = @() }
        @{ Op = 'EnableRoles'; Device = 'vmk2'; Roles = @('nvmeTcp'); Vsan = @() }
        @{ Op = 'EnableNVMe'; Device = 'vmk1'; Adapters = @('vmnic4') }
        @{ Op = 'EnableNVMe'; Device = 'vmk2'; Adapters = @('vmnic5') }
        @{ Op = 'DisableRoles'; Device = 'vmk0'; Roles = @('management'); Vsan = @() }
        @{ Op = 'DisableRoles'; Device = 'vmk1'; Roles = @('nvmeTcp'); Vsan = @() }
        @{ Op = 'DisableRoles'; Device = 'vmk2'; Roles = @('nvmeTcp'); Vsan = @() }
        @{ Op = 'SetSwitchMTU'; Switch = 'vSwitch1'; Mtu = 9000; Way = 'Lower' }
        @{ Op = 'SetSwitchMTU'; Switch = 'vSwitch2'; Mtu = 9000; Way = 'Lower' }
    )
}

# The lowest release of ESXi among the hosts that this was made for.
$release = '8.0.0'

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
