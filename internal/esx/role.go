// Package esx holds how ESXi and its tools spell things, their limits, and
// since which release: tables, read both ways.
//
// Its one rule: rows only. What needs a decision belongs to a target or a check.
package esx

import "github.com/vmkgen/vmkgen/internal/netstate"

// A RoleRow is how each tool spells a role. An empty spelling means that the
// tool has none that is known.
type RoleRow struct {
	Role      netstate.Role
	NicType   string  // vSphere API, HostVirtualNicManagerNicType
	Tag       string  // esxcli network ip interface tag add
	VSAN      string  // esxcli vsan network ip add --traffic-type; in place of Tag
	PowerCLI  string  // Boolean parameter of Set-VMHostNetworkAdapter; also on New- where NewToo
	Property  string  // property of a PowerCLI VMkernel adapter that tells it
	Since     Release // lowest release that has it
	Traceless bool    // a purpose only: ESXi has no mark for it
}

// Roles is the table of spellings. Tags: the esxcli models of 6.0 and use in
// the field; NIC types: the vSphere API; parameters: PowerCLI 13.3.
var Roles = []RoleRow{
	{Role: netstate.Management, NicType: "management", Tag: "Management", PowerCLI: "ManagementTrafficEnabled", Property: "ManagementTrafficEnabled"},
	{Role: netstate.VMotion, NicType: "vmotion", Tag: "VMotion", PowerCLI: "VMotionEnabled", Property: "VMotionEnabled"},
	{Role: netstate.Provisioning, NicType: "vSphereProvisioning", Tag: "vSphereProvisioning", PowerCLI: "ProvisioningEnabled", Property: "ProvisioningEnabled", Since: Release{6, 0, 0}},
	{Role: netstate.VSAN, NicType: "vsan", VSAN: "vsan", PowerCLI: "VsanTrafficEnabled", Property: "VsanTrafficEnabled"},
	{Role: netstate.VSANWitness, NicType: "vsanWitness", VSAN: "witness", Since: Release{6, 5, 0}},
	{Role: netstate.VSANExternal, NicType: "vsanExternal", Since: Release{9, 0, 0}},
	{Role: netstate.Replication, NicType: "vSphereReplication", Tag: "vSphereReplication", PowerCLI: "VSphereReplicationEnabled", Property: "VSphereReplicationEnabled"},
	{Role: netstate.ReplicationNFC, NicType: "vSphereReplicationNFC", Tag: "vSphereReplicationNFC", PowerCLI: "VSphereReplicationNfcEnabled", Property: "VSphereReplicationNFCEnabled"},
	{Role: netstate.FT, NicType: "faultToleranceLogging", Tag: "faultToleranceLogging", PowerCLI: "FaultToleranceLoggingEnabled", Property: "FaultToleranceLoggingEnabled"},
	{Role: netstate.ISCSI, Traceless: true},
	{Role: netstate.ISCSIDependent, Traceless: true},
	{Role: netstate.NFS, Traceless: true},
	{Role: netstate.NVMeTCP, NicType: "nvmeTcp", Tag: "NVMeTCP", Since: Release{7, 0, 3}},
	{Role: netstate.NVMeRDMA, NicType: "nvmeRdma", Tag: "NVMeRDMA", Since: Release{7, 0, 3}},
	{Role: netstate.BackupNFC, NicType: "vSphereBackupNFC", Tag: "vSphereBackupNFC", PowerCLI: "VSphereBackupNfcEnabled", Property: "VSphereBackupNFCEnabled", Since: Release{7, 0, 0}},
	{Role: netstate.PTP, NicType: "ptp", Since: Release{7, 0, 0}},
}

// RoleOf gives the row of a role; ok is false for a role that is unknown.
func RoleOf(r netstate.Role) (row RoleRow, ok bool) {
	for _, row := range Roles {
		if row.Role == r {
			return row, true
		}
	}
	return RoleRow{}, false
}

// ByTag gives the row whose esxcli tag this is, exactly.
func ByTag(tag string) (row RoleRow, ok bool) {
	for _, row := range Roles {
		if row.Tag != "" && row.Tag == tag {
			return row, true
		}
	}
	return RoleRow{}, false
}

// ByNicType gives the row whose vSphere API type this is, exactly.
func ByNicType(t string) (row RoleRow, ok bool) {
	for _, row := range Roles {
		if row.NicType != "" && row.NicType == t {
			return row, true
		}
	}
	return RoleRow{}, false
}

// Tagged gives those of a vmk's roles that leave a mark on ESXi and that its
// stack does not imply, in the table's order.
func Tagged(roles []netstate.Role, stack string) []netstate.Role {
	if stack != netstate.DefaultStack {
		return nil
	}
	var out []netstate.Role
	for _, row := range Roles {
		if row.Traceless {
			continue
		}
		for _, r := range roles {
			if r == row.Role {
				out = append(out, r)
				break
			}
		}
	}
	return out
}
