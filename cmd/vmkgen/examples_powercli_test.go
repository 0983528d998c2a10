package main_test

import (
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/vmkgen/vmkgen/internal/esxtest"
	"github.com/vmkgen/vmkgen/internal/pstest"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vctest"
)

// TestExamplesRunInPowerShell runs each PowerCLI script for all its hosts, as
// the installer leaves them: they end as they are wanted and, those that are
// looked at, as the esxcli script leaves them.
func TestExamplesRunInPowerShell(t *testing.T) {
	t.Parallel()
	for _, dir := range examples(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			e := render(t, dir)
			for _, c := range e.Clusters {
				e.inPowerShell(t, c.Name)
			}
		})
	}
}

// inPowerShell runs the script of one cluster.
func (e *example) inPowerShell(t *testing.T, cluster string) {
	t.Helper()
	s, err := pstest.Parse(string(e.file(t, "powercli/"+cluster+".ps1")))
	if err != nil {
		t.Fatalf("%s: %v", cluster, err)
	}
	var fresh []*standin.Host
	for i := range e.hosts {
		if h := &e.hosts[i]; h.cluster == cluster {
			fresh = append(fresh, h.fresh())
		}
	}
	w := vctest.New(fresh...)
	for _, again := range []bool{false, true} {
		r, err := w.Run(s, vctest.Run{Params: map[string]any{"AllowManagement": true, "Server": "vc01.example.com"}})
		if err != nil {
			t.Fatalf("%s: %v", cluster, err)
		}
		if len(r.Hosts) != len(fresh) || r.Exit != 0 {
			t.Fatalf("%s: exit code %d, %d of %d hosts\n%v", cluster, r.Exit, len(r.Hosts), len(fresh), r.Hosts)
		}
		if again && r.Changes != 0 {
			t.Errorf("%s: the second run makes %d changes\n%v", cluster, r.Changes, r.Hosts)
		}
	}
	for i := range e.hosts {
		if h := &e.hosts[i]; h.cluster == cluster {
			asWanted(t, hostNamed(t, w, h.Name), &h.Host)
		}
	}
	for _, h := range e.chosen() {
		if h.cluster == cluster {
			e.asByScript(t, &h, hostNamed(t, w, h.Name))
		}
	}
}

// fresh is the host as the installer leaves it.
func (h *hostOf) fresh() *standin.Host {
	names, _ := nics()
	return standin.Fresh(h.Name, full(h.release), "198.18.0.200/24", "198.18.0.1", names...)
}

func hostNamed(t *testing.T, w *vctest.World, name string) *standin.Host {
	t.Helper()
	for _, h := range w.Hosts {
		if h.Name == name {
			return h.Host
		}
	}
	t.Fatalf("no host %s", name)
	return nil
}

// asByScript demands that a host is as its esxcli script makes it, but for
// orders that mean nothing and the MACs that hosts make up.
func (e *example) asByScript(t *testing.T, h *hostOf, is *standin.Host) {
	t.Helper()
	was := h.fresh()
	r := esxtest.Script(t, was, e.file(t, "esxcli/"+h.cluster+"/"+h.Name+".sh"), esxtest.Run{Args: []string{"--allow-management"}})
	if r.Exit != 0 {
		t.Fatalf("%s: exit code %d\n%s%s", h.Name, r.Exit, r.Stdout, r.Stderr)
	}
	if d := cmp.Diff(plain(was), plain(is), cmpopts.EquateComparable(netip.Prefix{}), cmpopts.EquateEmpty()); d != "" {
		t.Errorf("%s by esxcli (-) and by PowerCLI (+):\n%s", h.Name, d)
	}
}

// plain is a host without what may differ: orders that mean nothing, and MACs
// that hosts make up.
func plain(h *standin.Host) *standin.Host {
	h = h.Clone()
	slices.SortFunc(h.Switches, func(a, b *standin.Switch) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(h.Groups, func(a, b *standin.Group) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(h.Stacks, func(a, b *standin.Stack) int { return strings.Compare(a.Key, b.Key) })
	slices.SortFunc(h.Vmks, func(a, b *standin.Vmk) int { return strings.Compare(a.Device, b.Device) })
	slices.SortFunc(h.Portals, func(a, b standin.Portal) int { return strings.Compare(a.HBA+a.Vmk, b.HBA+b.Vmk) })
	slices.Sort(h.NVMe)
	for _, s := range h.Switches {
		s.Chosen = false
	}
	for _, v := range h.Vmks {
		v.MAC = ""
		slices.Sort(v.Tags)
		slices.Sort(v.VSAN)
	}
	return h
}
