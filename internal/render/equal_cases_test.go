package render_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/powercli"
	esxcli "github.com/vmkgen/vmkgen/internal/render/script"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// An equalCase is a host and a configuration that once made targets end
// differently, or stop where they needn't.
type equalCase struct {
	name   string
	before string // a configuration that the host went through; empty: none
	host   func(h *standin.Host)
	want   string
	exit   int // without leave to touch management
	allow  int // with it
	says   string
}

// addVmk gives a host a vmk of its own port group.
func addVmk(h *standin.Host, device, group, on, stack string, tags ...string) *standin.Vmk {
	if h.Group(group) == nil {
		h.Groups = append(h.Groups, &standin.Group{Name: group, Switch: on})
	}
	if h.Stack(stack) == nil {
		h.Stacks = append(h.Stacks, &standin.Stack{Key: stack, Congestion: "newreno", MaxConn: 11000})
	}
	v := &standin.Vmk{
		Device: device, Group: group, Stack: stack, MAC: "00:50:56:77:00:" + fmt.Sprintf("%02x", len(h.Vmks)), MTU: 1500, Mode: "NONE", Tags: tags,
	}
	h.Vmks = append(h.Vmks, v)
	return v
}

var equalCases = []equalCase{
	{
		name: "an MTU that waits for the switch that its vmk is to come to",
		host: func(h *standin.Host) {
			addVmk(h, "vmk1", "x", "vSwitch0", "defaultTcpipStack")
			addVmk(h, "vmk3", "pg", "vSwitch0", "defaultTcpipStack", "Management")
		},
		want: `
			switch "s1" {
				uplinks = ["vmnic2"]
				mtu     = 9000
			}
			vmk "vmk1" {
				switch    = "s1"
				portgroup = "pg"
				mtu       = 9000
				address   = "none"
			}
			vmk "vmk3" {
				switch    = "s1"
				portgroup = "b"
				address   = "none"
			}`,
		exit: 3, allow: 0,
	},
	{
		name: "the only vmk with management, to go into another stack",
		host: func(h *standin.Host) {
			h.Vmks[0].Tags = nil
			addVmk(h, "vmk1", "pg", "vSwitch0", "defaultTcpipStack", "Management")
		},
		want: `
			vmk "vmk1" {
				portgroup = "pg"
				stack     = "vmotion"
				address   = "none"
			}`,
		exit: 3, allow: 4, says: "management",
	},
	{
		name: "the only vmk with management, to go into another stack while another takes over",
		host: func(h *standin.Host) {
			h.Vmks[0].Tags = nil
			addVmk(h, "vmk1", "pg", "vSwitch0", "defaultTcpipStack", "Management")
		},
		want: `
			vmk "vmk0" { roles = ["management"] }
			vmk "vmk1" {
				portgroup = "pg"
				stack     = "vmotion"
				address   = "none"
			}`,
		exit: 3, allow: 0,
	},
	{
		name: "vmk0 is to have management and go into another stack",
		host: func(h *standin.Host) { addVmk(h, "vmk1", "pg", "vSwitch0", "defaultTcpipStack") },
		want: `
			vmk "vmk0" { stack = "backup" }
			stack "backup" {}
			`,
		exit: 3, allow: 4, says: "management",
	},
	{
		name: "IPv6 that isn't spoken of, of a vmk that goes into another stack",
		host: func(h *standin.Host) {
			v := addVmk(h, "vmk1", "pg", "vSwitch0", "vmotion")
			v.IPv6, v.RA, v.Addresses = true, true, []netip.Prefix{netip.MustParsePrefix("2001:db8::1/64")}
		},
		want: `
			vmk "vmk1" {
				portgroup = "pg"
				stack     = "backup"
				address   = "none"
				ipv6 { dhcp = true }
			}
			stack "backup" {}`,
		exit: 0, allow: 0,
	},
	{
		name: "an order of uplinks that the switch of an undeclared place will not have",
		before: `
			switch "s1" { uplinks = ["vmnic2"] }
			vmk "vmk0" {
				switch    = "s1"
				portgroup = "m"
			}`,
		want: `
			switch "s1" { uplinks = ["vmnic3"] }
			vmk "vmk0" {
				teaming {
					active  = ["vmnic0"]
					standby = []
				}
			}`,
		exit: 3, allow: 4, says: "is not to have",
	},
}

// rendered gives both scripts of a configuration.
func rendered(t *testing.T, cluster string) *drawn {
	t.Helper()
	d := &drawn{text: "cluster \"lab\" {\nesxi = \"8.0.3\"\nhosts = [\"" + gen.HostName + "\"]\n" + cluster + "\n}\n"}
	r := load.Load(load.Request{FS: fstest.MapFS{"lab.vmk.hcl": {Data: []byte(d.text)}}})
	if r.Diags.HasErrors() || len(r.Clusters) != 1 {
		t.Fatalf("%v\n%s", r.Diags, d.text)
	}
	c := &render.Cluster{
		Cluster: &r.Clusters[0].Cluster, Install: r.Clusters[0].Install, Meta: render.Meta{Version: "test", Source: "lab", Hash: "0"},
		Keep: func(string) bool { return true },
	}
	d.want = c.Groups[0].Host(0)
	d.shell, d.powerShell = body(t, esxcli.New(), c), body(t, powercli.New(), c)
	return d
}

// TestEqualCases: esxcli and PowerCLI end alike, in what is expected; what they
// refuse they don't touch, what they call done is as wanted.
func TestEqualCases(t *testing.T) {
	t.Parallel()
	for _, c := range slices.Concat(equalCases, ownedCases) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := standin.Fresh(gen.HostName, "8.0.3", "10.1.0.11/24", "10.1.0.1", gen.NICs...)
			if c.before != "" {
				var e end
				if h, e = inShell(t, h, rendered(t, c.before).shell, true); e.Exit != 0 {
					t.Fatal(e.said)
				}
			}
			if c.host != nil {
				c.host(h)
			}
			d := rendered(t, c.want)
			for _, allow := range []bool{false, true} {
				want := map[bool]int{false: c.exit, true: c.allow}[allow]
				c.run(t, h, d, allow, want)
			}
		})
	}
}

func (c *equalCase) run(t *testing.T, h *standin.Host, d *drawn, allow bool, want int) {
	t.Helper()
	shell, inSh := inShell(t, h, d.shell, allow)
	power, inPS := inPowerShell(t, h, d.powerShell, allow)
	said := inSh.said + inPS.said
	if inSh.Exit != want || inPS.Exit != want {
		t.Fatalf("allowed %v: exits %d and %d, wanted %d\n%s", allow, inSh.Exit, inPS.Exit, want, said)
	}
	if diff := cmp.Diff(state(shell, h), state(power, h)); diff != "" {
		t.Fatalf("allowed %v: esxcli (-) and PowerCLI (+) end differently:\n%s\n%s", allow, diff, said)
	}
	for name, is := range map[string]*standin.Host{"esxcli": shell, "PowerCLI": power} {
		if want == 4 && !slices.Equal(state(is, h), state(h, h)) {
			t.Errorf("allowed %v: %s refuses, and yet changed something\n%s", allow, name, said)
		}
		if diff := is.Differences(&d.want); want == 0 && diff != nil {
			t.Errorf("allowed %v: by %s not as wanted: %q\n%s", allow, name, diff, said)
		}
	}
	if want == 4 && c.says != "" && (!strings.Contains(inSh.said, c.says) || !strings.Contains(inPS.said, c.says)) {
		t.Errorf("neither or not both say %q:\n%s", c.says, said)
	}
}
