package powercli_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/esxtest"
	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/pstest"
	"github.com/vmkgen/vmkgen/internal/render"
	esxcli "github.com/vmkgen/vmkgen/internal/render/script"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vctest"
)

// configured is what a drawn configuration wants of its first host.
func configured(t tb, config string) netstate.Host {
	t.Helper()
	r := load.Load(load.Request{FS: fstest.MapFS{"lab.vmk.hcl": {Data: []byte(config)}}})
	if r.Diags.HasErrors() || len(r.Clusters) != 1 {
		t.Fatalf("%v\n%s", r.Diags, config)
	}
	return r.Clusters[0].Groups[0].Host(0)
}

// drawnChange draws a host that went through a configuration, and the change
// of it to another; nil where there is nothing to change, or something in the way.
func drawnChange(t *rapid.T) (world, *vctest.Host, netstate.Host, *changed) {
	h := &vctest.Host{Host: standin.Fresh(gen.HostName, "9.0.0", "192.0.2.11/24", "192.0.2.1", gen.NICs...)}
	w := world{&vctest.World{Hosts: []*vctest.Host{h}}}
	before, after := gen.Pair(t)
	c := cluster(configured(t, before), gen.HostName)
	c.Release, c.Groups[0].Slots = "6.7", nil
	finished(t, w, parse(t, script(t, c)))
	want := configured(t, after)
	p := change(t, h, want)
	if p.there == "" {
		if d := h.Differences(&want); d != nil {
			t.Fatalf("nothing is planned, and yet\n%s", lines(d))
		}
		return w, h, want, nil
	}
	if p.plan.Obstacles() != nil {
		return w, h, want, nil
	}
	return w, h, want, &p
}

// finished runs a script to its end, over a reboot where it asks for one.
func finished(t tb, w world, s *pstest.Script) vctest.Result {
	t.Helper()
	r := w.run(t, s, allow, false)
	if r.Exit == 3 && strings.Contains(strings.Join(r.Hosts[0].Held, ""), "reboot") {
		w.Hosts[0].Reboot()
		again := w.run(t, s, allow, false)
		again.Changes += r.Changes
		return again
	}
	return r
}

// cutOff runs a script that may fail at a drawn change.
func (w world) cutOff(t *rapid.T, s *pstest.Script) vctest.Result {
	w.FailAt = rapid.IntRange(0, 40).Draw(t, "fail at")
	defer func() { w.FailAt = 0 }()
	r := finished(t, w, s)
	if r.Exit == 1 && !strings.Contains(r.Hosts[0].Error, "connection was lost") {
		t.Fatalf("exit 1\n%s", r.Hosts[0])
	}
	return r
}

// through runs a script that may be cut off, and then once more to its end.
func (w world) through(t *rapid.T, s *pstest.Script) vctest.Result {
	if r := w.cutOff(t, s); r.Exit != 1 {
		return r
	}
	return finished(t, w, s)
}

// TestAnyChangeThereAndBack brings hosts from any configuration to any other by
// what differs alone, and back again, in runs that may be cut off.
func TestAnyChangeThereAndBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w, h, want, c := drawnChange(rt)
		if c == nil {
			return
		}
		was := h.Clone()
		there, back := parse(rt, c.there), parse(rt, c.back)
		if r := w.through(rt, there); r.Exit == 4 {
			if d := sameHost(was, h.Host); d != "" {
				rt.Fatalf("refused, and yet changed:\n%s", d)
			}
			return
		} else if r.Exit != 0 {
			rt.Fatalf("exit %d\n%s\n%s", r.Exit, r.Hosts[0], head(c.there))
		}
		if d := h.Differences(&want); d != nil {
			rt.Fatalf("not as wanted:\n%s\n%s", lines(d), head(c.there))
		}
		if r := finished(rt, w, there); r.Exit != 0 || r.Changes != 0 {
			rt.Fatalf("a second run: exit %d, %d changes\n%s\n%s", r.Exit, r.Changes, r.Hosts[0], head(c.there))
		}
		if r := w.through(rt, back); r.Exit != 0 {
			rt.Fatalf("back: exit %d\n%s\nthere\n%s\nback\n%s", r.Exit, r.Hosts[0], head(c.there), head(c.back))
		}
		restored(rt, was, h, c)
		if r := finished(rt, w, back); r.Exit != 0 || r.Changes != 0 {
			rt.Fatalf("a second run back: exit %d, %d changes\n%s\n%s", r.Exit, r.Changes, r.Hosts[0], head(c.back))
		}
	})
}

