package sim

import (
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// hostMethods are methods of HostSystem that are carried out otherwise than
// govmomi's simulator does. It stands in for the HostSystem in a session, and
// is locked and read as it is: properties are looked for in the first field.
type hostMethods struct {
	*simulator.HostSystem
	of *host
}

// Entity hides that of the HostSystem: to put an entity anywhere changes it.
func (m *hostMethods) Entity(struct{}) {}

// Reference is that of the HostSystem.
func (m *hostMethods) Reference() types.ManagedObjectReference { return m.Self }

// overridden are those methods.
var overridden = map[string]bool{
	"EnterMaintenanceMode_Task": true, "ExitMaintenanceMode_Task": true, "DisconnectHost_Task": true, "ReconnectHost_Task": true,
}

// task runs something as a task of the host.
func (m *hostMethods) task(ctx *simulator.Context, name string, do func() error) types.ManagedObjectReference {
	task := simulator.CreateTask(m.HostSystem, name, func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
		if err := do(); err != nil {
			fault, _ := soapFault(err).VimFault().(types.BaseMethodFault)
			return nil, fault
		}
		return nil, nil
	})
	return task.Run(ctx)
}

// maintain needs the lock of the HostSystem alone, which the task has.
func (m *hostMethods) maintain(ctx *simulator.Context, on bool) error {
	s := m.HostSystem
	if state := s.Runtime.ConnectionState; state != types.HostSystemConnectionStateConnected {
		return notConnected(m.of.name, string(state))
	}
	if s.Runtime.InMaintenanceMode == on {
		return refuse(&types.InvalidState{}, "host %s is there already", m.of.name)
	}
	ctx.Update(s, []types.PropertyChange{{Name: "runtime.inMaintenanceMode", Val: on}, {Name: "summary.runtime.inMaintenanceMode", Val: on}})
	return nil
}

// EnterMaintenanceModeTask is EnterMaintenanceMode_Task of the API.
func (m *hostMethods) EnterMaintenanceModeTask(ctx *simulator.Context, _ *types.EnterMaintenanceMode_Task) soap.HasFault {
	ref := m.task(ctx, "enterMaintenanceMode", func() error { return m.maintain(ctx, true) })
	return &methods.EnterMaintenanceMode_TaskBody{Res: &types.EnterMaintenanceMode_TaskResponse{Returnval: ref}}
}

// ExitMaintenanceModeTask is ExitMaintenanceMode_Task of the API.
func (m *hostMethods) ExitMaintenanceModeTask(ctx *simulator.Context, _ *types.ExitMaintenanceMode_Task) soap.HasFault {
	ref := m.task(ctx, "exitMaintenanceMode", func() error { return m.maintain(ctx, false) })
	return &methods.ExitMaintenanceMode_TaskBody{Res: &types.ExitMaintenanceMode_TaskResponse{Returnval: ref}}
}

// DisconnectHostTask is DisconnectHost_Task of the API.
func (m *hostMethods) DisconnectHostTask(_ *simulator.Context, _ *types.DisconnectHost_Task) soap.HasFault {
	ref := m.connect("disconnectHost", types.HostSystemConnectionStateDisconnected)
	return &methods.DisconnectHost_TaskBody{Res: &types.DisconnectHost_TaskResponse{Returnval: ref}}
}

// ReconnectHostTask is ReconnectHost_Task of the API: it works where the host
// can be reached.
func (m *hostMethods) ReconnectHostTask(_ *simulator.Context, _ *types.ReconnectHost_Task) soap.HasFault {
	ref := m.connect("reconnectHost", types.HostSystemConnectionStateConnected)
	return &methods.ReconnectHost_TaskBody{Res: &types.ReconnectHost_TaskResponse{Returnval: ref}}
}

// connect changes the connection. It takes the host's lock, and so is a task
// of the network system, whose lock comes first.
func (m *hostMethods) connect(name string, to types.HostSystemConnectionState) types.ManagedObjectReference {
	h := m.of
	task := simulator.CreateTask(h.net, name, func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
		own := h.vc.context()
		h.mutex.Lock()
		defer h.mutex.Unlock()
		if to == types.HostSystemConnectionStateConnected && !h.reachable(own, h.state) {
			return nil, &types.NoHost{Name: h.name}
		}
		h.setConnection(own, to)
		h.publish(own)
		return nil, nil
	})
	return task.Run(h.vc.context()) // a context of its own has none of this call's locks
}
