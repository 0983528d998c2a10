package vsphere_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
	"github.com/vmkgen/vmkgen/internal/sim"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vsphere"
)

func TestCertificatesAreVerified(t *testing.T) {
	t.Parallel()
	vc, err := sim.New(inventory(fresh("1")), sim.Options{User: "root", Password: "secret & <more>"})
	if err != nil {
		t.Fatal(err)
	}
	defer vc.Close()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, vc.Certificate(), 0o600); err != nil {
		t.Fatal(err)
	}
	good := login(vc)
	for _, c := range []struct {
		name   string
		change func(*vsphere.Login)
		want   string // part of the error; empty: none
	}{
		{"thumbprint", func(*vsphere.Login) {}, ""},
		{"thumbprint in small letters without colons", func(l *vsphere.Login) { l.Thumbprint = strings.ToLower(strings.ReplaceAll(l.Thumbprint, ":", "")) }, ""},
		{"another thumbprint", func(l *vsphere.Login) { l.Thumbprint = "00" + l.Thumbprint[2:] }, "thumbprint"},
		{"half a thumbprint", func(l *vsphere.Login) { l.Thumbprint = l.Thumbprint[:20] }, "no SHA-256"},
		{"nothing", func(l *vsphere.Login) { l.Thumbprint = "" }, "not trusted"},
		{"authority", func(l *vsphere.Login) { l.Thumbprint, l.CAFile = "", ca }, ""},
		{"authority that is not there", func(l *vsphere.Login) { l.CAFile = ca + "x" }, "can't be read"},
		{"insecure", func(l *vsphere.Login) { l.Thumbprint, l.Insecure = "", true }, ""},
		{"wrong password", func(l *vsphere.Login) { l.Password = "x" }, "InvalidLogin"},
		{"no server", func(l *vsphere.Login) { l.Server = "a b" }, "no server"},
		{"not https", func(l *vsphere.Login) { l.Server = "http://vc.example.com" }, "https"},
		{"nobody there", func(l *vsphere.Login) { l.Server = "127.0.0.1:1" }, "127.0.0.1:1"},
	} {
		l := good
		c.change(&l)
		client, err := vsphere.Dial(t.Context(), l)
		switch {
		case err == nil && c.want == "":
			if err := client.Close(t.Context()); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
		case err == nil || c.want == "" || !strings.Contains(err.Error(), c.want):
			t.Errorf("%s: %v", c.name, err)
		case strings.Contains(err.Error(), "secret"):
			t.Errorf("%s: the password is in %v", c.name, err)
		}
	}
}

func TestASessionThatEndsIsBegunAnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t, inventory(fresh("1")), sim.Options{})
	h := w.host()
	w.vc.Expire()
	if got := w.hosts(vsphere.Scope{}); len(got.Hosts) != 1 {
		t.Errorf("%d hosts", len(got.Hosts))
	}
	w.vc.Expire()
	w.do(h, op.EnsureSwitch{Switch: "vSwitch1"})
	w.vc.Expire()
	w.do(h, op.EnsureSwitch{Switch: "vSwitch2"})
	if s := w.vc.Host(first).Switches; len(s) != 3 {
		t.Errorf("switches: %+v", s)
	}
	if n := w.vc.Calls()["Login"]; n != 4 {
		t.Errorf("%d logins, want 4", n)
	}
}