func restored(t tb, was *standin.Host, h *vctest.Host, c *changed) {
	t.Helper()
	if d := sameHost(was, h.Host); d != "" {
		t.Fatalf("back it is not as it was:\n%s\nthere\n%s\nback\n%s", d, head(c.there), head(c.back))
	}
}

// TestAnyChangeIsUndone from wherever a run that was cut off left a host.
func TestAnyChangeIsUndone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w, h, _, c := drawnChange(rt)
		if c == nil {
			return
		}
		was := h.Clone()
		if r := w.cutOff(rt, parse(rt, c.there)); r.Exit == 4 {
			return
		}
		if r := w.through(rt, parse(rt, c.back)); r.Exit != 0 {
			rt.Fatalf("back: exit %d\n%s\n%s\nthere\n%s\nback\n%s", r.Exit, r.Hosts[0], h.Print(), head(c.there), head(c.back))
		}
		restored(rt, was, h, c)
	})
}

// TestAnyChangeEndsAsTheOtherTargetDoes: esxcli and PowerCLI lead to one state.
func TestAnyChangeEndsAsTheOtherTargetDoes(t *testing.T) {
	t.Parallel()
	compared := 0
	rapid.Check(t, func(rt *rapid.T) {
		if rapid.IntRange(0, 4).Draw(rt, "one of five, for shells are slow") > 0 {
			return
		}
		w, h, _, c := drawnChange(rt)
		if c == nil {
			return
		}
		other := h.Clone()
		if r := finished(rt, w, parse(rt, c.there)); r.Exit != 0 {
			return // told by another test
		}
		body := esxcliChange(rt, c.plan)
		if body == nil {
			return // esxcli can't do it
		}
		how := esxtest.Run{Args: []string{"--allow-management"}}
		r := esxtest.Script(t, other, body, how)
		if r.Exit == 3 && strings.Contains(r.Stderr, "reboot") {
			other.Reboot()
			r = esxtest.Script(t, other, body, how)
		}
		if r.Exit != 0 {
			return
		}
		compared++
		for _, v := range other.Vmks { // where nobody says, the host chooses
			if is := h.Vmk(v.Device); is != nil && !c.plan.Goal.Vmk(v.Device).MAC.IsSet() {
				v.MAC = is.MAC
			}
		}
		if d := sameHost(other, h.Host); d != "" {
			rt.Fatalf("esxcli's end, and PowerCLI's:\n%s\n%s", d, head(c.there))
		}
	})
	if compared == 0 {
		t.Error("no two ends were compared")
	}
}

// esxcliChange is the other target's script of a change; nil where it refuses.
func esxcliChange(t tb, p *plan.Host) (body []byte) {
	t.Helper()
	c := &render.Changes{Cluster: &netstate.Cluster{Name: "lab", Release: "6.7"}, Meta: render.Meta{Version: "1.0"}}
	c.Hosts = []*plan.Planned{{Host: p, Cluster: c.Cluster}}
	if esxcli.NewChange().RefuseChange(c) != nil {
		return nil
	}
	err := esxcli.NewChange().RenderChange(c, func(f render.File) error {
		if !strings.HasSuffix(f.Path, ".rollback.sh") {
			body = append([]byte(nil), f.Body...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return body
}
