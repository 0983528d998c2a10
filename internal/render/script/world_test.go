package script_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/vmkgen/vmkgen/internal/esxtest"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/script"
	"github.com/vmkgen/vmkgen/internal/standin"
)

const hostName = "esx01.lab.example"

// rendered is the script of one host.
func rendered(t testing.TB, h netstate.Host) []byte {
	t.Helper()
	h.Name = hostName
	g := netstate.Group{Pattern: h, Members: []netstate.Member{{Name: hostName, Number: 1}}}
	c := &render.Cluster{
		Cluster: &netstate.Cluster{Name: "lab", Release: "7.0.3", Groups: []netstate.Group{g}},
		Meta:    render.Meta{Version: "test", Source: "lab", Hash: "0"},
	}
	if refused := script.Refuse(c); refused != nil {
		t.Fatalf("refused: %v", refused)
	}
	var text []byte
	err := script.New().Render(c, func(f render.File) error {
		text = append(text, f.Body...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func fresh() *standin.Host {
	return standin.Fresh(hostName, "8.0.3", "192.0.2.11/24", "192.0.2.1", "vmnic0", "vmnic1", "vmnic2", "vmnic3", "vmnic4", "vmnic10")
}

func addr(s string) netip.Addr     { return netip.MustParseAddr(s) }
func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }

func static(s string) *netstate.IPv4 {
	return &netstate.IPv4{Mode: netstate.Some(netstate.Static), Address: prefix(s)}
}

// wanted is a host with something of everything.
func wanted() netstate.Host {
	some := netstate.Some[string]
	return netstate.Host{
		Switches: []netstate.Switch{
			{
				Name: "vSwitch0", Kind: netstate.Standard, Uplinks: []string{"vmnic0", "vmnic1"}, MTU: netstate.Some(9000),
				Teaming:   &netstate.Teaming{Policy: netstate.Some(netstate.Explicit), Active: []string{"vmnic0"}, Standby: []string{"vmnic1"}, Failback: netstate.Some(false)},
				Discovery: netstate.Some(netstate.DiscoveryBoth),
			},
			{
				Name: "v Switch'1", Kind: netstate.Standard, Uplinks: []string{"vmnic2", "vmnic3"}, MinMTU: 9000,
				Security: &netstate.Security{Promiscuous: netstate.Some(true), ForgedTransmits: netstate.Some(true)},
			},
		},
		PortGroups: []netstate.PortGroup{
			{Of: "vmk0", VLAN: netstate.Some(10)},
			{Name: "vmk1-vmotion", Of: "vmk1", Switch: "vSwitch0", VLAN: netstate.Some(20)},
			{
				Name: `iSCSI $(reboot) "a"; [b]`, Of: "vmk2", Switch: "v Switch'1", VLAN: netstate.Some(30),
				Teaming: &netstate.Teaming{Active: []string{"vmnic2"}, Standby: []string{}, Notify: netstate.Some(false)},
			},
			{Name: "vmk3-backup", Of: "vmk3", Switch: "vSwitch0", VLAN: netstate.Some(40)},
			{Name: "vmk10", Of: "vmk10", Switch: "v Switch'1", VLAN: netstate.Some(0)},
		},
		Stacks: []netstate.Stack{
			{
				Name: "default", Gateway: netstate.Some(addr("192.0.2.1")), DNS: []netip.Addr{addr("192.0.2.53"), addr("198.51.100.53")},
				Search: []string{"lab.example"}, Routes: []netstate.Route{{To: prefix("198.51.100.0/24"), Via: addr("192.0.2.254")}},
			},
			{Name: "vmotion", Gateway: netstate.Some(addr("203.0.113.1"))},
			{
				Name: "backup", Congestion: netstate.Some(netstate.Cubic), MaxConnections: netstate.Some(5000),
				Gateway: netstate.Some(addr("10.40.0.1")), Routes: []netstate.Route{{To: prefix("10.8.0.0/16"), Via: addr("10.40.0.254")}},
			},
		},
		Vmks: []netstate.Vmk{
			{Device: "vmk0", Roles: []netstate.Role{netstate.Management, netstate.VSANWitness}, IPv4: static("192.0.2.11/24")},
			{
				Device: "vmk1", Roles: []netstate.Role{netstate.VMotion}, PortGroup: some("vmk1-vmotion"), Switch: some("vSwitch0"),
				Stack: some("vmotion"), MTU: netstate.Some(9000), IPv4: static("203.0.113.11/24"),
				IPv6: &netstate.IPv6{Addresses: []netip.Prefix{prefix("2001:db8:20::b/64")}, Autoconf: netstate.Some(false)},
			},
			{
				Device: "vmk2", Roles: []netstate.Role{netstate.ISCSI}, PortGroup: some(`iSCSI $(reboot) "a"; [b]`), Switch: some("v Switch'1"),
				Stack: some("default"), MTU: netstate.Some(9000), IPv4: static("10.30.0.11/24"), ISCSI: []string{netstate.SoftwareISCSI}, MAC: some("00:50:56:11:22:33"),
			},
			{
				Device: "vmk3", Roles: []netstate.Role{netstate.NFS}, PortGroup: some("vmk3-backup"), Switch: some("vSwitch0"),
				Stack: some("backup"), MTU: netstate.Some(1500), IPv4: static("10.40.0.11/24"),
			},
			{
				Device: "vmk10", Roles: []netstate.Role{netstate.VSAN, netstate.FT, netstate.NVMeTCP}, PortGroup: some("vmk10"), Switch: some("v Switch'1"),
				Stack: some("default"), MTU: netstate.Some(9000), NVMe: []string{"vmnic4"},
				IPv4: &netstate.IPv4{Mode: netstate.Some(netstate.Static), Address: prefix("10.50.0.11/24"), Gateway: netstate.Some(addr("10.50.0.1"))},
			},
		},
	}
}

// ends runs a script and demands an exit code.
func ends(t testing.TB, h *standin.Host, text []byte, how esxtest.Run, code int) esxtest.Result {
	t.Helper()
	r := esxtest.Script(t, h, text, how)
	if r.Exit != code {
		t.Fatalf("exit %d, want %d\n%s%s", r.Exit, code, r.Stdout, r.Stderr)
	}
	return r
}

// converged demands that a host is as wanted, and that another run writes nothing.
func converged(t testing.TB, h *standin.Host, want netstate.Host, text []byte) {
	t.Helper()
	if d := h.Differences(&want); d != nil {
		t.Fatalf("not as wanted:\n  %s", strings.Join(d, "\n  "))
	}
	if r := ends(t, h, text, esxtest.Run{}, 0); r.Writes != 0 || r.Saved || !strings.Contains(r.Stdout, "nothing to do") {
		t.Fatalf("the second run writes:\n%s%v", r.Stdout, r.Calls)
	}
}

// settled is a host that has become as wanted.
func settled(t testing.TB) *standin.Host {
	t.Helper()
	h := fresh()
	ends(t, h, rendered(t, wanted()), allowed, 0)
	return h
}

var allowed = esxtest.Run{Args: []string{"--allow-management"}}

// mended runs a script first as it is, which must leave management alone, then
// with leave to touch it, rebooting where that is asked for.
func mended(t testing.TB, h *standin.Host, want netstate.Host, text []byte) {
	t.Helper()
	was := h.Clone()
	r := esxtest.Script(t, h, text, esxtest.Run{Watch: func() {
		if got, want := h.Management(), was.Management(); got != want {
			t.Errorf("management was cut off:\n%s\nwas\n%s", got, want)
		}
		if lost := h.Unrouted(was); lost != nil {
			t.Errorf("routes that management may use are gone: %v", lost)
		}
	}})
	if r.Exit != 0 && r.Exit != 3 {
		t.Fatalf("exit %d\n%s%s", r.Exit, r.Stdout, r.Stderr)
	}
	if r.Exit == 3 {
		held := h.Clone()
		if again := esxtest.Script(t, h, text, esxtest.Run{}); again.Exit != 3 || again.Writes != 0 {
			t.Errorf("run again, it exits %d after %d writes, want 3 and none\n%s%s", again.Exit, again.Writes, again.Stdout, again.Stderr)
		}
		if d := differ(held, h); d != "" {
			t.Errorf("run again, it changes what it held:\n%s", d)
		}
		finish(t, h, text)
	}
	converged(t, h, want, text)
}

// finish runs a script with leave to touch management, after a reboot once more.
func finish(t testing.TB, h *standin.Host, text []byte) {
	t.Helper()
	how := allowed
	how.Folder = t.TempDir()
	r := esxtest.Script(t, h, text, how)
	if r.Exit == 3 && strings.Contains(r.Stderr, "reboot") {
		if again := esxtest.Script(t, h, text, how); again.Exit != 3 || again.Writes != 0 {
			t.Errorf("before the reboot, it exits %d after %d writes, want 3 and none\n%s", again.Exit, again.Writes, again.Stdout)
		}
		h.Reboot()
		how.Folder = t.TempDir()
		r = esxtest.Script(t, h, text, how)
	}
	if r.Exit != 0 {
		t.Fatalf("exit %d, want 0\n%s%s", r.Exit, r.Stdout, r.Stderr)
	}
}

// differ compares what is on two hosts.
func differ(was, is any) string {
	return cmp.Diff(was, is, cmpopts.EquateComparable(netip.Prefix{}), cmpopts.EquateEmpty())
}
