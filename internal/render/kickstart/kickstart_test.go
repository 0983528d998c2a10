package kickstart_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/esxtest"
	"github.com/vmkgen/vmkgen/internal/install"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/kickstart"
)

var (
	nics = []string{"vmnic0", "vmnic1", "vmnic2"}
	macs = []string{"00:25:b5:00:00:00", "00:25:b5:00:00:01", "00:25:b5:00:00:02"}
)

func static(s string) *netstate.IPv4 {
	return &netstate.IPv4{Mode: netstate.Some(netstate.Static), Address: netip.MustParsePrefix(s)}
}

type netAddr = netip.Addr

func addr(s string) netip.Addr { return netip.MustParseAddr(s) }

// wanted is a host of two, with more than the installer's network line can say.
func wanted() netstate.Host {
	some := netstate.Some[string]
	return netstate.Host{
		Switches: []netstate.Switch{{Name: "vSwitch0", Kind: netstate.Standard, Uplinks: []string{"vmnic1", "vmnic2"}, MinMTU: 9000}},
		PortGroups: []netstate.PortGroup{
			{Of: "vmk0", VLAN: netstate.Some(10)},
			{Name: "vmk1-vmotion", Of: "vmk1", Switch: "vSwitch0", VLAN: netstate.Some(20)},
		},
		Stacks: []netstate.Stack{
			{Name: "default", Gateway: netstate.Some(addr("192.0.2.1")), DNS: []netip.Addr{addr("192.0.2.51"), addr("192.0.2.52"), addr("192.0.2.53")}, Search: []string{"lab.example"}},
			{Name: "vmotion", Gateway: netstate.Some(addr("203.0.113.1"))},
		},
		Vmks: []netstate.Vmk{
			{Device: "vmk0", Roles: []netstate.Role{netstate.Management}, MTU: netstate.Some(9000), IPv4: static("192.0.2.11/25")},
			{
				Device: "vmk1", Roles: []netstate.Role{netstate.VMotion}, PortGroup: some("vmk1-vmotion"), Switch: some("vSwitch0"),
				Stack: some("vmotion"), MTU: netstate.Some(9000), IPv4: static("203.0.113.11/24"),
			},
		},
	}
}

func clusterOf(h netstate.Host, o *install.Options) *render.Cluster {
	g := netstate.Group{Pattern: h, Members: []netstate.Member{{Name: "esx01.lab.example", Number: 1, MAC: macs[1]}}}
	return &render.Cluster{
		Cluster: &netstate.Cluster{Name: "lab", Release: "7.0.3", Groups: []netstate.Group{g}}, Install: []*install.Options{o},
		Meta: render.Meta{Version: "test", Source: "lab", Hash: "0"},
	}
}

