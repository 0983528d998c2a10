package render_test

import (
	"flag"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/esxtest"
	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/pstest"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/kickstart"
	"github.com/vmkgen/vmkgen/internal/render/powercli"
	esxcli "github.com/vmkgen/vmkgen/internal/render/script"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vctest"
)

var (
	draws = flag.Int("draws", 6, "how many random pairs of configurations TestEqualEnds tries")
	first = flag.Int("first", 0, "the first of them")
)

// A drawn configuration, as each target renders it for the first host.
type drawn struct {
	text                      string
	want                      netstate.Host
	shell, powerShell, answer []byte // answer: empty where the installer can't do it
}

// draw makes a random valid configuration.
func draw(t *testing.T, seed int) *drawn {
	t.Helper()
	d := &drawn{text: rapid.Custom(gen.Config).Example(seed)}
	r := load.Load(load.Request{FS: fstest.MapFS{"lab.vmk.hcl": {Data: []byte(d.text)}}})
	if r.Diags.HasErrors() || len(r.Clusters) != 1 {
		t.Fatalf("%v\n%s", r.Diags, d.text)
	}
	c := &render.Cluster{
		Cluster: &r.Clusters[0].Cluster, Install: r.Clusters[0].Install, Meta: render.Meta{Version: "test", Source: "lab", Hash: "0"},
		Keep: func(host string) bool { return host == gen.HostName },
	}
	for at := range c.Hosts() {
		d.want = c.Groups[at.Group].Host(at.Member)
	}
	d.shell, d.powerShell = body(t, esxcli.New(), c), body(t, powercli.New(), c)
	if ks := kickstart.New(kickstart.Options{}); ks.Refuse(c) == nil {
		d.answer = body(t, ks, c)
	}
	return d
}

// body gives the one file of a target.
func body(t *testing.T, target render.Target, c *render.Cluster) (out []byte) {
	t.Helper()
	if refused := target.Refuse(c); refused != nil {
		t.Fatalf("%s refuses %+v", target.Name(), refused)
	}
	err := target.Render(c, func(f render.File) error {
		if out == nil {
			out = slices.Clone(f.Body)
		}
		return nil
	})
	if err != nil || out == nil {
		t.Fatalf("%s: %v", target.Name(), err)
	}
	return out
}

// An end is what a run came to.
type end struct {
	Exit  int
	State []string // of the host, a thing a line
	said  string
}

// inShell runs the esxcli script on a copy of a host.
func inShell(t *testing.T, h *standin.Host, text []byte, allow bool) (*standin.Host, end) {
	t.Helper()
	h = h.Clone()
	how := esxtest.Run{}
	if allow {
		how.Args = []string{"--allow-management"}
	}
	r := esxtest.Script(t, h, text, how)
	return h, end{r.Exit, nil, r.Stdout + r.Stderr}
}

// inPowerShell runs the PowerCLI script on a copy of a host.
func inPowerShell(t *testing.T, h *standin.Host, text []byte, allow bool) (*standin.Host, end) {
	t.Helper()
	h = h.Clone()
	s, err := pstest.Parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	r, err := vctest.New(h).Run(s, vctest.Run{Params: map[string]any{"AllowManagement": allow, "Server": "vc01.example.com"}})
	if err != nil {
		t.Fatal(err)
	}
	return h, end{r.Exit, nil, r.Hosts[0].String()}
}

