#Requires -Version 5.1
#Requires -Modules @{ ModuleName = 'VMware.VimAutomation.Core'; ModuleVersion = '13.0' }
#Requires -Modules VMware.VimAutomation.Vds
<#
.SYNOPSIS
    Brings the VMkernel networking of cluster par-dual to what its configuration says.

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
    .\par-dual.ps1 -WhatIf

    Shows what would be done on all hosts.

.EXAMPLE
    .\par-dual.ps1 -VMHost 'esx01*' -Credential (Get-Credential)

    Changes the hosts whose names begin with esx01.

.NOTES
    Made by vmkgen devel from ., SHA-256
    443e848ab68c1508ed0b92ace5723ee885ddafdd77ab387cb3e5a20e6d0818da.
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
    @{ Name = 'esx01.par.example'; Wanted = 'set1'; vmk0 = '10.60.10.11'; vmk0_ipv6 = @('2001:db8:60:10::b/64'); vmk1 = '10.60.20.11'; vmk1_ipv6 = @('2001:db8:60:20::b/64') }
    @{ Name = 'esx02.par.example'; Wanted = 'set1'; vmk0 = '10.60.10.12'; vmk0_ipv6 = @('2001:db8:60:10::c/64'); vmk1 = '10.60.20.12'; vmk1_ipv6 = @('2001:db8:60:20::c/64') }
    @{ Name = 'esx03.par.example'; Wanted = 'set1'; vmk0 = '10.60.10.13'; vmk0_ipv6 = @('2001:db8:60:10::d/64'); vmk1 = '10.60.20.13'; vmk1_ipv6 = @('2001:db8:60:20::d/64') }
    @{ Name = 'esx04.par.example'; Wanted = 'set1'; vmk0 = '10.60.10.14'; vmk0_ipv6 = @('2001:db8:60:10::e/64'); vmk1 = '10.60.20.14'; vmk1_ipv6 = @('2001:db8:60:20::e/64') }
    @{ Name = 'esx05.par.example'; Wanted = 'set1'; vmk0 = '10.60.10.15'; vmk0_ipv6 = @('2001:db8:60:10::f/64'); vmk1 = '10.60.20.15'; vmk1_ipv6 = @('2001:db8:60:20::f/64') }
    @{ Name = 'esx06.par.example'; Wanted = 'set1'; vmk0 = '10.60.10.16'; vmk0_ipv6 = @('2001:db8:60:10::10/64'); vmk1 = '10.60.20.16'; vmk1_ipv6 = @('2001:db8:60:20::10/64') }
    @{ Name = 'esx07.par.example'; Wanted = 'set1'; vmk0 = '10.60.10.17'; vmk0_ipv6 = @('2001:db8:60:10::11/64'); vmk1 = '10.60.20.17'; vmk1_ipv6 = @('2001:db8:60:20::11/64') }
    @{ Name = 'esx08.par.example'; Wanted = 'set1'; vmk0 = '10.60.10.18'; vmk0_ipv6 = @('2001:db8:60:10::12/64'); vmk1 = '10.60.20.18'; vmk1_ipv6 = @('2001:db8:60:20::12/64') }
    @{ Name = 'esx09.par.example'; Wanted = 'set1'; vmk0 = '10.60.10.19'; vmk0_ipv6 = @('2001:db8:60:10::13/64'); vmk1 = '10.60.20.19'; vmk1_ipv6 = @('2001:db8:60:20::13/64') }
    @{ Name = 'esx10.par.example'; Wanted = 'set1'; vmk0 = '10.60.10.20'; vmk0_ipv6 = @('2001:db8:60:10::14/64'); vmk1 = '10.60.20.20'; vmk1_ipv6 = @('2001:db8:60:20::14/64') }
    @{ Name = 'esx11.par.example'; Wanted = 'set1'; vmk0 = '10.60.10.21'; vmk0_ipv6 = @('2001:db8:60:10::15/64'); vmk1 = '10.60.20.21'; vmk1_ipv6 = @('2001:db8:60:20::15/64') }
    @{ Name = 'esx12.par.example'; Wanted = 'set1'; vmk0 = '10.60.10.22'; vmk0_ipv6 = @('2001:db8:60:10::16/64'); vmk1 = '10.60.20.22'; vmk1_ipv6 = @('2001:db8:60:20::16/64') }
    @{ Name = 'esx13.par.example'; Wanted = 'set1'; vmk0 = '10.60.10.23'; vmk0_ipv6 = @('2001:db8:60:10::17/64'); vmk1 = '10.60.20.23'; vmk1_ipv6 = @('2001:db8:60:20::17/64') }
    @{ Name = 'esx14.par.example'; Wanted = 'set1'; vmk0 = '10.60.10.24'; vmk0_ipv6 = @('2001:db8:60:10::18/64'); vmk1 = '10.60.20.24'; vmk1_ipv6 = @('2001:db8:60:20::18/64') }
    @{ Name = 'esx15.par.example'; Wanted = 'set1'; vmk0 = '10.60.10.25'; vmk0_ipv6 = @('2001:db8:60:10::19/64'); vmk1 = '10.60.20.25'; vmk1_ipv6 = @('2001:db8:60:20::19/64') }
    @{ Name = 'esx16.par.example'; Wanted = 'set1'; vmk0 = '10.60.10.26'; vmk0_ipv6 = @('2001:db8:60:10::1a/64'); vmk1 = '10.60.20.26'; vmk1_ipv6 = @('2001:db8:60:20::1a/64') }
)

