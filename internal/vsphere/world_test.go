package vsphere_test

import (
	"context"
	"io"
	"log"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/sim"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vsphere"
)

func TestMain(m *testing.M) {
	log.SetOutput(io.Discard) // govmomi's simulator tells of methods it lacks
	os.Exit(m.Run())
}

const first, second = "esx1.example.com", "esx2.example.com"

// fresh is a host as the installer leaves it, with a distributed switch.
func fresh(n string) *standin.Host {
	h := standin.Fresh("esx"+n+".example.com", "8.0.3", "10.0.0.1"+n+"/24", "10.0.0.1", "vmnic0", "vmnic1", "vmnic2", "vmnic3", "vmnic4")
	h.Switches[0].Uplinks, h.Switches[0].Teaming.Active = []string{"vmnic0", "vmnic1"}, []string{"vmnic0", "vmnic1"}
	h.DVS = []*standin.DVS{{Name: "dvs-a", Uplinks: []string{"vmnic4"}}}
	return h
}

func inventory(hosts ...*standin.Host) sim.Inventory {
	c := sim.Cluster{Name: "lab"}
	for _, h := range hosts {
		c.Hosts = append(c.Hosts, sim.Host{State: h})
	}
	return sim.Inventory{
		Clusters: []sim.Cluster{c},
		Switches: []sim.Switch{{Name: "dvs-a", MTU: 9000, Uplinks: []string{"Uplink 1", "Uplink 2"}, PortGroups: []sim.PortGroup{
			{Name: "dv-vmotion", VLAN: 120}, {Name: "dv-mgmt"}, {Name: "dv-one", VLAN: 150, Active: []string{"Uplink 1"}},
		}}},
	}
}

// A world is a pretend vCenter, and a client of it.
type world struct {
	testing.TB
	ctx    context.Context
	vc     *sim.VCenter
	client *vsphere.Client
}

func newWorld(t testing.TB, i sim.Inventory, o sim.Options) *world {
	t.Helper()
	vc, err := sim.New(i, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { vc.Close() })
	w := &world{TB: t, ctx: context.Background(), vc: vc}
	w.client = w.dial()
	return w
}

// login is one that the pretend vCenter accepts.
func login(vc *sim.VCenter) vsphere.Login {
	u := vc.URL()
	password, _ := u.User.Password()
	return vsphere.Login{Server: u.Host, User: u.User.Username(), Password: password, Thumbprint: vc.Thumbprint(), Patience: time.Millisecond}
}

func (w *world) dial() *vsphere.Client {
	w.Helper()
	c, err := vsphere.Dial(w.ctx, login(w.vc))
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _ = c.Close(context.Background()) })
	return c
}

func (w *world) hosts(s vsphere.Scope) *vsphere.Inventory {
	w.Helper()
	i, err := w.client.Hosts(w.ctx, s)
	if err != nil {
		w.Fatal(err)
	}
	return i
}

// host is the first host.
func (w *world) host() *vsphere.Host {
	w.Helper()
	i := w.hosts(vsphere.Scope{Want: func(h, _, _ string) bool { return h == first }})
	if len(i.Hosts) != 1 {
		w.Fatalf("there are %d hosts %s", len(i.Hosts), first)
	}
	return w.client.Host(&i.Hosts[0])
}

// seen is a host's true state, as far as a client can see it.
func seen(vc *sim.VCenter, name string) netstate.Host {
	s := vc.Host(name).State()
	for i := range s.Switches {
		if w := &s.Switches[i]; w.Kind == netstate.Standard && len(w.Uplinks) == 0 {
			w.Discovery = netstate.Opt[netstate.Discovery]{} // it lies with the uplinks
		}
	}
	for i := range s.Vmks {
		slices.Sort(s.Vmks[i].ISCSI)
	}
	return s
}

// bare is a state without what the true one of a single host lacks.
func bare(s netstate.Host) netstate.Host {
	s.UUID = ""
	s.PortGroups = slices.DeleteFunc(slices.Clone(s.PortGroups), func(p netstate.PortGroup) bool { return p.Distributed })
	return s
}
