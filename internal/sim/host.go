package sim

import (
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/standin"
)

// A host is one host of the inventory: its state, and what vCenter shows of it.
type host struct {
	vc         *VCenter
	name       string
	datacenter string
	cluster    string
	number     int // from 1, in the inventory's order
	unplugged  []string
	seen       atomic.Pointer[standin.Host]

	// mutex guards what follows, and is the lock of the host's systems. A call
	// that has it may take the lock of the HostSystem or of a switch, never
	// the other way.
	mutex      sync.Mutex
	state      *standin.Host // replaced with each change, never changed itself
	connection types.HostSystemConnectionState
	link       link
	ports      map[string]string // distributed ports by vmk
	lastPort   int
	macs       int
	delay      time.Duration

	system  *simulator.HostSystem
	net     *networkSystem
	nics    *nicManager
	vsan    *vsanSystem
	iscsi   *iscsiManager
	storage *storageSystem
}

// An edit is one call's change, on a copy of the state.
type edit struct {
	*standin.Host
	ctx     *simulator.Context
	of      *host
	added   map[string]bool   // switches and port groups that this call made
	devices []string          // vmks that it made
	ports   map[string]string // distributed ports, taken and given back
	strict  bool              // no child may be made with its parent
}

// change carries out a call that changes the host: wholly or not at all.
// The caller holds the host's lock.
func (h *host) change(ctx *simulator.Context, method string, do func(*edit) error) *soap.Fault {
	e, err := h.try(ctx, do)
	if err != nil {
		return soapFault(err)
	}
	if err := h.commit(ctx, method, e, !h.vc.options.NoRollback); err != nil {
		return soapFault(err)
	}
	return nil
}

// busy takes the time that the host's agent needs.
func (h *host) busy() error {
	time.Sleep(h.delay)
	if h.connection != types.HostSystemConnectionStateConnected {
		return notConnected(h.name, string(h.connection))
	}
	return nil
}

func (h *host) try(ctx *simulator.Context, do func(*edit) error) (*edit, error) {
	if err := h.busy(); err != nil {
		return nil, err
	}
	e := &edit{Host: h.state.Clone(), ctx: ctx, of: h, added: map[string]bool{}, ports: maps.Clone(h.ports)}
	if err := do(e); err != nil {
		return nil, err
	}
	return e, e.coherent()
}

// commit makes a change so. One that cuts vCenter off is undone after a while,
// or else the host is gone.
func (h *host) commit(ctx *simulator.Context, method string, e *edit, rollback bool) error {
	before, ports := h.state, h.ports
	h.become(e.Host, e.ports)
	if h.reachable(ctx, h.state) {
		h.publish(ctx)
		return nil
	}
	h.away(ctx)
	if !rollback {
		return refuse(&types.HostNotReachable{}, "Unable to communicate with the remote host %s", h.name)
	}
	time.Sleep(h.vc.options.RollbackAfter)
	h.become(before, ports)
	h.setConnection(ctx, types.HostSystemConnectionStateConnected)
	h.publish(ctx)
	h.tellRollback(ctx, method)
	return refuse(&types.NetworkDisruptedAndConfigRolledBack{Host: h.name},
		"Operation failed, diagnostics report: network configuration change disconnected the host '%s' from vCenter server and has been rolled back", h.name)
}

// become sets the state. Other hosts' pings see it without the lock.
func (h *host) become(s *standin.Host, ports map[string]string) {
	h.state, h.ports = s, ports
	h.seen.Store(s)
}

func (h *host) away(ctx *simulator.Context) {
	if h.connection == types.HostSystemConnectionStateConnected {
		h.setConnection(ctx, types.HostSystemConnectionStateNotResponding)
	}
}

func (h *host) setConnection(ctx *simulator.Context, to types.HostSystemConnectionState) {
	h.connection = to
	h.updateSystem(ctx, types.PropertyChange{Name: "runtime.connectionState", Val: to},
		types.PropertyChange{Name: "summary.runtime.connectionState", Val: to})
}

// updateSystem sets properties of the HostSystem and wakes who waits for them.
func (h *host) updateSystem(ctx *simulator.Context, changes ...types.PropertyChange) {
	ctx.WithLock(h.system, func() { ctx.Update(h.system, changes) })
}

func (h *host) tellRollback(ctx *simulator.Context, method string) {
	ref := h.system.Self
	e := &types.NetworkRollbackEvent{MethodName: method, TransactionId: "sim"}
	e.Host = &types.HostEventArgument{EntityEventArgument: types.EntityEventArgument{Name: h.name}, Host: ref}
	events := ctx.Map.EventManager()
	ctx.WithLock(events, func() { events.PostEvent(ctx, &types.PostEvent{EventToPost: e}) })
}