// files renders a cluster.
func files(t *testing.T, c *render.Cluster, o kickstart.Options) map[string]render.File {
	t.Helper()
	target := kickstart.New(o)
	if refused := target.Refuse(c); refused != nil {
		t.Fatalf("refused: %+v", refused)
	}
	out := map[string]render.File{}
	err := target.Render(c, func(f render.File) error {
		f.Body = slices.Clone(f.Body)
		out[f.Path] = f
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const path = "kickstart/lab/esx01.lab.example.cfg"

// booted installs a host and lets it boot for the first time.
func booted(t *testing.T, cfg []byte, want netstate.Host) *esxtest.Installation {
	t.Helper()
	in, err := esxtest.Install(cfg, "8.0.3", nics, macs)
	if err != nil {
		t.Fatalf("%v\n%s", err, cfg[:min(len(cfg), 1500)])
	}
	r := esxtest.Script(t, in.Host, []byte(in.FirstBoot), esxtest.Run{FailAt: 1})
	if r.Exit != 0 || r.Stdout != "" || r.Stderr != "" || !r.Saved {
		t.Fatalf("exit %d, saved %v\n%s%s%s", r.Exit, r.Saved, r.Stdout, r.Stderr, r.FirstBoot)
	}
	if !strings.Contains(r.FirstBoot, "vmk1: made") || !strings.Contains(r.Log, "vmk1: made") {
		t.Errorf("the log lacks it: %s%s", r.FirstBoot, r.Log)
	}
	if d := in.Host.Differences(&want); d != nil {
		t.Errorf("not as wanted: %v", d)
	}
	return in
}

func TestSnippetInstallsAndBoots(t *testing.T) {
	t.Parallel()
	want := wanted()
	f := files(t, clusterOf(want, nil), kickstart.Options{})[path]
	in := booted(t, f.Body, want)
	if len(in.Commands) > 0 || f.Mode != 0o644 {
		t.Errorf("mode %o, commands %v", f.Mode, in.Commands)
	}
}

func TestWholeFile(t *testing.T) {
	t.Parallel()
	want := wanted()
	want.Name = "esx01.lab.example"
	o := &install.Options{RootHash: "$6$salt$ha/sh.", License: "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE", Keyboard: "Swiss German", Disk: "mpx.vmhba0:C0:T0:L0", OverwriteVMFS: true, Reboot: true, Device: macs[2]}
	f := files(t, clusterOf(want, o), kickstart.Options{})[path]
	in := booted(t, f.Body, want)
	if d := cmp.Diff([][]string{
		{"vmaccepteula"},
		{"rootpw", "--iscrypted", o.RootHash},
		{"install", "--disk=" + o.Disk, "--overwritevmfs"},
		{"keyboard", "Swiss German"},
		{"serialnum", "--esx=" + o.License},
		{"reboot"},
	}, in.Commands); d != "" {
		t.Error(d)
	}
	if f.Mode != 0o600 {
		t.Errorf("a file with a password hash has mode %o", f.Mode)
	}
}

func TestWholeFileWithLittle(t *testing.T) {
	t.Parallel()
	f := files(t, clusterOf(wanted(), &install.Options{}), kickstart.Options{})[path]
	in := booted(t, f.Body, wanted())
	if d := cmp.Diff([][]string{{"vmaccepteula"}, {"%include", "./rootpw.cfg"}, {"install", "--firstdisk=local", "--preservevmfs"}}, in.Commands); d != "" {
		t.Error(d)
	}
	if !strings.Contains(string(f.Body), "rootpw --iscrypted HASH") {
		t.Error("nothing says what the included file must hold")
	}
}

func TestSecureBoot(t *testing.T) {
	t.Parallel()
	want := wanted()
	c := clusterOf(want, &install.Options{SecureBoot: true})
	out := files(t, c, kickstart.Options{})
	cfg := out[path].Body
	in, err := esxtest.Install(cfg, "8.0.3", nics, macs)
	if err != nil {
		t.Fatal(err)
	}
	if in.FirstBoot != "" || !strings.Contains(string(cfg), "esx01.lab.example.sh") {
		t.Errorf("it has a first-boot section, or names no script:\n%s", cfg)
	}
	script := out["kickstart/lab/esx01.lab.example.sh"]
	if script.Mode != 0o755 {
		t.Errorf("the script has mode %o", script.Mode)
	}
	if r := esxtest.Script(t, in.Host, script.Body, esxtest.Run{Args: []string{"--allow-management"}}); r.Exit != 0 {
		t.Errorf("exit %d\n%s%s", r.Exit, r.Stdout, r.Stderr)
	}
	if d := in.Host.Differences(&want); d != nil {
		t.Errorf("not as wanted: %v", d)
	}
	notes := kickstart.New(kickstart.Options{}).(interface {
		Notes(*render.Cluster) []string
	}).Notes(c)
	if len(notes) != 1 || !strings.Contains(notes[0], "Secure Boot") {
		t.Errorf("the notes are %v", notes)
	}
}

func TestByMAC(t *testing.T) {
	t.Parallel()
	out := files(t, clusterOf(wanted(), nil), kickstart.Options{ByMAC: true})
	if _, ok := out["kickstart/lab/01-00-25-b5-00-00-01.cfg"]; !ok || len(out) != 1 {
		t.Errorf("the files are %v", out)
	}
}

func TestFirstUplinkIsTheDevice(t *testing.T) {
	t.Parallel()
	c := clusterOf(wanted(), nil)
	c.Groups[0].Members[0].MAC = ""
	f := files(t, c, kickstart.Options{})[path]
	if in := booted(t, f.Body, wanted()); !slices.Contains(in.Host.Switches[0].Uplinks, "vmnic1") || !strings.Contains(string(f.Body), "--device=vmnic1 ") {
		t.Error("the first uplink is not what is installed over")
	}
}
