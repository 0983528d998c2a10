#Requires -Version 5.1
#Requires -Modules @{ ModuleName = 'VMware.VimAutomation.Core'; ModuleVersion = '13.0' }
#Requires -Modules VMware.VimAutomation.Vds
<#
.SYNOPSIS
    Brings the VMkernel networking of cluster lab to what its configuration says.

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
    .\lab.ps1 -WhatIf

    Shows what would be done on all hosts.

.EXAMPLE
    .\lab.ps1 -VMHost 'esx01*' -Credential (Get-Credential)

    Changes the hosts whose names begin with esx01.

.NOTES
    Made by vmkgen devel from ., SHA-256
    8e841c0a20e65140f35066b7f02f01cf0c4ef7c4659c73b80134cee61e4d18f1.
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
    @{ Name = 'esx01.lab.example'; Wanted = 'set1'; vmk0 = '192.0.2.11'; vmk1 = '203.0.113.11' }
    @{ Name = 'esx02.lab.example'; Wanted = 'set1'; vmk0 = '192.0.2.12'; vmk1 = '203.0.113.12' }
    @{ Name = 'esx03.lab.example'; Wanted = 'set1'; vmk0 = '192.0.2.13'; vmk1 = '203.0.113.13' }
    @{ Name = 'esx04.lab.example'; Wanted = 'set1'; vmk0 = '192.0.2.14'; vmk1 = '203.0.113.14' }
)

# What is wanted, in the order in which it is done.
$wanted = @{
    set1 = @(
        @{ Op = 'EnsureStack'; Stack = 'vmotion' }
        @{ Op = 'EnsureSwitch'; Switch = 'vSwitch0' }
        @{ Op = 'SetSwitchMTU'; Switch = 'vSwitch0'; Mtu = 9000; Way = 'Raise' }
        @{ Op = 'SetUplinks'; Switch = 'vSwitch0'; Uplinks = @('vmnic0', 'vmnic1') }
        @{ Op = 'SetVLAN'; PortGroup = ''; Of = 'vmk0'; Switch = ''; Vlan = 10 }
        @{ Op = 'EnsurePortGroup'; PortGroup = 'vmk1-vmotion'; Of = 'vmk1'; Switch = 'vSwitch0' }
        @{ Op = 'SetVLAN'; PortGroup = 'vmk1-vmotion'; Of = 'vmk1'; Switch = 'vSwitch0'; Vlan = 20 }
        @{ Op = 'EnsureVmk'; Device = 'vmk0'; PortGroup = ''; Switch = '' }
        @{ Op = 'EnsureVmk'; Device = 'vmk1'; PortGroup = 'vmk1-vmotion'; Switch = 'vSwitch0'; Stack = 'vmotion'; Mtu = 9000 }
        @{ Op = 'SetVmkMTU'; Device = 'vmk1'; Mtu = 9000 }
        @{ Op = 'SetIPv4'; Device = 'vmk0'; Mode = 'static'; From = 'vmk0'; Mask = '255.255.255.0' }
        @{ Op = 'SetIPv4'; Device = 'vmk1'; Mode = 'static'; From = 'vmk1'; Mask = '255.255.255.0' }
        @{ Op = 'SetGateway'; Stack = 'defaultTcpipStack'; Gateway = '192.0.2.1' }
        @{ Op = 'SetDNS'; Stack = 'defaultTcpipStack'; Names = @('192.0.2.53', '198.51.100.53') }
        @{ Op = 'SetSearch'; Stack = 'defaultTcpipStack'; Names = @('lab.example') }
        @{ Op = 'SetGateway'; Stack = 'vmotion'; Gateway = '203.0.113.1' }
        @{ Op = 'EnableRoles'; Device = 'vmk0'; Roles = @('management'); Vsan = @() }
        @{ Op = 'DisableRoles'; Device = 'vmk0'; Roles = @('management'); Vsan = @() }
        @{ Op = 'SetSwitchMTU'; Switch = 'vSwitch0'; Mtu = 9000; Way = 'Lower' }
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
