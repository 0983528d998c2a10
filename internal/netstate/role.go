package netstate

// A Role is what a vmk is for, as the language writes it.
type Role string

// The roles.
const (
	Management     Role = "management"
	VMotion        Role = "vmotion"
	Provisioning   Role = "provisioning"
	VSAN           Role = "vsan"
	VSANWitness    Role = "vsan-witness"
	VSANExternal   Role = "vsan-external"
	Replication    Role = "replication"
	ReplicationNFC Role = "replication-nfc"
	FT             Role = "ft"
	ISCSI          Role = "iscsi"
	ISCSIDependent Role = "iscsi-dependent"
	NFS            Role = "nfs"
	NVMeTCP        Role = "nvme-tcp"
	NVMeRDMA       Role = "nvme-rdma"
	BackupNFC      Role = "backup-nfc"
	PTP            Role = "ptp"
)

// Roles are all roles, in the order in which they are shown.
var Roles = []Role{
	Management, VMotion, Provisioning, VSAN, VSANWitness, VSANExternal, Replication, ReplicationNFC,
	FT, ISCSI, ISCSIDependent, NFS, NVMeTCP, NVMeRDMA, BackupNFC, PTP,
}