# What is wanted, in the order in which it is done.
$wanted = @{
    set1 = @(
        @{ Op = 'EnsureStack'; Stack = 'vmotion' }
        @{ Op = 'EnsureSwitch'; Switch = 'vSwitch0' }
        @{ Op = 'SetSwitchMTU'; Switch = 'vSwitch0'; Mtu = 9000; Way = 'Raise' }
        @{ Op = 'SetUplinks'; Switch = 'vSwitch0'; Uplinks = @('vmnic0', 'vmnic1') }
        @{ Op = 'SetVLAN'; PortGroup = ''; Of = 'vmk0'; Switch = ''; Vlan = 610 }
        @{ Op = 'EnsurePortGroup'; PortGroup = 'vmk1-vmotion'; Of = 'vmk1'; Switch = 'vSwitch0' }
        @{ Op = 'SetVLAN'; PortGroup = 'vmk1-vmotion'; Of = 'vmk1'; Switch = 'vSwitch0'; Vlan = 620 }
        @{ Op = 'EnsureVmk'; Device = 'vmk0'; PortGroup = ''; Switch = '' }
        @{ Op = 'EnsureVmk'; Device = 'vmk1'; PortGroup = 'vmk1-vmotion'; Switch = 'vSwitch0'; Stack = 'vmotion'; Mtu = 9000 }
        @{ Op = 'SetVmkMTU'; Device = 'vmk1'; Mtu = 9000 }
        @{ Op = 'SetIPv4'; Device = 'vmk0'; Mode = 'static'; From = 'vmk0'; Mask = '255.255.255.0' }
        @{ Op = 'SetIPv6'; Device = 'vmk0'; From = 'vmk0_ipv6'; Autoconf = $false; Dhcp = $false }
        @{ Op = 'SetIPv4'; Device = 'vmk1'; Mode = 'static'; From = 'vmk1'; Mask = '255.255.255.0' }
        @{ Op = 'SetIPv6'; Device = 'vmk1'; From = 'vmk1_ipv6'; Autoconf = $false; Dhcp = $false }
        @{ Op = 'SetGateway'; Stack = 'defaultTcpipStack'; Gateway = '10.60.10.1' }
        @{ Op = 'SetGateway'; Stack = 'defaultTcpipStack'; Gateway = '2001:db8:60:10::1' }
        @{ Op = 'SetDNS'; Stack = 'defaultTcpipStack'; Names = @('10.60.10.53', '2001:db8:60:10::53') }
        @{ Op = 'SetSearch'; Stack = 'defaultTcpipStack'; Names = @('par.example') }
        @{ Op = 'SetGateway'; Stack = 'vmotion'; Gateway = '10.60.20.1' }
        @{ Op = 'SetGateway'; Stack = 'vmotion'; Gateway = '2001:db8:60:20::1' }
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
