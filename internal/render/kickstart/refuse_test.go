package kickstart_test

import (
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/install"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/kickstart"
)

func vmk0(c *render.Cluster) *netstate.Vmk      { return &c.Groups[0].Pattern.Vmks[0] }
func member(c *render.Cluster) *netstate.Member { return &c.Groups[0].Members[0] }
func options(o install.Options) func(*render.Cluster) {
	return func(c *render.Cluster) { c.Install[0] = &o }
}

// another adds a second host, like the first but for what is done to it.
func another(c *render.Cluster, change func(*netstate.Member)) {
	m := *member(c)
	m.Name, m.Position = "esx02.lab.example", 1
	change(&m)
	c.Groups[0].Members = append(c.Groups[0].Members, m)
}

func same(*netstate.Member) {}

type refusal struct {
	make    func(*render.Cluster)
	byMAC   bool
	code    diag.Code
	pointer string
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]refusal{
		"another switch": {func(c *render.Cluster) { vmk0(c).Switch = netstate.Some("vSwitch1") }, false, diag.InstallElsewhere, "vmk/vmk0/switch"},
		"another group":  {func(c *render.Cluster) { vmk0(c).PortGroup = netstate.Some("Mgmt") }, false, diag.InstallElsewhere, "vmk/vmk0/portgroup"},
		"another stack":  {func(c *render.Cluster) { vmk0(c).Stack = netstate.Some("vmotion") }, false, diag.InstallElsewhere, "vmk/vmk0/stack"},
		"a MAC":          {func(c *render.Cluster) { vmk0(c).MAC = netstate.Some(macs[0]) }, false, diag.InstallElsewhere, "vmk/vmk0/mac"},
		"no address": {func(c *render.Cluster) {
			vmk0(c).IPv4 = &netstate.IPv4{Mode: netstate.Some(netstate.None)}
		}, false, diag.InstallName, "vmk/vmk0/address"},
		"no device": {func(c *render.Cluster) {
			member(c).MAC = ""
			c.Groups[0].Pattern.Switches = nil
		}, false, diag.InstallDevice, "kickstart/device"},
		"an adapter of another switch": {func(c *render.Cluster) {
			c.Groups[0].Pattern.Switches[0].Uplinks = nil
			c.Groups[0].Pattern.Switches = append(c.Groups[0].Pattern.Switches, netstate.Switch{Name: "vSwitch1", Kind: netstate.Standard, Uplinks: []string{"vmnic2"}})
			c.Install[0] = &install.Options{Device: "vmnic2"}
		}, false, diag.InstallDevice, "kickstart/device"},
		"no MAC to name it by":  {func(c *render.Cluster) { member(c).MAC = "" }, true, diag.InstallDevice, "hosts"},
		"an address for a name": {func(c *render.Cluster) { member(c).Name = "192.0.2.11" }, false, diag.InstallName, "hosts"},
		"IPv6 for a name":       {func(c *render.Cluster) { member(c).Name = "2001:db8::1" }, false, diag.InstallName, "hosts"},
		"a blank in a name":     {func(c *render.Cluster) { member(c).Name = "esx 01" }, false, diag.InstallName, "hosts"},
		"a comment in a name":   {func(c *render.Cluster) { member(c).Name = "esx01#.lab.example" }, false, diag.InstallName, "hosts"},
		"a long label":          {func(c *render.Cluster) { member(c).Name = strings.Repeat("a", 64) + ".lab.example" }, false, diag.InstallName, "hosts"},
		"a hyphen at an end":    {func(c *render.Cluster) { member(c).Name = "esx01-.lab.example" }, false, diag.InstallName, "hosts"},
		"one MAC twice":         {func(c *render.Cluster) { another(c, same) }, false, diag.InstallSameMAC, "hosts"},
		"one MAC in two groups": {func(c *render.Cluster) {
			another(c, same)
			g := c.Groups[0]
			c.Groups[0].Members = g.Members[:1]
			g.Members = g.Members[1:]
			c.Groups = append(c.Groups, g)
		}, false, diag.InstallSameMAC, "hosts"},
		"one device for two": {func(c *render.Cluster) {
			another(c, func(m *netstate.Member) { m.MAC = macs[0] })
			c.Install[0] = &install.Options{Device: macs[2]}
		}, false, diag.InstallSameMAC, "kickstart/device"},
		"a disk that breaks out":   {options(install.Options{Disk: "x' --overwritevmfs '"}), false, diag.InstallValue, "kickstart/disk"},
		"a keyboard with a quote":  {options(install.Options{Keyboard: `Swiss "German"`}), false, diag.InstallValue, "kickstart/keyboard"},
		"a keyboard for an option": {options(install.Options{Keyboard: "--x"}), false, diag.InstallValue, "kickstart/keyboard"},
		"a password in clear":      {options(install.Options{RootHash: "correct-horse-battery"}), false, diag.InstallValue, "kickstart/root_hash"},
		"a hash of another kind":   {options(install.Options{RootHash: "$2y$10$abcdefghijklmnopqrstuv"}), false, diag.InstallValue, "kickstart/root_hash"},
		"a distributed switch":     {func(c *render.Cluster) { c.Groups[0].Pattern.Switches[0].Kind = netstate.Distributed }, false, diag.NoDistributed, "vmk/vmk1/switch"},
		"a role without a tag": {func(c *render.Cluster) {
			c.Groups[0].Pattern.Vmks[1].Roles = []netstate.Role{netstate.PTP}
		}, false, diag.NoSpelling, "vmk/vmk1/roles/0"},
		"a name beyond ASCII": {func(c *render.Cluster) { c.Groups[0].Pattern.PortGroups[1].Name = "Größe" }, false, diag.BadName, "vmk/vmk1/portgroup"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cluster := clusterOf(wanted(), nil)
			c.make(cluster)
			got := kickstart.New(kickstart.Options{ByMAC: c.byMAC}).Refuse(cluster)
			if len(got) != 1 || got[0].Code != c.code || got[0].Pointer != c.pointer || got[0].Hint == "" || got[0].Detail == "" {
				t.Fatalf("%+v", got)
			}
			if o := cluster.Install[0]; o != nil && o.RootHash != "" && strings.Contains(got[0].Detail, o.RootHash) {
				t.Errorf("it tells the secret: %s", got[0].Detail)
			}
		})
	}
}

// TestNotRefused holds what is near to what is refused and fine.
func TestNotRefused(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*render.Cluster){
		"as it is": func(*render.Cluster) {},
		"said to be default": func(c *render.Cluster) {
			vmk0(c).Switch, vmk0(c).PortGroup, vmk0(c).Stack = netstate.Some("vSwitch0"), netstate.Some("Management Network"), netstate.Some("default")
		},
		"MACs of their own": func(c *render.Cluster) { another(c, func(m *netstate.Member) { m.MAC = macs[0] }) },
		"its MAC as device": options(install.Options{Device: macs[1]}),
		"a short name":      func(c *render.Cluster) { member(c).Name = "esx01" },
		"an old hash":       options(install.Options{RootHash: "ab./0123456zZ"}),
		"a salted hash":     options(install.Options{RootHash: "$1$salt$0123456789./"}),
		"one MAC, not wanted": func(c *render.Cluster) {
			another(c, same)
			c.Keep = func(host string) bool { return host == "esx02.lab.example" }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := clusterOf(wanted(), nil)
			change(c)
			if got := kickstart.New(kickstart.Options{}).Refuse(c); got != nil {
				t.Errorf("%+v", got)
			}
		})
	}
}
