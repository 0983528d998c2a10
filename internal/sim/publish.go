package sim

import (
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// publish shows a host's state at all the places where vCenter has it. What is
// published is made anew each time and never changed, since readers copy it
// under other locks.
func (h *host) publish(ctx *simulator.Context) {
	n := h.networkInfo(ctx)
	nics := h.netConfigs(n.Vnic)
	storage := h.storageInfo()
	vsan := h.vsanConfig()
	// Pointers to Booleans can't be named in a change: they are set, and wake nobody.
	h.net.NetworkInfo.IpV6Enabled, h.net.NetworkInfo.AtBootIpV6Enabled = n.IpV6Enabled, n.AtBootIpV6Enabled
	ctx.Update(h.net, networkChanges("networkInfo.", n))
	ctx.Update(h.nics, []types.PropertyChange{{Name: "info.netConfig", Val: nics}})
	ctx.Update(h.vsan, []types.PropertyChange{{Name: "config", Val: vsan}})
	ctx.Update(h.storage, []types.PropertyChange{{Name: "storageDeviceInfo", Val: storage}})
	changes := append(networkChanges("config.network.", n),
		types.PropertyChange{Name: "config.virtualNicManagerInfo.netConfig", Val: nics},
		types.PropertyChange{Name: "config.vsanHostConfig", Val: vsan},
		types.PropertyChange{Name: "config.storageDevice", Val: storage},
		types.PropertyChange{Name: "runtime.networkRuntimeInfo", Val: h.runtimeInfo()},
	)
	ctx.WithLock(h.system, func() {
		to := h.system.Config.Network
		to.IpV6Enabled, to.AtBootIpV6Enabled = n.IpV6Enabled, n.AtBootIpV6Enabled
		ctx.Update(h.system, changes)
	})
}

// networkChanges names each leaf: who waits for one is not told of a change of
// the whole.
func networkChanges(at string, n *types.HostNetworkInfo) []types.PropertyChange {
	return []types.PropertyChange{
		{Name: at + "vswitch", Val: n.Vswitch},
		{Name: at + "proxySwitch", Val: n.ProxySwitch},
		{Name: at + "portgroup", Val: n.Portgroup},
		{Name: at + "pnic", Val: n.Pnic},
		{Name: at + "vnic", Val: n.Vnic},
		{Name: at + "netStackInstance", Val: n.NetStackInstance},
		{Name: at + "dnsConfig", Val: n.DnsConfig},
		{Name: at + "ipRouteConfig", Val: n.IpRouteConfig},
		{Name: at + "routeTableInfo", Val: n.RouteTableInfo},
	}
}

func (h *host) networkInfo(ctx *simulator.Context) *types.HostNetworkInfo {
	ip6, next := h.state.IPv6, h.state.IPv6Next
	n := &types.HostNetworkInfo{IpV6Enabled: &ip6, AtBootIpV6Enabled: &next}
	h.switchInfo(n)
	h.groupInfo(n)
	h.nicInfo(n)
	h.proxyInfo(ctx, n)
	for i, v := range h.state.Vmks {
		n.Vnic = append(n.Vnic, h.vnicInfo(ctx, i, v))
	}
	h.stackInfo(n)
	return n
}

func (h *host) runtimeInfo() *types.HostRuntimeInfoNetworkRuntimeInfo {
	out := &types.HostRuntimeInfoNetworkRuntimeInfo{}
	for _, s := range h.state.Stacks {
		on := true
		r := types.HostRuntimeInfoNetStackInstanceRuntimeInfo{NetStackInstanceKey: s.Key, State: "active", MaxNumberOfConnections: number(s.MaxConn), CurrentIpV6Enabled: &on}
		for _, v := range h.state.Vmks {
			if v.Stack == s.Key {
				r.VmknicKeys = append(r.VmknicKeys, vnicKey(v.Device))
			}
		}
		out.NetStackInstanceRuntimeInfo = append(out.NetStackInstanceRuntimeInfo, r)
	}
	return out
}

// number is a count as the API has it.
func number(n int) int32 {
	return int32(max(-1<<31, min(n, 1<<31-1)))
}

func vnicKey(device string) string { return "key-vim.host.VirtualNic-" + device }
