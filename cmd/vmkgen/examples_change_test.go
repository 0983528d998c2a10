package main_test

import (
	"net/netip"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/vmkgen/vmkgen/internal/esxtest"
	"github.com/vmkgen/vmkgen/internal/pstest"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vctest"
)

// TestExamplesChangeInPowerShell brings installed hosts by the PowerCLI change
// script from fresh to what each example wants, and by its rollback back.
func TestExamplesChangeInPowerShell(t *testing.T) {
	t.Parallel()
	for _, dir := range examples(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			e := render(t, dir)
			out := t.TempDir()
			e.vmkgen(t, "render", "--from", "fresh", "--target", "powercli", "-o", out)
			changes := &example{dir: dir, out: out, Result: e.Result}
			for _, h := range e.chosen() {
				is := e.installed(t, &h)
				was := is.Clone()
				changes.change(t, &h, is, h.cluster+".ps1")
				asWanted(t, is, &h.Host)
				changes.change(t, &h, is, h.cluster+".rollback.ps1")
				if d := cmp.Diff(plain(was), plain(is), cmpopts.EquateComparable(netip.Prefix{}), cmpopts.EquateEmpty()); d != "" {
					t.Errorf("%s as it was (-), and after the way back (+):\n%s", h.Name, d)
				}
			}
		})
	}
}

// installed is a host as the source fresh has it: its kickstart file has
// installed it over its first adapter and without VLAN, and it didn't boot yet.
func (e *example) installed(t *testing.T, h *hostOf) *standin.Host {
	t.Helper()
	names, macs := nics()
	if h.mac != "" {
		macs[0] = h.mac
	}
	in, err := esxtest.Install(e.file(t, "kickstart/"+h.cluster+"/"+h.Name+".cfg"), full(h.release), names, macs)
	if err != nil {
		t.Fatalf("%s: %v", h.Name, err)
	}
	in.Host.Name = h.Name
	in.Host.Group("Management Network").VLAN = 0
	return in.Host
}

// change runs a script of changes for one host, twice: the second time it finds
// nothing to do.
func (e *example) change(t *testing.T, h *hostOf, is *standin.Host, script string) {
	t.Helper()
	s, err := pstest.Parse(string(e.file(t, "powercli/"+script)))
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	w := vctest.New(is)
	for _, again := range []bool{false, true} {
		r, err := w.Run(s, vctest.Run{Params: map[string]any{"AllowManagement": true, "Server": "vc01.example.com", "VMHost": pstest.List(h.Name)}})
		if err != nil {
			t.Fatalf("%s: %v", script, err)
		}
		if r.Exit != 0 || len(r.Hosts) != 1 || again && r.Changes != 0 || !again && r.Changes == 0 {
			t.Fatalf("%s: exit code %d, %d changes\n%v\n%s", script, r.Exit, r.Changes, r.Hosts, is.Print())
		}
	}
}
