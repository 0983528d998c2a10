package sim_test

import (
	"slices"
	"testing"

	"github.com/vmware/govmomi/property"
	"github.com/vmware/govmomi/view"
	"github.com/vmware/govmomi/vim25/mo"

	"github.com/vmkgen/vmkgen/internal/sim"
)

// planPaths are what a plan reads of each host.
var planPaths = []string{
	"name", "parent", "runtime.connectionState", "runtime.inMaintenanceMode", "config.product.version", "config.product.build",
	"config.network.vswitch", "config.network.proxySwitch", "config.network.portgroup", "config.network.pnic", "config.network.vnic",
	"config.network.netStackInstance", "config.virtualNicManagerInfo.netConfig",
	"configManager.networkSystem", "configManager.virtualNicManager", "configManager.vsanSystem", "configManager.iscsiManager",
	"hardware.systemInfo.uuid", "hardware.systemInfo.serialNumber",
}

func TestAFreshHostIsShownWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	h := w.read(second, planPaths...)
	n := h.Config.Network
	if h.Name != second || h.Runtime.ConnectionState != "connected" || h.Config.Product.Version != "8.0.3" || h.Hardware.SystemInfo.SerialNumber != "ABC123" || len(h.Hardware.SystemInfo.Uuid) != 36 {
		t.Errorf("the host is %s, %s, %s, %q, %q", h.Name, h.Runtime.ConnectionState, h.Config.Product.Version, h.Hardware.SystemInfo.SerialNumber, h.Hardware.SystemInfo.Uuid)
	}
	if len(n.Vswitch) != 1 || n.Vswitch[0].Name != "vSwitch0" || n.Vswitch[0].Mtu != 1500 || !slices.Equal(n.Vswitch[0].Pnic, []string{"key-vim.host.PhysicalNic-vmnic0"}) {
		t.Errorf("switches: %+v", n.Vswitch)
	}
	if len(n.Portgroup) != 2 || n.Portgroup[0].Spec.Name != "Management Network" || len(n.Portgroup[0].Port) != 1 || n.Portgroup[0].Spec.Policy.NicTeaming.NicOrder != nil {
		t.Errorf("port groups: %+v", n.Portgroup)
	}
	if len(n.Vnic) != 1 || n.Vnic[0].Device != "vmk0" || n.Vnic[0].Spec.Ip.IpAddress != "10.0.0.12" || n.Vnic[0].Spec.Ip.SubnetMask != "255.255.255.0" || n.Vnic[0].Spec.NetStackInstanceKey != "defaultTcpipStack" {
		t.Errorf("vmks: %+v", n.Vnic)
	}
	if len(n.Pnic) != 4 || len(n.ProxySwitch) != 1 || n.ProxySwitch[0].DvsName != "dvs-a" || n.ProxySwitch[0].Mtu != 9000 {
		t.Errorf("adapters and proxy switches: %d, %+v", len(n.Pnic), n.ProxySwitch)
	}
	var stacks []string
	for _, s := range n.NetStackInstance {
		stacks = append(stacks, s.Key)
		if s.Key == "defaultTcpipStack" && (s.IpRouteConfig.GetHostIpRouteConfig().DefaultGateway != "10.0.0.1" || s.DnsConfig.GetHostDnsConfig().HostName != "esx2") {
			t.Errorf("default stack: %+v %+v", s.IpRouteConfig, s.DnsConfig)
		}
	}
	if !slices.Equal(stacks, []string{"vSphereProvisioning", "vmotion", "defaultTcpipStack"}) {
		t.Errorf("stacks: %v", stacks)
	}
	if len(h.Config.VirtualNicManagerInfo.NetConfig) != 12 {
		t.Errorf("%d types of traffic on 8.0.3, want 12", len(h.Config.VirtualNicManagerInfo.NetConfig))
	}
	for _, c := range h.Config.VirtualNicManagerInfo.NetConfig {
		if want := c.NicType == "management"; (len(c.SelectedVnic) == 1) != want || len(c.CandidateVnic) != 1 {
			t.Errorf("%s: selected %v", c.NicType, c.SelectedVnic)
		}
	}
	m := h.ConfigManager
	if m.NetworkSystem == nil || m.VirtualNicManager == nil || m.VsanSystem == nil || m.IscsiManager == nil {
		t.Errorf("systems: %+v", m)
	}
	other := w.read(first, planPaths...)
	if *other.ConfigManager.NetworkSystem == *m.NetworkSystem || *other.ConfigManager.VsanSystem == *m.VsanSystem || other.Hardware.SystemInfo.Uuid == h.Hardware.SystemInfo.Uuid {
		t.Error("two hosts share a system or a UUID")
	}
}

