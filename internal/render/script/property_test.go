package script_test

import (
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/esxtest"
	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/script"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// A drawn case fails by its drawing, so that it is shrunk.
type drawn struct {
	testing.TB
	rt *rapid.T
}

func (d drawn) Helper()                           { d.rt.Helper() }
func (d drawn) Error(args ...any)                 { d.rt.Error(args...) }
func (d drawn) Errorf(format string, args ...any) { d.rt.Errorf(format, args...) }
func (d drawn) Fatal(args ...any)                 { d.rt.Fatal(args...) }
func (d drawn) Fatalf(format string, args ...any) { d.rt.Fatalf(format, args...) }

// configured is what a configuration wants of its first host, and the script of that.
func configured(t testing.TB, config string) (want netstate.Host, text []byte) {
	t.Helper()
	r := load.Load(load.Request{FS: fstest.MapFS{"lab.vmk.hcl": {Data: []byte(config)}}})
	if r.Diags.HasErrors() || len(r.Clusters) != 1 {
		t.Fatalf("%v\n%s", r.Diags, config)
	}
	c := &render.Cluster{Cluster: &r.Clusters[0].Cluster, Keep: func(name string) bool { return name == gen.HostName }}
	if refused := script.Refuse(c); refused != nil {
		t.Fatalf("%+v\n%s", refused, config)
	}
	err := script.New().Render(c, func(f render.File) error {
		text = slices.Clone(f.Body)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return c.Groups[0].Host(0), text
}

func drawnHost() *standin.Host {
	return standin.Fresh(gen.HostName, "9.0.0", "192.0.2.11/24", "192.0.2.1", gen.NICs...)
}

// Fuzz targets are rapid's too: "go test" draws, "go test -fuzz" mutates.
func FuzzAnyConfigurationOnAFreshHost(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(rt *rapid.T) { anyConfigurationOnAFreshHost(f, rt) }))
}

func TestAnyConfigurationOnAFreshHost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) { anyConfigurationOnAFreshHost(t, rt) })
}

func anyConfigurationOnAFreshHost(t testing.TB, rt *rapid.T) {
	t.Helper()
	d := drawn{t, rt}
	config := gen.Config(rt)
	want, text := configured(d, config)
	h := drawnHost()
	finish(d, h, text)
	converged(d, h, want, text)
}

// FuzzAnyHostToAnyConfiguration brings hosts that have been through another
// configuration, and hands that tampered, to a new one, in runs that may be cut off.
func FuzzAnyHostToAnyConfiguration(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(rt *rapid.T) { anyHostToAnyConfiguration(f, rt) }))
}

func TestAnyHostToAnyConfiguration(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		// Shells are slow, and a draw runs up to seven: unless somebody asks for more, one of four is run.
		if (testing.Short() || os.Getenv("RAPID_CHECKS") == "") && rapid.IntRange(0, 3).Draw(rt, "one of four") > 0 {
			return
		}
		anyHostToAnyConfiguration(t, rt)
	})
}

func anyHostToAnyConfiguration(t testing.TB, rt *rapid.T) {
	t.Helper()
	d := drawn{t, rt}
	h := drawnHost()
	before, after := gen.Pair(rt)
	_, text := configured(d, before)
	finish(d, h, text)
	for range rapid.IntRange(0, 2).Draw(rt, "tamperings") {
		rapid.SampledFrom(tamperings).Draw(rt, "tampering")(rt, h)
	}
	want, text := configured(d, after)
	start, was, folder := h.Clone(), h.Clone(), d.TempDir()
	r := cautious(d, h, text, esxtest.Run{Folder: folder, CutAfter: cut(rt)})
	if r.Exit == -1 {
		r = cautious(d, h, text, esxtest.Run{Folder: folder})
	}
	if r.Exit == 4 {
		if diff := differ(was, h); diff != "" {
			rt.Fatalf("refused, and yet it changed:\n%s", diff)
		}
		return
	}
	was = h.Clone()
	esxtest.Script(d, h, text, esxtest.Run{Args: allowed.Args, CutAfter: cut(rt), Folder: folder})
	if r := esxtest.Script(d, h, text, esxtest.Run{Args: allowed.Args, Folder: folder}); r.Exit == 4 && differ(was, h) == "" {
		return
	} else if r.Exit != 0 {
		rt.Fatalf("exit %d\n%s%s", r.Exit, r.Stdout, r.Stderr)
	}
	converged(d, h, want, text)
	if diff := differ(undeclared(start, want), undeclared(h, want)); diff != "" {
		rt.Fatalf("what isn't ours was touched:\n%s", diff)
	}
}

// cut draws the call after which a run is cut off; 0: it isn't.
func cut(t *rapid.T) int { return rapid.IntRange(0, 90).Draw(t, "cut") }

// cautious runs a script without leave to touch management.
func cautious(d drawn, h *standin.Host, text []byte, how esxtest.Run) esxtest.Result {
	was, lost := h.Clone(), ""
	how.Watch = func() {
		if lost == "" {
			lost = lostManagement(was, h)
		}
	}
	r := esxtest.Script(d, h, text, how)
	if lost != "" {
		d.Fatalf("%s\n%s%s", lost, r.Stdout, r.Stderr)
	}
	if r.Exit == 1 || r.Exit == -1 && how.CutAfter == 0 {
		d.Fatalf("exit %d\n%s%s", r.Exit, r.Stdout, r.Stderr)
	}
	return r
}

