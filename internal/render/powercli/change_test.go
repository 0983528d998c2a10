package powercli_test

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/powercli"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vctest"
)

// A changed host has the script of its change and that of the way back.
type changed struct {
	plan        *plan.Host
	there, back string
}

// changes renders the changes of the hosts of one cluster.
func changes(t tb, hosts ...*plan.Host) (there, back string) {
	t.Helper()
	c := &render.Changes{
		Cluster: &netstate.Cluster{Name: "fra-a", Server: "vc01.example.com", Release: "6.7"},
		From:    plan.Side{Name: "git:v1", Hash: "0123"}, To: plan.Side{Name: "prod.vmk.hcl", Hash: "4567", Managed: true},
		Meta: render.Meta{Version: "1.0"},
	}
	for _, h := range hosts {
		c.Hosts = append(c.Hosts, &plan.Planned{Host: h, Cluster: c.Cluster})
	}
	if r := powercli.NewChange().RefuseChange(c); len(r) > 0 {
		t.Fatalf("refused: %+v", r)
	}
	files := map[string]string{}
	err := powercli.NewChange().RenderChange(c, func(f render.File) error {
		files[f.Path] = string(f.Body)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 2 {
		t.Fatalf("%d files", len(files))
	}
	return files["powercli/fra-a.ps1"], files["powercli/fra-a.rollback.ps1"]
}

// change plans how a host comes from where it is to where it is wanted.
func change(t tb, h *vctest.Host, want netstate.Host) changed {
	t.Helper()
	want.Name = h.Name
	p := plan.Diff(plan.End{Host: h.Host.State(), Managed: true}, plan.End{Host: want, Managed: true}, plan.Options{AllowManagement: true})
	if len(p.Changes) == 0 {
		return changed{plan: p}
	}
	there, back := changes(t, p)
	return changed{p, there, back}
}

// sameHost compares what is on two hosts, but for orders that nobody sees.
func sameHost(was, is *standin.Host) string {
	return cmp.Diff(orderless(was), orderless(is), cmpopts.EquateComparable(netip.Prefix{}), cmpopts.EquateEmpty())
}

// orderless sorts what has no order, and forgets what can't be seen.
func orderless(h *standin.Host) *standin.Host {
	h = h.Clone()
	slices.SortFunc(h.Switches, func(a, b *standin.Switch) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(h.Groups, func(a, b *standin.Group) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(h.Stacks, func(a, b *standin.Stack) int { return strings.Compare(a.Key, b.Key) })
	slices.SortFunc(h.Vmks, func(a, b *standin.Vmk) int { return strings.Compare(a.Device, b.Device) })
	slices.SortFunc(h.Portals, func(a, b standin.Portal) int { return strings.Compare(a.HBA+a.Vmk, b.HBA+b.Vmk) })
	slices.Sort(h.NVMe)
	for _, s := range h.Switches {
		slices.Sort(s.Uplinks)
		s.Chosen = false
	}
	for _, g := range h.Groups {
		own := standin.Teaming{}
		if g.Overrides[0] {
			own.Policy = g.Own.Policy
		}
		if g.Overrides[1] {
			own.Detection = g.Own.Detection
		}
		if g.Overrides[2] {
			own.Notify = g.Own.Notify
		}
		if g.Overrides[3] {
			own.Failback = g.Own.Failback
		}
		if g.Overrides[4] {
			own.Active, own.Standby = g.Own.Active, g.Own.Standby
		}
		g.Own = own
	}
	for _, v := range h.Vmks {
		slices.Sort(v.Tags)
		slices.Sort(v.VSAN)
		slices.Sort(v.Untagged)
		slices.SortFunc(v.Addresses, func(a, b netip.Prefix) int { return a.Addr().Compare(b.Addr()) })
	}
	for _, s := range h.Stacks {
		slices.SortFunc(s.Routes, func(a, b standin.Route) int { return strings.Compare(a.To+a.Via, b.To+b.Via) })
	}
	return h
}

// head is the part of a script that says what it is to do.
func head(body string) string {
	_, body, _ = strings.Cut(body, "Set-StrictMode")
	body, _, _ = strings.Cut(body, "# How the API, cmdlets")
	return body
}
