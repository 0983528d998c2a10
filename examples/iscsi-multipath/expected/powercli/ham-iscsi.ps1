#Requires -Version 5.1
#Requires -Modules @{ ModuleName = 'VMware.VimAutomation.Core'; ModuleVersion = '13.0' }
#Requires -Modules VMware.VimAutomation.Vds
<#
.SYNOPSIS
    Brings the VMkernel networking of cluster ham-iscsi to what its configuration says.

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
    .\ham-iscsi.ps1 -WhatIf

    Shows what would be done on all hosts.

.EXAMPLE
    .\ham-iscsi.ps1 -VMHost 'esx01*' -Credential (Get-Credential)

    Changes the hosts whose names begin with esx01.

.NOTES
    Made by vmkgen devel from ., SHA-256
    9f50d74e74ac4bfd02477c10ac451e5911ae7e3f929666cc4503446655b08e67.
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
    @{ Name = 'esx1.ham.example'; Wanted = 'set1'; vmk1 = '10.40.44.101'; vmk2 = '10.40.44.151' }
    @{ Name = 'esx2.ham.example'; Wanted = 'set1'; vmk1 = '10.40.44.102'; vmk2 = '10.40.44.152' }
    @{ Name = 'esx3.ham.example'; Wanted = 'set1'; vmk1 = '10.40.44.103'; vmk2 = '10.40.44.153' }
    @{ Name = 'esx4.ham.example'; Wanted = 'set1'; vmk1 = '10.40.44.104'; vmk2 = '10.40.44.154' }
    @{ Name = 'esx5.ham.example'; Wanted = 'set1'; vmk1 = '10.40.44.105'; vmk2 = '10.40.44.155' }
    @{ Name = 'esx6.ham.example'; Wanted = 'set1'; vmk1 = '10.40.44.106'; vmk2 = '10.40.44.156' }
)

# What is wanted, in the order in which it is done.
$wanted = @{
    set1 = @(
        @{ Op = 'EnsureSwitch'; Switch = 'vSwitch0' }
        @{ Op = 'EnsureSwitch'; Switch = 'vSwitch1' }
        @{ Op = 'SetSwitchMTU'; Switch = 'vSwitch1'; Mtu = 9000; Way = 'Raise' }
        @{ Op = 'SetUplinks'; Switch = 'vSwitch0'; Uplinks = @('vmnic0', 'vmnic1') }
        @{ Op = 'SetUplinks'; Switch = 'vSwitch1'; Uplinks = @('vmnic2', 'vmnic3') }
        @{ Op = 'EnsurePortGroup'; PortGroup = 'iSCSI via vmnic2'; Of = 'vmk1'; Switch = 'vSwitch1' }
        @{ Op = 'SetVLAN'; PortGroup = 'iSCSI via vmnic2'; Of = 'vmk1'; Switch = 'vSwitch1'; Vlan = 440 }
        @{ Op = 'SetPortGroupTeaming'; PortGroup = 'iSCSI via vmnic2'; Of = 'vmk1'; Switch = 'vSwitch1'; Active = 'vmnic2'; Standby = '' }
        @{ Op = 'EnsurePortGroup'; PortGroup = 'iSCSI via vmnic3'; Of = 'vmk2'; Switch = 'vSwitch1' }
        @{ Op = 'SetVLAN'; PortGroup = 'iSCSI via vmnic3'; Of = 'vmk2'; Switch = 'vSwitch1'; Vlan = 440 }
        @{ Op = 'SetPortGroupTeaming'; PortGroup = 'iSCSI via vmnic3'; Of = 'vmk2'; Switch = 'vSwitch1'; Active = 'vmnic3'; Standby = '' }
        @{ Op = 'EnsureVmk'; Device = 'vmk0'; PortGroup = ''; Switch = '' }
        @{ Op = 'EnsureVmk'; Device = 'vmk1'; PortGroup = 'iSCSI via vmnic2'; Switch = 'vSwitch1'; Stack = 'defaultTcpipStack'; Mtu = 9000 }
        @{ Op = 'EnsureVmk'; Device = 'vmk2'; PortGroup = 'iSCSI via vmnic3'; Switch = 'vSwitch1'; Stack = 'defaultTcpipStack'; Mtu = 9000 }
        @{ Op = 'SetVmkMTU'; Device = 'vmk1'; Mtu = 9000 }
        @{ Op = 'SetVmkMTU'; Device = 'vmk2'; Mtu = 9000 }
        @{ Op = 'SetIPv4'; Device = 'vmk1'; Mode = 'static'; From = 'vmk1'; Mask = '255.255.255.0' }
        @{ Op = 'SetIPv4'; Device = 'vmk2'; Mode = 'static'; From = 'vmk2'; Mask = '255.255.255.0' }
        @{ Op = 'EnableRoles'; Device = 'vmk0'; Roles = @('management'); Vsan = @() }
        @{ Op = 'BindISCSI'; Device = 'vmk1'; Adapters = @('software') }
        @{ Op = 'BindISCSI'; Device = 'vmk2'; Adapters = @('software') }
        @{ Op = 'DisableRoles'; Device = 'vmk0'; Roles = @('management'); Vsan = @() }
        @{ Op = 'DisableRoles'; Device = 'vmk1'; Roles = @(); Vsan = @() }
        @{ Op = 'DisableRoles'; Device = 'vmk2'; Roles = @(); Vsan = @() }
        @{ Op = 'SetSwitchMTU'; Switch = 'vSwitch1'; Mtu = 9000; Way = 'Lower' }
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
