package script_test

import (
	"cmp"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/esxtest"
	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/script"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// changed plans the change of one host, and gives the script that makes it and
// the one that undoes it; nothing where the target refuses, no scripts where
// there is nothing to change.
func changed(t testing.TB, from, to plan.End) (p *plan.Host, there, back []byte) {
	t.Helper()
	p = plan.Diff(from, to, plan.Options{AllowManagement: true})
	if len(p.Changes) == 0 {
		return p, nil, nil
	}
	if p.Obstacles() != nil || p.Back(plan.Options{}).Obstacles() != nil {
		return nil, nil, nil
	}
	cluster := netstate.Cluster{Name: "lab", Release: "7.0.3", Groups: []netstate.Group{{Pattern: p.Goal, Members: []netstate.Member{{Name: p.Name}}}}}
	c := &render.Changes{Cluster: &cluster, Hosts: []*plan.Planned{{Host: p, Cluster: &cluster}}, Meta: render.Meta{Version: "test"}}
	if refused := script.NewChange().RefuseChange(c); refused != nil {
		return nil, nil, nil
	}
	err := script.NewChange().RenderChange(c, func(f render.File) error {
		text := slices.Clone(f.Body)
		if strings.HasSuffix(f.Path, ".rollback.sh") {
			back = text
		} else {
			there = text
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return p, there, back
}

// ran runs a change script until it is done, over a reboot where it asks for one.
func ran(t testing.TB, h *standin.Host, text []byte, how esxtest.Run) esxtest.Result {
	t.Helper()
	r := esxtest.Script(t, h, text, how)
	if r.Exit == 3 && strings.Contains(r.Stderr, "reboot") {
		h.Reboot()
		r = esxtest.Script(t, h, text, esxtest.Run{Args: how.Args, Folder: how.Folder})
	}
	return r
}

// TestAnyChangeThereAndBack brings hosts from any configuration to any other,
// by what differs alone, and back again, in runs that may be cut off anywhere.
// Where they stand is what a snapshot shows of them, with or without proof that
// it is vmkgen's.
func TestAnyChangeThereAndBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		// Shells are slow: unless somebody asks for more, one of three is run.
		if (testing.Short() || os.Getenv("RAPID_CHECKS") == "") && rapid.IntRange(0, 2).Draw(rt, "one of three") > 0 {
			return
		}
		anyChangeThereAndBack(t, rt)
	})
}

// Fuzz targets are rapid's too: "go test" draws, "go test -fuzz" mutates.
func FuzzAnyChangeThereAndBack(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(rt *rapid.T) { anyChangeThereAndBack(f, rt) }))
}

func anyChangeThereAndBack(t testing.TB, rt *rapid.T) {
	t.Helper()
	d := drawn{t, rt}
	h := drawnHost()
	_, before := configured(d, gen.Config(rt))
	finish(d, h, before)
	want, _ := configured(d, gen.Config(rt))
	want.Name = gen.HostName
	was, from := h.Clone(), plan.End{Host: h.State(), Managed: rapid.Bool().Draw(rt, "managed")}
	p, there, back := changed(d, from, plan.End{Host: want, Managed: true})
	if p == nil {
		return
	}
	if there == nil {
		if diff := h.Differences(&want); diff != nil {
			rt.Fatalf("nothing is planned, and yet\n%s", strings.Join(diff, "\n"))
		}
		return
	}
	kept := kept(p)
	cuts := through(d, h, there, func(at *standin.Host) {
		if lost := lacking(at, kept); lost != nil {
			rt.Fatalf("without an adapter, though the plan names no gap: %v\n%s\n%s", lost, at.Print(), said(there))
		}
	})
	if diff := h.Differences(&want); diff != nil {
		rt.Fatalf("not as wanted:\n%s\n%s", strings.Join(diff, "\n"), said(there))
	}
	if !from.Managed {
		if diff := differ(undeclared(standing(was), want), undeclared(standing(h), want)); diff != "" {
			rt.Fatalf("what isn't ours was touched:\n%s\n%s", diff, said(there))
		}
	}
	if again := esxtest.Script(d, h, there, allowed); again.Exit != 0 || again.Writes != 0 {
		rt.Fatalf("run again it exits %d after %d writes\n%s%s", again.Exit, again.Writes, again.Stdout, again.Stderr)
	}
	for _, c := range cuts {
		half := copied(d, c)
		done(d, ran(d, half.Host, there, esxtest.Run{Args: allowed.Args, Folder: half.Folder}), there)
		if diff := half.Host.Differences(&want); diff != nil {
			rt.Fatalf("cut off %s and run again, not as wanted:\n%s\n%s", c.Name, strings.Join(diff, "\n"), said(there))
		}
		done(d, ran(d, c.Host, back, esxtest.Run{Args: allowed.Args, Folder: c.Folder}), back)
		restored(d, was, c.Host, there, back)
	}
	cuts = through(d, h, back, func(*standin.Host) {})
	restored(d, was, h, there, back)
	for _, c := range cuts {
		done(d, ran(d, c.Host, back, esxtest.Run{Args: allowed.Args, Folder: c.Folder}), back)
		restored(d, was, c.Host, there, back)
	}
}

