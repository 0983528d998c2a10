package sim_test

import (
	"context"
	"io"
	"log"
	"os"
	"strings"
	"testing"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/fault"
	"github.com/vmware/govmomi/find"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/property"
	"github.com/vmware/govmomi/view"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/sim"
	"github.com/vmkgen/vmkgen/internal/standin"
)

func TestMain(m *testing.M) {
	log.SetOutput(io.Discard) // govmomi's simulator tells of methods it lacks
	os.Exit(m.Run())
}

// fresh is a host with four adapters as the installer leaves it.
func fresh(n string) *standin.Host {
	return standin.Fresh("esx"+n+".example.com", "8.0.3", "10.0.0.1"+n+"/24", "10.0.0.1", "vmnic0", "vmnic1", "vmnic2", "vmnic3")
}

// A world is a vCenter, and an unmodified client that has logged in.
type world struct {
	*testing.T
	ctx    context.Context
	vc     *sim.VCenter
	client *govmomi.Client
}

const first, second = "esx1.example.com", "esx2.example.com"

func twoHosts() sim.Inventory {
	a, b := fresh("1"), fresh("2")
	for _, h := range []*standin.Host{a, b} {
		h.DVS = []*standin.DVS{{Name: "dvs-a", Uplinks: []string{"vmnic2"}}}
	}
	return sim.Inventory{
		Clusters: []sim.Cluster{{Name: "lab", Hosts: []sim.Host{{State: a}, {State: b, Serial: "ABC123"}}}},
		Switches: []sim.Switch{{Name: "dvs-a", MTU: 9000, Uplinks: []string{"Uplink 1", "Uplink 2"}, PortGroups: []sim.PortGroup{
			{Name: "dv-vmotion", VLAN: 120}, {Name: "dv-mgmt"}, {Name: "dv-one", VLAN: 150, Active: []string{"Uplink 1"}},
		}}},
	}
}

func newWorld(t *testing.T, i sim.Inventory, o sim.Options) *world {
	t.Helper()
	vc, err := sim.New(i, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { vc.Close() })
	w := &world{T: t, ctx: t.Context(), vc: vc}
	w.client = w.login()
	return w
}

func (w *world) login() *govmomi.Client {
	w.Helper()
	c, err := govmomi.NewClient(w.ctx, w.vc.URL(), true)
	if err != nil {
		w.Fatal(err)
	}
	return c
}

func (w *world) host(name string) *object.HostSystem {
	w.Helper()
	h, err := find.NewFinder(w.client.Client).HostSystem(w.ctx, "/*/host/*/"+name)
	if err != nil {
		w.Fatal(err)
	}
	return h
}

func (w *world) networks(name string) *object.HostNetworkSystem {
	w.Helper()
	n, err := w.host(name).ConfigManager().NetworkSystem(w.ctx)
	if err != nil {
		w.Fatal(err)
	}
	return n
}

// read reads properties of a host as vCenter shows them.
func (w *world) read(name string, paths ...string) mo.HostSystem {
	w.Helper()
	var h mo.HostSystem
	if err := property.DefaultCollector(w.client.Client).RetrieveOne(w.ctx, w.host(name).Reference(), paths, &h); err != nil {
		w.Fatal(err)
	}
	return h
}

// faulty demands that a call fails with a fault of a type.
func faulty[F any](t *testing.T, what string, err error) {
	t.Helper()
	var f F
	if err == nil {
		t.Errorf("%s: no error, want %T", what, f)
	} else if _, ok := fault.As(err, &f); !ok {
		t.Errorf("%s: %v (%T), want %T", what, err, err, f)
	}
}

func ok(t *testing.T, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// static is a vmk's address.
func static(address string) *types.HostIpConfig {
	return &types.HostIpConfig{IpAddress: address, SubnetMask: "255.255.255.0"}
}

// groupKey finds a distributed port group by the beginning of its name.
func (w *world) groupKey(name string) string {
	w.Helper()
	v, err := view.NewManager(w.client.Client).CreateContainerView(w.ctx, w.client.ServiceContent.RootFolder, []string{"DistributedVirtualPortgroup"}, true)
	if err != nil {
		w.Fatal(err)
	}
	var groups []mo.DistributedVirtualPortgroup
	if err := v.Retrieve(w.ctx, []string{"DistributedVirtualPortgroup"}, []string{"name", "key", "config.uplink"}, &groups); err != nil {
		w.Fatal(err)
	}
	for _, g := range groups {
		if strings.HasPrefix(g.Name, name) {
			return g.Key
		}
	}
	w.Fatalf("there is no port group %q", name)
	return ""
}
