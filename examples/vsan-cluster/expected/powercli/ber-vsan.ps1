#Requires -Version 5.1
#Requires -Modules @{ ModuleName = 'VMware.VimAutomation.Core'; ModuleVersion = '13.0' }
#Requires -Modules VMware.VimAutomation.Vds
<#
.SYNOPSIS
    Brings the VMkernel networking of cluster ber-vsan to what its configuration says.

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
    .\ber-vsan.ps1 -WhatIf

    Shows what would be done on all hosts.

.EXAMPLE
    .\ber-vsan.ps1 -VMHost 'esx01*' -Credential (Get-Credential)

    Changes the hosts whose names begin with esx01.

.NOTES
    Made by vmkgen devel from ., SHA-256
    a133645908e173715cb44ea9d0e77194e18d31f1edb8dc1c4c97efa48dda1f6e.
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
    @{ Name = 'esx01.ber.example'; Wanted = 'set1'; vmk0 = '10.30.10.21'; vmk1 = '10.30.20.21'; vmk2 = '10.30.30.21' }
    @{ Name = 'esx02.ber.example'; Wanted = 'set1'; vmk0 = '10.30.10.22'; vmk1 = '10.30.20.22'; vmk2 = '10.30.30.22' }
    @{ Name = 'esx03.ber.example'; Wanted = 'set1'; vmk0 = '10.30.10.23'; vmk1 = '10.30.20.23'; vmk2 = '10.30.30.23' }
    @{ Name = 'esx04.ber.example'; Wanted = 'set1'; vmk0 = '10.30.10.24'; vmk1 = '10.30.20.24'; vmk2 = '10.30.30.24' }
    @{ Name = 'esx05.ber.example'; Wanted = 'set1'; vmk0 = '10.30.10.25'; vmk1 = '10.30.20.25'; vmk2 = '10.30.30.25' }
    @{ Name = 'esx06.ber.example'; Wanted = 'set1'; vmk0 = '10.30.10.26'; vmk1 = '10.30.20.26'; vmk2 = '10.30.30.26' }
    @{ Name = 'esx07.ber.example'; Wanted = 'set1'; vmk0 = '10.30.10.27'; vmk1 = '10.30.20.27'; vmk2 = '10.30.30.27' }
    @{ Name = 'esx08.ber.example'; Wanted = 'set1'; vmk0 = '10.30.10.28'; vmk1 = '10.30.20.28'; vmk2 = '10.30.30.28' }
)

# What is wanted, in the order in which it is done.
$wanted = @{
    set1 = @(
        @{ Op = 'EnsureSwitch'; Switch = 'vSwitch0' }
        @{ Op = 'EnsureSwitch'; Switch = 'vSwitch1' }
        @{ Op = 'SetSwitchMTU'; Switch = 'vSwitch0'; Mtu = 9000; Way = 'Raise' }
        @{ Op = 'SetSwitchMTU'; Switch = 'vSwitch1'; Mtu = 9000; Way = 'Raise' }
        @{ Op = 'SetUplinks'; Switch = 'vSwitch0'; Uplinks = @('vmnic0', 'vmnic1') }
        @{ Op = 'SetUplinks'; Switch = 'vSwitch1'; Uplinks = @('vmnic2', 'vmnic3') }
        @{ Op = 'SetSwitchTeaming'; Switch = 'vSwitch0'; LoadBalancing = 'ExplicitFailover'; Active = 'vmnic0'; Standby = 'vmnic1' }
        @{ Op = 'SetVLAN'; PortGroup = ''; Of = 'vmk0'; Switch = ''; Vlan = 310 }
        @{ Op = 'EnsurePortGroup'; PortGroup = 'vmk1-vmotion'; Of = 'vmk1'; Switch = 'vSwitch0' }
        @{ Op = 'SetVLAN'; PortGroup = 'vmk1-vmotion'; Of = 'vmk1'; Switch = 'vSwitch0'; Vlan = 320 }
        @{ Op = 'SetPortGroupTeaming'; PortGroup = 'vmk1-vmotion'; Of = 'vmk1'; Switch = 'vSwitch0'; Active = 'vmnic1'; Standby = 'vmnic0' }
        @{ Op = 'EnsurePortGroup'; PortGroup = 'vmk2-vsan'; Of = 'vmk2'; Switch = 'vSwitch1' }
        @{ Op = 'SetVLAN'; PortGroup = 'vmk2-vsan'; Of = 'vmk2'; Switch = 'vSwitch1'; Vlan = 330 }
        @{ Op = 'EnsureVmk'; Device = 'vmk0'; PortGroup = ''; Switch = '' }
        @{ Op = 'EnsureVmk'; Device = 'vmk1'; PortGroup = 'vmk1-vmotion'; Switch = 'vSwitch0'; Stack = 'defaultTcpipStack'; Mtu = 9000 }
        @{ Op = 'EnsureVmk'; Device = 'vmk2'; PortGroup = 'vmk2-vsan'; Switch = 'vSwitch1'; Stack = 'defaultTcpipStack'; Mtu = 9000 }
        @{ Op = 'SetVmkMTU'; Device = 'vmk1'; Mtu = 9000 }
        @{ Op = 'SetVmkMTU'; Device = 'vmk2'; Mtu = 9000 }
        @{ Op = 'SetIPv4'; Device = 'vmk0'; Mode = 'static'; From = 'vmk0'; Mask = '255.255.255.0' }
        @{ Op = 'SetIPv4'; Device = 'vmk1'; Mode = 'static'; From = 'vmk1'; Mask = '255.255.255.0' }
        @{ Op = 'SetIPv4'; Device = 'vmk2'; Mode = 'static'; From = 'vmk2'; Mask = '255.255.255.0' }
        @{ Op = 'SetGateway'; Stack = 'defaultTcpipStack'; Gateway = '10.30.10.1' }
        @{ Op = 'SetDNS'; Stack = 'defaultTcpipStack'; Names = @('10.30.10.53') }
        @{ Op = 'SetSearch'; Stack = 'defaultTcpipStack'; Names = @('ber.example') }
        @{ Op = 'EnableRoles'; Device = 'vmk0'; Roles = @('management'); Vsan = @() }
        @{ Op = 'EnableRoles'; Device = 'vmk1'; Roles = @('vmotion'); Vsan = @() }
        @{ Op = 'EnableRoles'; Device = 'vmk2'; Roles = @(); Vsan = @('vsan') }
        @{ Op = 'DisableRoles'; Device = 'vmk0'; Roles = @('management'); Vsan = @() }
        @{ Op = 'DisableRoles'; Device = 'vmk1'; Roles = @('vmotion'); Vsan = @() }
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