// through runs a change to its end, looks at the host after each of its
// commands, and gives what would be left were it cut off: at one of them, or
// now and then at each.
func through(d drawn, h *standin.Host, text []byte, look func(*standin.Host)) []esxtest.Cut {
	how := esxtest.Run{Args: allowed.Args, Folder: d.TempDir()}
	r, cuts := esxtest.Cuts(d, h, text, how)
	for _, c := range cuts {
		look(c.Host)
	}
	if r.Exit == 3 && strings.Contains(r.Stderr, "reboot") {
		h.Reboot()
		r = esxtest.Script(d, h, text, how)
	}
	done(d, r, text)
	if len(cuts) == 0 || rapid.IntRange(0, 7).Draw(d.rt, "cut everywhere") == 7 {
		return cuts
	}
	return []esxtest.Cut{cuts[rapid.IntRange(0, len(cuts)-1).Draw(d.rt, "cut")]}
}

// copied is what a cut left, once more.
func copied(d drawn, c esxtest.Cut) esxtest.Cut {
	out := esxtest.Cut{Name: c.Name, Host: c.Host.Clone(), Folder: d.TempDir()}
	if err := os.CopyFS(out.Folder, os.DirFS(c.Folder)); err != nil {
		d.Fatal(err)
	}
	return out
}

func done(d drawn, r esxtest.Result, text []byte) {
	if r.Exit != 0 {
		d.Fatalf("exit %d\n%s%s\n%s", r.Exit, r.Stdout, r.Stderr, said(text))
	}
}

func restored(d drawn, was, h *standin.Host, there, back []byte) {
	if diff := differ(standing(was), standing(h)); diff != "" {
		d.Fatalf("back it is not as it was:\n%s\nthere:\n%s\nback:\n%s", diff, said(there), said(back))
	}
}

// standing is what a state records of a host: not in which order uplinks came,
// or bindings came, nor whether somebody once chose the order that they have.
func standing(h *standin.Host) *standin.Host {
	h = byName(h)
	slices.Sort(h.NVMe)
	slices.SortFunc(h.Portals, func(a, b standin.Portal) int { return cmp.Or(cmp.Compare(a.Vmk, b.Vmk), cmp.Compare(a.HBA, b.HBA)) })
	for _, s := range h.Switches {
		slices.Sort(s.Uplinks)
		s.Chosen = false
	}
	slices.SortFunc(h.Switches, func(a, b *standin.Switch) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(h.Stacks, func(a, b *standin.Stack) int { return strings.Compare(a.Key, b.Key) })
	for _, s := range h.Stacks {
		slices.SortStableFunc(s.Routes, func(a, b standin.Route) int { return cmp.Compare(a.Via, b.Via) })
	}
	for _, g := range h.Groups {
		own := &g.Own
		if !g.Overrides[0] {
			own.Policy = ""
		}
		if !g.Overrides[1] {
			own.Detection = ""
		}
		own.Notify, own.Failback = own.Notify && g.Overrides[2], own.Failback && g.Overrides[3]
		if !g.Overrides[4] {
			own.Active, own.Standby = nil, nil
		}
	}
	return h
}

// said is the part of a script that says what it is to do.
func said(text []byte) string {
	head, _, _ := strings.Cut(string(text), "# --- how it works")
	return head
}