func TestOlderAndNewerReleasesListOtherTypes(t *testing.T) {
	t.Parallel()
	old, latest := fresh("1"), fresh("2")
	old.Version, latest.Version = "6.7", "9.0"
	w := newWorld(t, sim.Inventory{Clusters: []sim.Cluster{{Name: "a", Hosts: []sim.Host{{State: old}, {State: latest}}}}}, sim.Options{})
	for name, want := range map[string]int{first: 8, second: 13} {
		h := w.read(name, "config.virtualNicManagerInfo.netConfig")
		if got := len(h.Config.VirtualNicManagerInfo.NetConfig); got != want {
			t.Errorf("%s lists %d types, want %d", name, got, want)
		}
	}
}

func TestAThousandHostsAreReadInOneCall(t *testing.T) {
	t.Parallel()
	var hosts []sim.Host
	for range 1000 {
		h := fresh("1")
		h.Name = "esx" + string(rune('a'+len(hosts)%26)) + string(rune('a'+len(hosts)/26%26)) + string(rune('a'+len(hosts)/676))
		hosts = append(hosts, sim.Host{State: h})
	}
	w := newWorld(t, sim.Inventory{Clusters: []sim.Cluster{{Name: "big", Datacenter: "fra", Hosts: hosts}}}, sim.Options{})
	v, err := view.NewManager(w.client.Client).CreateContainerView(w.ctx, w.client.ServiceContent.RootFolder, []string{"HostSystem"}, true)
	ok(t, "view", err)
	var got []mo.HostSystem
	ok(t, "read", v.Retrieve(w.ctx, []string{"HostSystem"}, []string{"name", "config.network.vnic"}, &got))
	if len(got) != 1000 || len(got[999].Config.Network.Vnic) != 1 {
		t.Errorf("%d hosts", len(got))
	}
}

func TestAllPlacesShowTheSame(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	_, err := w.networks(first).AddVirtualNic(w.ctx, "VM Network", spec("10.0.9.1"))
	ok(t, "add", err)
	h := w.read(first, "config.network", "config.virtualNicManagerInfo", "configManager")
	pc := property.DefaultCollector(w.client.Client)
	var n mo.HostNetworkSystem
	ok(t, "read", pc.RetrieveOne(w.ctx, *h.ConfigManager.NetworkSystem, []string{"networkInfo"}, &n))
	var m mo.HostVirtualNicManager
	ok(t, "read", pc.RetrieveOne(w.ctx, *h.ConfigManager.VirtualNicManager, []string{"info"}, &m))
	if len(n.NetworkInfo.Vnic) != 2 || len(h.Config.Network.Vnic) != 2 || n.NetworkInfo.Vnic[1].Device != h.Config.Network.Vnic[1].Device {
		t.Errorf("the network system shows %d vmks, the host %d", len(n.NetworkInfo.Vnic), len(h.Config.Network.Vnic))
	}
	if len(m.Info.NetConfig[0].CandidateVnic) != 2 || len(h.Config.VirtualNicManagerInfo.NetConfig[0].CandidateVnic) != 2 {
		t.Error("the nic manager or the host lacks a candidate")
	}
}
