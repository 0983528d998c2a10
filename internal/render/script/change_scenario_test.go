package script_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/vmkgen/vmkgen/internal/esxtest"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// TestScenarios carries out the changes whose plans are shown in view's pages:
// there and back, and no role is without an adapter but where the plan says so.
func TestScenarios(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob("../../view/testdata/changes/*.txtar")
	if len(files) == 0 {
		t.Fatal("no scenarios")
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text := map[string]string{}
			for _, f := range a.Files {
				text[f.Name] = string(f.Data)
			}
			scenario(t, text)
		})
	}
}

func scenario(t *testing.T, text map[string]string) {
	t.Helper()
	h := fresh()
	_, before := configured(t, text["from.vmk.hcl"])
	ends(t, h, before, allowed, 0)
	want, _ := configured(t, text["to.vmk.hcl"])
	was := h.Clone()
	p, there, back := changed(t, plan.End{Host: h.State(), Managed: !strings.Contains(text["options"], "snapshot")}, plan.End{Host: want, Managed: true})
	if p == nil {
		return // something is in the way, which the page shows
	}
	kept := kept(p)
	ends(t, h, there, esxtest.Run{Args: allowed.Args, Watch: func() {
		if lost := lacking(h, kept); lost != nil {
			t.Errorf("without an adapter, though the plan names no gap: %v\n%s", lost, h.Print())
		}
	}}, 0)
	if d := h.Differences(&want); d != nil {
		t.Errorf("not as wanted:\n  %s", strings.Join(d, "\n  "))
	}
	ends(t, h, back, allowed, 0)
	if d := differ(standing(was), standing(h)); d != "" {
		t.Errorf("back it is not as it was:\n%s", d)
	}
}

// kept are the roles that a host has before and after a change, and for which
// the plan names no gap.
func kept(p *plan.Host) (out []netstate.Role) {
	after := roles(p.Goal.Vmks)
	for _, r := range roles(p.From.Vmks) {
		named := slices.ContainsFunc(p.Steps, func(s plan.Step) bool { return s.Risk.Gap && slices.Contains(s.Risk.Roles, r) })
		if slices.Contains(after, r) && !named {
			out = append(out, r)
		}
	}
	return out
}

// lacking are those of some roles that no vmk of a host carries.
func lacking(h *standin.Host, some []netstate.Role) (out []netstate.Role) {
	now := roles(h.State().Vmks)
	for _, r := range some {
		if !slices.Contains(now, r) {
			out = append(out, r)
		}
	}
	return out
}

// roles are those that vmks carry, by tag or by their stack.
func roles(vmks []netstate.Vmk) (out []netstate.Role) {
	for i := range vmks {
		v := &vmks[i]
		out = append(out, v.Roles...)
		switch v.Stack.Or("") {
		case "vmotion":
			out = append(out, netstate.VMotion)
		case "provisioning":
			out = append(out, netstate.Provisioning)
		}
	}
	return out
}