// lostManagement says what of management a host has lost; empty: nothing.
func lostManagement(was, h *standin.Host) string {
	now := h.Management()
	for line := range strings.Lines(was.Management()) { // more of it may come
		if !strings.Contains(now, line) {
			return "management was cut off:\n" + now + "\nlacks\n" + line
		}
	}
	if lost := h.Unrouted(was); lost != nil {
		return fmt.Sprintf("routes that management may use are gone: %v", lost)
	}
	return ""
}

// tamperings are what hands do to a host.
var tamperings = []func(*rapid.T, *standin.Host){
	func(t *rapid.T, h *standin.Host) { pick(t, h.Groups).VLAN = rapid.IntRange(0, 4).Draw(t, "VLAN") },
	func(t *rapid.T, h *standin.Host) { pick(t, h.Switches).CDP = "none" },
	func(t *rapid.T, h *standin.Host) { pick(t, h.Switches).MTU = 9000 },
	func(t *rapid.T, h *standin.Host) { pick(t, h.Switches).Teaming.Failback = false },
	func(t *rapid.T, h *standin.Host) { pick(t, h.Stacks).DNS = []string{"10.3.0.53"} },
	func(t *rapid.T, h *standin.Host) { pick(t, h.Stacks).Routes = nil },
	func(_ *rapid.T, h *standin.Host) { h.SoftwareISCSI = true },
	func(t *rapid.T, h *standin.Host) {
		if v := pick(t, h.Vmks); v.Device != "vmk0" {
			v.Mode, v.IP, v.Gateway = "STATIC", prefix(fmt.Sprintf("10.%d.0.77/24", rapid.IntRange(2, 6).Draw(t, "subnet")*10)), ""
		}
	},
	func(t *rapid.T, h *standin.Host) {
		if v := pick(t, h.Vmks); v.Device != "vmk0" {
			v.IPv6, v.Addresses, v.Gateway6 = true, []netip.Prefix{prefix("2001:db8:7::77/64")}, ""
		}
	},
	func(t *rapid.T, h *standin.Host) {
		if v := pick(t, h.Vmks); v.Stack == "defaultTcpipStack" && !slices.Contains(v.Tags, "VMotion") {
			v.Tags = append(v.Tags, "VMotion")
		}
	},
	func(t *rapid.T, h *standin.Host) {
		if v := pick(t, h.Vmks); v.Device != "vmk0" && h.Group("tampered") == nil {
			unbind(h, v.Device)
			h.Groups = append(h.Groups, &standin.Group{Name: "tampered", Switch: "vSwitch0"})
			v.Group, v.MTU = "tampered", 1500
		}
	},
	func(t *rapid.T, h *standin.Host) {
		h.Vmks = append(h.Vmks, &standin.Vmk{
			Device: "vmk77", Group: pick(t, h.Groups).Name, Stack: "defaultTcpipStack", MAC: "00:50:56:77:77:77", MTU: 1500, Mode: "NONE", Tags: []string{"vSphereReplication"},
		})
	},
}

func pick[T any](t *rapid.T, all []*T) *T { return rapid.SampledFrom(all).Draw(t, "of these") }

// undeclared gives what of a host a configuration does not speak of.
func undeclared(h *standin.Host, want netstate.Host) *standin.Host {
	h = byName(h)
	declared := map[string]bool{}
	for i := range want.PortGroups {
		p := &want.PortGroups[i]
		declared[p.Name] = true
		if v := h.Vmk(p.Of); p.Name == "" && v != nil {
			declared[v.Group] = true
		}
	}
	h.Groups = slices.DeleteFunc(h.Groups, func(g *standin.Group) bool { return declared[g.Name] })
	for _, g := range h.Groups {
		if want.Switch(g.Switch) != nil { // it loses the uplinks that its switch loses
			g.Own.Active, g.Own.Standby = nil, nil
		}
	}
	h.Vmks = slices.DeleteFunc(h.Vmks, func(v *standin.Vmk) bool { return want.Vmk(v.Device) != nil })
	h.Switches = slices.DeleteFunc(h.Switches, func(s *standin.Switch) bool { return want.Switch(s.Name) != nil })
	h.Portals = slices.DeleteFunc(h.Portals, func(p standin.Portal) bool { return want.Vmk(p.Vmk) != nil })
	h.Stacks = slices.DeleteFunc(h.Stacks, func(s *standin.Stack) bool {
		return slices.ContainsFunc(want.Stacks, func(w netstate.Stack) bool { return stackKey(w.Name) == s.Key })
	})
	h.IPv6, h.IPv6Next, h.SoftwareISCSI, h.NVMe = false, false, false, nil
	for _, s := range h.Stacks {
		s.Routes = nil
	}
	return h
}

func stackKey(name string) string {
	return strings.NewReplacer("default", "defaultTcpipStack", "provisioning", "vSphereProvisioning").Replace(name)
}
