#Requires -Version 5.1
#Requires -Modules @{ ModuleName = 'VMware.VimAutomation.Core'; ModuleVersion = '13.0' }
#Requires -Modules VMware.VimAutomation.Vds
<#
.SYNOPSIS
    Brings the VMkernel networking of cluster ams-backup to what its configuration says.

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
    .\ams-backup.ps1 -WhatIf

    Shows what would be done on all hosts.

.EXAMPLE
    .\ams-backup.ps1 -VMHost 'esx01*' -Credential (Get-Credential)

    Changes the hosts whose names begin with esx01.

.NOTES
    Made by vmkgen devel from ., SHA-256
    66196fce1bab50ca7c67ba7965f425617234261e3a3860c99d69cc5c2cefa483.
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
    @{ Name = 'esx01.ams.example'; Wanted = 'set1'; vmk3 = '10.70.40.11' }
    @{ Name = 'esx02.ams.example'; Wanted = 'set1'; vmk3 = '10.70.40.12' }
    @{ Name = 'esx03.ams.example'; Wanted = 'set1'; vmk3 = '10.70.40.13' }
    @{ Name = 'esx04.ams.example'; Wanted = 'set1'; vmk3 = '10.70.40.14' }
    @{ Name = 'esx05.ams.example'; Wanted = 'set1'; vmk3 = '10.70.40.15' }
    @{ Name = 'esx06.ams.example'; Wanted = 'set1'; vmk3 = '10.70.40.16' }
    @{ Name = 'esx07.ams.example'; Wanted = 'set2'; vmk3 = '10.70.40.17' }
    @{ Name = 'esx08.ams.example'; Wanted = 'set1'; vmk3 = '10.70.40.18' }
    @{ Name = 'esx09.ams.example'; Wanted = 'set1'; vmk3 = '10.70.40.19' }
    @{ Name = 'esx10.ams.example'; Wanted = 'set1'; vmk3 = '10.70.40.20' }
)

# What is wanted, in the order in which it is done.
$wanted = @{
    set1 = @(
        @{ Op = 'EnsureStack'; Stack = 'backup' }
        @{ Op = 'SetStackOptions'; Stack = 'backup'; Congestion = 'cubic' }
        @{ Op = 'EnsureSwitch'; Switch = 'vSwitch0' }
        @{ Op = 'SetSwitchMTU'; Switch = 'vSwitch0'; Mtu = 9000; Way = 'Raise' }
        @{ Op = 'SetUplinks'; Switch = 'vSwitch0'; Uplinks = @('vmnic0', 'vmnic1') }
        @{ Op = 'EnsurePortGroup'; PortGroup = 'vmk3-nfs'; Of = 'vmk3'; Switch = 'vSwitch0' }
        @{ Op = 'SetVLAN'; PortGroup = 'vmk3-nfs'; Of = 'vmk3'; Switch = 'vSwitch0'; Vlan = 740 }
        @{ Op = 'EnsureVmk'; Device = 'vmk0'; PortGroup = ''; Switch = '' }
        @{ Op = 'EnsureVmk'; Device = 'vmk3'; PortGroup = 'vmk3-nfs'; Switch = 'vSwitch0'; Stack = 'backup'; Mtu = 9000 }
        @{ Op = 'SetVmkMTU'; Device = 'vmk3'; Mtu = 9000 }
        @{ Op = 'SetIPv4'; Device = 'vmk3'; Mode = 'static'; From = 'vmk3'; Mask = '255.255.255.0' }
        @{ Op = 'SetGateway'; Stack = 'backup'; Gateway = '10.70.40.1' }
        @{ Op = 'SetRoutes'; Stack = 'backup'; Routes = @('10.78.0.0/16 10.70.40.254') }
        @{ Op = 'EnableRoles'; Device = 'vmk0'; Roles = @('management'); Vsan = @() }
        @{ Op = 'DisableRoles'; Device = 'vmk0'; Roles = @('management'); Vsan = @() }
        @{ Op = 'SetSwitchMTU'; Switch = 'vSwitch0'; Mtu = 9000; Way = 'Lower' }
    )
    set2 = @(
        @{ Op = 'EnsureStack'; Stack = 'backup' }
        @{ Op = 'SetStackOptions'; Stack = 'backup'; Congestion = 'cubic' }
        @{ Op = 'EnsureSwitch'; Switch = 'vSwitch0' }
        @{ Op = 'SetSwitchMTU'; Switch = 'vSwitch0'; Mtu = 9000; Way = 'Raise' }
        @{ Op = 'SetUplinks'; Switch = 'vSwitch0'; Uplinks = @('vmnic0', 'vmnic1') }
        @{ Op = 'EnsurePortGroup'; PortGroup = 'vmk3-nfs'; Of = 'vmk3'; Switch = 'vSwitch0' }
        @{ Op = 'SetVLAN'; PortGroup = 'vmk3-nfs'; Of = 'vmk3'; Switch = 'vSwitch0'; Vlan = 740 }
        @{ Op = 'EnsureVmk'; Device = 'vmk0'; PortGroup = ''; Switch = '' }
        @{ Op = 'EnsureVmk'; Device = 'vmk3'; PortGroup = 'vmk3-nfs'; Switch = 'vSwitch0'; Stack = 'backup'; Mtu = 9000 }
        @{ Op = 'SetVmkMTU'; Device = 'vmk3'; Mtu = 9000 }
        @{ Op = 'SetIPv4'; Device = 'vmk3'; Mode = 'static'; From = 'vmk3'; Mask = '255.255.255.0' }
        @{ Op = 'SetGateway'; Stack = 'backup'; Gateway = '10.70.40.1' }
        @{ Op = 'SetRoutes'; Stack = 'backup'; Routes = @('10.78.0.0/16 10.70.40.253') }
        @{ Op = 'EnableRoles'; Device = 'vmk0'; Roles = @('management'); Vsan = @() }
        @{ Op = 'DisableRoles'; Device = 'vmk0'; Roles = @('management'); Vsan = @() }
        @{ Op = 'SetSwitchMTU'; Switch = 'vSwitch0'; Mtu = 9000; Way = 'Lower' }
    )
}

# The lowest release of ESXi among the hosts that this was made for.
$release = '7.0.3'

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
