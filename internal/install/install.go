// Package install says how a host is to be installed.
package install

// Options are what a kickstart block asks for. Nil where a group of hosts has none.
type Options struct {
	Device        string // vmnic or MAC; empty: from the host's MAC or the first uplink of vSwitch0
	Disk          string // empty: the first local disk
	OverwriteVMFS bool
	RootHash      string // a crypt hash, secret; empty: the file includes one
	License       string
	Keyboard      string
	Reboot        bool
	SecureBoot    bool
}
