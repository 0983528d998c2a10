// Package sim is a pretend vCenter whose hosts have VMkernel networking: what
// the vSphere API and its esxcli would do, for rehearsals and for tests.
//
// Its one rule: it stands before the same strict pretend hosts that scripts are
// tried on, and where nobody knows what a real vCenter does, it refuses, unless
// an option says otherwise.
package sim

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/standin"
)

// Options say how a pretend vCenter behaves. The zero value is the strictest.
type Options struct {
	Listen         string // address and port; empty: a free port of 127.0.0.1
	Plain          bool   // HTTP in place of HTTPS
	User, Password string // who may log in; no user: anybody who gives both

	NoRollback    bool          // config.vpxd.network.rollback is false
	RollbackAfter time.Duration // how long a host is away before its change is undone; 0: 20 ms
	WireMTU       int           // bytes that the wire takes; 0: 9000
	Everywhere    bool          // vCenter reaches a host wherever its management goes

	// What follows is not known of real hosts. Each allows what is else refused.
	OneCall          bool // a call may make a switch or port group and what goes onto it
	SharedPortGroups bool // several vmks on one standard port group
	StackAdd         bool // a netStackSpec may add and remove stacks
	LooseStackEdit   bool // fields left out of a netStackSpec's edit are left alone
	LooseMTU         bool // a vmk's MTU may be over its switch's

	ReverseResults bool // the devices in a call's result stand in another order
	HighDevices    bool // a new vmk is numbered after the highest, not with the lowest free number
	FreshESXCLI    bool // vCenter shows at once what esxcli changed, without a refresh
}

// A VCenter is a pretend vCenter that serves.
type VCenter struct {
	options  Options
	service  *simulator.Service
	registry *simulator.Registry
	hosts    []*host
	byName   map[string]*host
	byRef    map[types.ManagedObjectReference]*host // by the host and each of its systems
	switches []*distributed
	inject   injector
	server   *http.Server
	address  *url.URL
	cert     tls.Certificate
}

// New builds a vCenter over an inventory and starts it. The hosts' states are
// copied. Close it in the end.
func New(inventory Inventory, o Options) (*VCenter, error) {
	if err := inventory.check(); err != nil {
		return nil, err
	}
	if o.WireMTU == 0 {
		o.WireMTU = 9000
	}
	if o.RollbackAfter == 0 {
		o.RollbackAfter = 20 * time.Millisecond
	}
	v := &VCenter{options: o, byName: map[string]*host{}, byRef: map[types.ManagedObjectReference]*host{}}
	if err := v.build(inventory); err != nil {
		return nil, err
	}
	v.registry.Handler = v.before
	if err := v.listen(); err != nil {
		return nil, err
	}
	return v, nil
}

// URL is where it serves, with the user and password that may log in.
func (v *VCenter) URL() *url.URL {
	u := *v.address
	return &u
}

// Close ends it, and cuts what is still connected.
func (v *VCenter) Close() error { return v.server.Close() }

// Hosts gives the names of all hosts, in the inventory's order.
func (v *VCenter) Hosts() []string {
	names := make([]string, len(v.hosts))
	for i, h := range v.hosts {
		names[i] = h.name
	}
	return names
}

// Host gives a copy of a host's state as it really is, whatever vCenter shows;
// nil where there is none.
func (v *VCenter) Host(name string) *standin.Host {
	h := v.byName[name]
	if h == nil {
		return nil
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	return h.state.Clone()
}

// Connection gives a host's connection state as the API spells it.
func (v *VCenter) Connection(name string) string {
	h := v.byName[name]
	if h == nil {
		return ""
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	return string(h.connection)
}

// Console changes a host behind vCenter's back, as somebody does who sits
// before it. A host that can be reached again comes back, one that can't any
// more goes, and nothing is undone.
func (v *VCenter) Console(name string, change func(*standin.Host)) error {
	h := v.byName[name]
	if h == nil {
		return fmt.Errorf("there is no host %q", name)
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	next := h.state.Clone()
	change(next)
	h.become(next, h.ports)
	ctx := v.context()
	if !h.reachable(ctx, h.state) {
		h.away(ctx)
		return nil
	}
	h.setConnection(ctx, types.HostSystemConnectionStateConnected)
	h.publish(ctx)
	return nil
}

// context is one to change things with from outside a call.
func (v *VCenter) context() *simulator.Context {
	ctx := simulator.NewContext()
	ctx.Context = context.Background()
	ctx.Map = v.registry
	return ctx
}

// lock makes vCenter's objects of one host share one lock.
type lock struct{ *sync.Mutex }

func listener(address string) (net.Listener, error) {
	if address == "" {
		address = "127.0.0.1:0"
	}
	return new(net.ListenConfig).Listen(context.Background(), "tcp", address)
}

func contains[T comparable](list []T, x T) bool { return slices.Contains(list, x) }