func TestFaultsAreWords(t *testing.T) {
	t.Parallel()
	change := op.SetSwitchMTU{Switch: "vSwitch0", MTU: 9000, Way: op.Raise}
	for _, c := range []struct {
		name    string
		trouble sim.Trouble
		kind    vsphere.Kind // empty: it is tried again, and works
		words   []string
		done    bool
	}{
		{"the host refuses", sim.Trouble{Method: "UpdateVirtualSwitch", Fault: "PlatformConfigFault", Text: "no more MTU"}, vsphere.Refused, []string{first, "change switch vSwitch0", "PlatformConfigFault", "no more MTU"}, false},
		{"no privilege", sim.Trouble{Method: "UpdateVirtualSwitch", Fault: "NoPermission"}, vsphere.Refused, []string{"NoPermission", "privilege"}, false},
		{"busy for a moment", sim.Trouble{Method: "UpdateVirtualSwitch", Nth: 1, Fault: "TaskInProgress"}, "", nil, true},
		{"busy for long", sim.Trouble{Method: "UpdateVirtualSwitch", Fault: "TaskInProgress"}, vsphere.Transient, []string{"try again"}, false},
		{"a timeout", sim.Trouble{Method: "UpdateVirtualSwitch", Fault: "Timedout"}, vsphere.Unknown, []string{"read again"}, false},
		{"the answer is lost", sim.Trouble{Method: "UpdateVirtualSwitch", Nth: 1, Drop: true}, vsphere.Unknown, []string{"for sure", "read again"}, true},
		{"a read is lost", sim.Trouble{Method: "RetrievePropertiesEx", Nth: 1, Drop: true}, "", nil, true},
		{"the host is gone", sim.Trouble{Method: "UpdateVirtualSwitch", Fault: "HostNotReachable"}, vsphere.Away, []string{"HostNotReachable"}, false},
		{"rolled back", sim.Trouble{Method: "UpdateVirtualSwitch", Fault: "NetworkDisruptedAndConfigRolledBack"}, vsphere.RolledBack, []string{"undid"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, inventory(fresh("1")), sim.Options{})
			h := w.host()
			if err := w.vc.Trouble(c.trouble); err != nil {
				t.Fatal(err)
			}
			err := h.Do(w.ctx, []op.Op{change})
			if (err == nil) != (c.kind == "") || err != nil && vsphere.KindOf(err) != c.kind {
				t.Fatalf("%s: %v", vsphere.KindOf(err), err)
			}
			for _, word := range c.words {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("%q is not in %q", word, err)
				}
			}
			if done := w.vc.Host(first).Switches[0].MTU == 9000; done != c.done {
				t.Errorf("done is %v", done)
			}
			w.vc.Calm()
			w.do(h, change)
			if w.vc.Host(first).Switches[0].MTU != 9000 {
				t.Error("afterwards it can't be done")
			}
		})
	}
}

// What others own is left alone, and what can't be is refused before anything is asked.
func TestRefusals(t *testing.T) {
	t.Parallel()
	start := rich()
	start.Name = first
	w := newWorld(t, inventory(start), sim.Options{})
	h := w.host()
	place := op.Place{PortGroup: "dv-mgmt", Of: "vmk9", Switch: "dvs-a", Distributed: true}
	for name, c := range map[string]struct {
		o    op.Op
		want string
	}{
		"NSX's vmk removed":                      {op.RemoveVmk{Device: "vmk12"}, "NSX"},
		"NSX's vmk changed":                      {op.SetVmkMTU{Device: "vmk12", MTU: 1600}, "NSX"},
		"NSX's vmk given a role":                 {op.EnableRoles{Device: "vmk12", Roles: []netstate.Role{netstate.VMotion}}, "NSX"},
		"NSX's stack":                            {op.SetDNS{Stack: "vxlan", Servers: []string{"10.0.0.1"}}, "NSX"},
		"NSX's stack removed":                    {op.RemoveStack{Stack: "vxlan"}, "NSX"},
		"the default stack removed":              {op.RemoveStack{Stack: "default"}, "default"},
		"uplinks of a distributed one":           {op.SetUplinks{Switch: "vSwitch0", Uplinks: []string{"vmnic0", "vmnic4"}}, "dvs-a"},
		"a number on a distributed one":          {op.EnsureVmk{Device: "vmk9", Place: place}, "vmk3"},
		"a distributed group that is not there":  {op.EnsurePortGroup{Place: op.Place{PortGroup: "nope", Switch: "dvs-a", Distributed: true}}, "create_portgroups"},
		"a switch that the host is no member of": {op.EnsurePortGroup{Place: op.Place{PortGroup: "nope", Switch: "dvs-z", Distributed: true}}, "no member"},
		"a group with machines moves":            {op.EnsurePortGroup{Place: op.Place{PortGroup: "machines", Switch: "vSwitch0"}}, "virtual machines"},
		"no such vmk":                            {op.SetVmkMTU{Device: "vmk7", MTU: 1500}, "no such vmk"},
		"no such switch":                         {op.SetSecurity{Switch: "vSwitch7"}, "no such"},
		"the last with management":               {op.RemoveVmk{Device: "vmk0"}, "management"},
	} {
		before := w.vc.Host(first).Print()
		err := h.Do(w.ctx, []op.Op{c.o})
		if err == nil || vsphere.KindOf(err) != vsphere.Refused || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), first) {
			t.Errorf("%s: %v", name, err)
		}
		if w.vc.Host(first).Print() != before {
			t.Errorf("%s: the host was changed", name)
		}
	}
}