// state describes a host without what targets may leave in different orders,
// and without the MACs that the host made up since it was as before.
func state(h, before *standin.Host) []string {
	h = h.Clone()
	var out []string
	for _, s := range h.Switches {
		slices.Sort(s.Uplinks)
		if !s.Chosen {
			slices.Sort(s.Teaming.Active)
		}
		s.Chosen = false
		out = append(out, fmt.Sprintf("switch %+v", *s))
	}
	for _, g := range h.Groups {
		out = append(out, fmt.Sprintf("group %s of %s VLAN %d, %d machines, own %v: %+v", g.Name, g.Switch, g.VLAN, g.VMs, g.Overrides, sorted(h.Effective(g))))
	}
	for _, s := range h.Stacks {
		s.Routes = slices.DeleteFunc(s.Routes, func(r standin.Route) bool { return r.IPv6 && lost(h, s.Key, r.Via) })
		slices.SortFunc(s.Routes, func(a, b standin.Route) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		out = append(out, fmt.Sprintf("stack %+v", *s))
	}
	for _, v := range h.Vmks {
		slices.Sort(v.Tags)
		slices.Sort(v.VSAN)
		slices.SortFunc(v.Addresses, func(a, b netip.Prefix) int { return strings.Compare(a.String(), b.String()) })
		if lost(&standin.Host{Vmks: []*standin.Vmk{v}}, v.Stack, v.Gateway6) {
			v.Gateway6 = ""
		}
		if before.Vmk(v.Device) == nil {
			v.MAC = "its own"
		}
		out = append(out, fmt.Sprintf("vmk %+v", *v))
	}
	for _, p := range h.Portals {
		out = append(out, fmt.Sprintf("bound %+v", p))
	}
	slices.Sort(h.NVMe)
	out = append(out, fmt.Sprint(h.NVMe, h.SoftwareISCSI, h.IPv6, h.IPv6Next))
	slices.Sort(out)
	return out
}

// lost says whether no address in a stack reaches an IPv6 gateway, so that it
// means nothing: a vmk that is made anew takes it along, one that moves doesn't.
func lost(h *standin.Host, stack, gateway string) bool {
	via, err := netip.ParseAddr(gateway)
	return err == nil && !via.IsLinkLocalUnicast() && !slices.ContainsFunc(h.Vmks, func(v *standin.Vmk) bool {
		return v.Stack == stack && slices.ContainsFunc(v.Addresses, func(p netip.Prefix) bool { return p.Contains(via) })
	})
}

// sorted is a teaming in which only an order that somebody chose counts.
func sorted(t standin.Teaming) standin.Teaming {
	if len(t.Standby) == 0 {
		t.Active = slices.Sorted(slices.Values(t.Active))
	}
	return t
}

// notedElsewhere says whether PowerCLI refused where the esxcli script goes on: a
// binding that isn't declared can be given back only once more than this run is
// done, and only on the host can a script note down that it is owed.
func notedElsewhere(power, shell end) bool {
	return power.Exit == 4 && shell.Exit == 3 && strings.Contains(power.said, "could not be bound again")
}

// strays says whether the default stack has a gateway that no address reaches:
// ESXi drops it with a vmk that the script makes anew and PowerCLI moves.
func strays(h *standin.Host) bool {
	s := h.Stack("defaultTcpipStack")
	return slices.ContainsFunc(s.Routes, func(r standin.Route) bool {
		via, err := netip.ParseAddr(r.Via)
		return err == nil && !r.IPv6 && r.To == "default" && !slices.ContainsFunc(h.Vmks, func(v *standin.Vmk) bool { return v.Stack == s.Key && v.IP.Contains(via) })
	})
}

// TestEqualEnds: for random configurations, from hosts fresh and not, all
// targets that change a host end in one and the same state and exit code.
func TestEqualEnds(t *testing.T) {
	t.Parallel()
	for seed := *first; seed < *first+*draws; seed++ {
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			t.Parallel()
			a, b := draw(t, 2*seed), draw(t, 2*seed+1)
			h := standin.Fresh(gen.HostName, "9.0.0", "10.1.0.11/24", "10.1.0.1", gen.NICs...)
			for _, step := range []struct {
				to    *drawn
				allow bool
			}{{a, false}, {a, true}, {b, false}, {b, true}, {a, true}} {
				was := h
				shell, inSh := inShell(t, was, step.to.shell, step.allow)
				power, inPS := inPowerShell(t, was, step.to.powerShell, step.allow)
				if notedElsewhere(inPS, inSh) {
					if !slices.Equal(state(power, was), state(was, was)) {
						t.Fatalf("refused, and yet changed:\n%s", inPS.said)
					}
					return
				}
				if !step.allow && strays(was) && inSh.Exit == 3 && inPS.Exit == 3 {
					h = shell
					continue
				}
				inSh.State, inPS.State = state(shell, was), state(power, was)
				if d := cmp.Diff(inSh, inPS, cmp.AllowUnexported(end{}), cmp.FilterPath(func(p cmp.Path) bool { return p.String() == "said" }, cmp.Ignore())); d != "" {
					t.Fatalf("allowed %v: esxcli (-) and PowerCLI (+) end differently:\n%s\n%s\n%s\n%s\n%s", step.allow, d, inSh.said, inPS.said, was.Print(), step.to.text)
				}
				if d := shell.Differences(&step.to.want); inSh.Exit == 0 && d != nil {
					t.Fatalf("not as wanted: %q\n%s", d, step.to.text)
				}
				h = shell
			}
		})
	}
}

// TestEqualFirstBoot: a host that is installed and boots is as a PowerCLI run
// makes one that was only installed.
func TestEqualFirstBoot(t *testing.T) {
	t.Parallel()
	for seed := *first; seed < *first+*draws; seed++ {
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			t.Parallel()
			d := draw(t, seed)
			if d.answer == nil {
				t.Skip("nothing that an installer can do")
			}
			in, err := esxtest.Install(d.answer, "9.0.0", gen.NICs, nil)
			if err != nil {
				t.Fatalf("%v\n%s", err, d.text)
			}
			in.Host.Name = gen.HostName // vCenter's name for it, whatever the host calls itself
			power, inPS := inPowerShell(t, in.Host, d.powerShell, true)
			was := in.Host.Clone()
			r := esxtest.Script(t, in.Host, []byte(in.FirstBoot), esxtest.Run{})
			if diff := cmp.Diff(state(in.Host, was), state(power, was)); diff != "" || r.Exit != inPS.Exit {
				t.Errorf("first boot (-) exit %d, PowerCLI (+) exit %d:\n%s\n%s%s\n%s", r.Exit, inPS.Exit, diff, r.FirstBoot, inPS.said, d.text)
			}
		})
	}
}
