package apply_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"

	"github.com/vmkgen/vmkgen/internal/apply"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
)

// A fake is a host in memory. It does what it is told on its state, and fails
// where it is told to.
type fake struct {
	mutex       sync.Mutex
	state       netstate.Host
	safety      string
	maintenance bool
	failAt      int  // which operation fails; 0: none
	half        bool // and takes effect all the same
	deaf        bool // it does not answer after a change to vmk0
	stuck       bool // every operation after the failing one fails too
	done        []string
	reads       int
	onDo        func(n int)
	cut         bool
}

func (f *fake) Read(context.Context) (netstate.Host, error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.reads++
	s := f.state
	s.Vmks = slices.Clone(s.Vmks)
	s.Switches = slices.Clone(s.Switches)
	return s, nil
}

func (f *fake) Batch(ops []op.Op) int { return min(2, len(ops)) }

func (f *fake) Do(_ context.Context, ops []op.Op) error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	for _, o := range ops {
		f.done = append(f.done, fmt.Sprintf("%T %s", o, op.Path(o)))
		n := len(f.done)
		if f.onDo != nil {
			f.onDo(n)
		}
		if f.failAt == n || f.stuck && f.failAt > 0 && n > f.failAt {
			if f.half {
				f.apply(o)
			}
			return errors.New("vSphere said no")
		}
		f.apply(o)
	}
	return nil
}

// apply does the operations that these tests plan.
func (f *fake) apply(o op.Op) {
	switch o := o.(type) {
	case op.SetVmkMTU:
		f.vmk(o.Device).MTU = netstate.Some(o.MTU)
	case op.SetSwitchMTU:
		f.state.Switch(o.Switch).MTU = netstate.Some(o.MTU)
	case op.SetIPv4:
		v := f.vmk(o.Device)
		ip := o.IPv4
		v.IPv4 = &ip
		f.cut = f.cut || o.Device == "vmk0"
	case op.EnsureVmk:
		f.state.Vmks = append(f.state.Vmks, netstate.Vmk{Device: o.Device, PortGroup: netstate.Some(o.Place.PortGroup), Switch: netstate.Some(o.Place.Switch), Stack: o.Stack, MTU: o.MTU, Roles: []netstate.Role{}})
	case op.EnsurePortGroup:
		f.state.PortGroups = append(f.state.PortGroups, netstate.PortGroup{Name: o.Place.PortGroup, Switch: o.Place.Switch, VLAN: netstate.Some(0)})
	case op.SetVLAN:
		f.state.PortGroup(o.Place.PortGroup).VLAN = netstate.Some(o.VLAN)
	case op.RemoveVmk:
		f.state.Vmks = slices.DeleteFunc(f.state.Vmks, func(v netstate.Vmk) bool { return v.Device == o.Device })
	case op.RemovePortGroup:
		f.state.PortGroups = slices.DeleteFunc(f.state.PortGroups, func(p netstate.PortGroup) bool { return p.Name == o.Place.PortGroup })
	case op.EnableRoles:
		v := f.vmk(o.Device)
		v.Roles = append(slices.Clip(v.Roles), o.Roles...)
	default:
		panic(fmt.Sprintf("the fake host can't do %T", o))
	}
}

func (f *fake) vmk(device string) *netstate.Vmk { return f.state.Vmk(device) }

func (f *fake) Safety(context.Context) (string, error) { return f.safety, nil }

func (f *fake) Confirm(ctx context.Context) error {
	f.mutex.Lock()
	deaf := f.deaf && f.cut
	f.mutex.Unlock()
	if !deaf {
		return nil
	}
	<-ctx.Done()
	// vCenter gives up on the change and undoes it.
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.cut = false
	f.vmk("vmk0").IPv4 = static("192.0.2.11/24")
	return ctx.Err()
}

func (f *fake) Maintenance(context.Context) (bool, error) { return f.maintenance, nil }

func (f *fake) SetMaintenance(_ context.Context, on bool) error {
	f.maintenance = on
	f.done = append(f.done, fmt.Sprintf("maintenance %v", on))
	return nil
}

// A site is fakes by name.
type site map[string]*fake

func (s site) Host(_ context.Context, name string) (apply.Host, error) {
	if f := s[name]; f != nil {
		return f, nil
	}
	return nil, errors.New("vCenter has no such host")
}

func static(s string) *netstate.IPv4 {
	return &netstate.IPv4{Mode: netstate.Some(netstate.Static), Address: netip.MustParsePrefix(s)}
}

// begun is a host as these tests find it.
func begun(name string) netstate.Host {
	some := netstate.Some[string]
	return netstate.Host{
		Name:       name,
		Complete:   netstate.Complete{Switches: true, PortGroups: true, Stacks: true, Vmks: true},
		Switches:   []netstate.Switch{{Name: "vSwitch0", Kind: netstate.Standard, MTU: netstate.Some(9000), Uplinks: []string{"vmnic0"}}},
		PortGroups: []netstate.PortGroup{{Name: "Management Network", Of: "vmk0", Switch: "vSwitch0", VLAN: netstate.Some(0)}, {Name: "a", Of: "vmk1", Switch: "vSwitch0", VLAN: netstate.Some(5)}},
		Stacks:     []netstate.Stack{{Name: "default"}},
		Vmks: []netstate.Vmk{
			{Device: "vmk0", Roles: []netstate.Role{netstate.Management}, PortGroup: some("Management Network"), Switch: some("vSwitch0"), Stack: some("default"), MTU: netstate.Some(1500), IPv4: static("192.0.2.11/24")},
			{Device: "vmk1", Roles: []netstate.Role{netstate.NFS}, PortGroup: some("a"), Switch: some("vSwitch0"), Stack: some("default"), MTU: netstate.Some(1500), IPv4: static("10.1.0.11/24")},
		},
	}
}