// A host that numbers vmks on a distributed switch otherwise gets them removed again.
func TestASurprisingNumberIsUndone(t *testing.T) {
	t.Parallel()
	start := fresh("1")
	start.Vmks = append(start.Vmks, &standin.Vmk{Device: "vmk5", Group: "VM Network", Stack: standin.DefaultStack, MTU: 1500, Mode: "NONE", MAC: "00:50:56:00:00:05"})
	w := newWorld(t, inventory(start), sim.Options{HighDevices: true})
	before := w.vc.Host(first).Print()
	err := w.host().Do(w.ctx, []op.Op{
		op.EnsureVmk{Device: "vmk1", Place: op.Place{PortGroup: "dv-mgmt", Of: "vmk1", Switch: "dvs-a", Distributed: true}},
		op.EnsureVmk{Device: "vmk2", Place: op.Place{PortGroup: "dv-one", Of: "vmk2", Switch: "dvs-a", Distributed: true}},
	})
	if err == nil || !strings.Contains(err.Error(), "other numbers") {
		t.Errorf("it went through: %v", err)
	}
	if w.vc.Host(first).Print() != before {
		t.Error("the host is not as before")
	}
}

func TestSafetyAndMaintenance(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		off, second bool
		want        string
	}{{false, false, "network rollback"}, {true, false, ""}, {true, true, "vmk0, vmk1"}} {
		start := fresh("1")
		if c.second {
			start.Vmks = append(start.Vmks, &standin.Vmk{Device: "vmk1", Group: "VM Network", Stack: standin.DefaultStack, MTU: 1500, Mode: "NONE", MAC: "00:50:56:00:00:05", Tags: []string{"Management"}})
		}
		w := newWorld(t, inventory(start), sim.Options{NoRollback: c.off})
		got, err := w.host().Safety(w.ctx)
		if err != nil || (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%+v: %q, %v", c, got, err)
		}
	}
	w := newWorld(t, inventory(fresh("1")), sim.Options{})
	h := w.host()
	for _, on := range []bool{true, true, false, false} {
		if err := h.SetMaintenance(w.ctx, on); err != nil {
			t.Fatal(err)
		}
		if got, err := h.Maintenance(w.ctx); err != nil || got != on {
			t.Errorf("maintenance is %v, %v", got, err)
		}
	}
}

func TestConfirming(t *testing.T) {
	t.Parallel()
	w := newWorld(t, inventory(fresh("1")), sim.Options{NoRollback: true})
	h := w.host()
	if err := h.Confirm(w.ctx); err != nil {
		t.Fatal(err)
	}
	err := h.Do(w.ctx, []op.Op{op.SetIPv4{Device: "vmk0", Stack: "default", IPv4: static("10.66.0.1/24")}})
	if vsphere.KindOf(err) != vsphere.Away {
		t.Fatalf("cut off: %v", err)
	}
	ctx, cancel := context.WithTimeout(w.ctx, 3*time.Second)
	defer cancel()
	if err := h.Confirm(ctx); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "notResponding") {
		t.Errorf("confirming says %v", err)
	}
	back := make(chan error)
	go func() {
		time.Sleep(50 * time.Millisecond)
		back <- w.vc.Console(first, func(h *standin.Host) {
			*h = *fresh("1")
		})
	}()
	if err := h.Confirm(w.ctx); err != nil {
		t.Errorf("back again: %v", err)
	}
	if err := <-back; err != nil {
		t.Error(err)
	}
}

func TestPinging(t *testing.T) {
	t.Parallel()
	a, b := fresh("1"), fresh("2")
	w := newWorld(t, inventory(a, b), sim.Options{})
	h := w.host()
	for _, c := range []struct {
		to     string
		size   int
		answer int
	}{{"10.0.0.12", 1472, 3}, {"10.0.0.12", 8972, 0}, {"10.0.0.99", 56, 0}} {
		sent, got, err := h.Ping(w.ctx, vsphere.Probe{Device: "vmk0", Stack: "default", To: addr(c.to), Size: c.size, Whole: true})
		if err != nil || sent != 3 || got != c.answer {
			t.Errorf("%s with %d bytes: %d of %d, %v", c.to, c.size, got, sent, err)
		}
	}
	if _, err := h.Esxcli(w.ctx, "network", "ip", "interface", "list", "--nonsense=1"); err == nil || !strings.Contains(err.Error(), "--nonsense") {
		t.Errorf("an option that is not there: %v", err)
	}
	rows, err := h.Esxcli(w.ctx, "network", "ip", "interface", "list")
	if err != nil || len(rows) != 1 || rows[0]["Name"][0] != "vmk0" {
		t.Errorf("%v, %v", rows, err)
	}
}
