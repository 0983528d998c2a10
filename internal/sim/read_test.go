package sim_test

import (
	"fmt"
	"strings"
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

// tells demands that things, written out, are what is wanted.
func tells(t *testing.T, what, want string, things ...any) {
	t.Helper()
	words := make([]string, len(things))
	for i, x := range things {
		words[i] = fmt.Sprint(x)
	}
	if got := strings.Join(words, " | "); got != want {
		t.Errorf("%s: %s\nwant %s", what, got, want)
	}
}

func TestAFreshHostIsShownWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	h := w.read(second, planPaths...)
	n := h.Config.Network
	tells(t, "host", "esx2.example.com | connected | 8.0.3 | ABC123 | 36", h.Name, h.Runtime.ConnectionState, h.Config.Product.Version, h.Hardware.SystemInfo.SerialNumber, len(h.Hardware.SystemInfo.Uuid))
	s := n.Vswitch[0]
	tells(t, "switch", "1 | vSwitch0 | 1500 | [key-vim.host.PhysicalNic-vmnic0]", len(n.Vswitch), s.Name, s.Mtu, s.Pnic)
	g := n.Portgroup[0]
	tells(t, "port group", "2 | Management Network | 1 | <nil>", len(n.Portgroup), g.Spec.Name, len(g.Port), g.Spec.Policy.NicTeaming.NicOrder)
	v := n.Vnic[0]
	tells(t, "vmk", "1 | vmk0 | 10.0.0.12 | 255.255.255.0 | defaultTcpipStack", len(n.Vnic), v.Device, v.Spec.Ip.IpAddress, v.Spec.Ip.SubnetMask, v.Spec.NetStackInstanceKey)
	tells(t, "adapters", "4 | 1 | dvs-a | 9000", len(n.Pnic), len(n.ProxySwitch), n.ProxySwitch[0].DvsName, n.ProxySwitch[0].Mtu)
	var stacks []string
	for _, s := range n.NetStackInstance {
		stacks = append(stacks, s.Key)
	}
	d := n.NetStackInstance[len(stacks)-1]
	tells(t, "stacks", "[vSphereProvisioning vmotion defaultTcpipStack] | 10.0.0.1 | esx2", stacks, d.IpRouteConfig.GetHostIpRouteConfig().DefaultGateway, d.DnsConfig.GetHostDnsConfig().HostName)
}

func TestAFreshHostCarriesManagementAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	configs := w.read(second, planPaths...).Config.VirtualNicManagerInfo.NetConfig
	if len(configs) != 12 {
		t.Errorf("%d types of traffic on 8.0.3, want 12", len(configs))
	}
	for _, c := range configs {
		if want := c.NicType == "management"; (len(c.SelectedVnic) == 1) != want || len(c.CandidateVnic) != 1 {
			t.Errorf("%s: selected %v", c.NicType, c.SelectedVnic)
		}
	}
}

func TestHostsShareNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	a, b := w.read(first, planPaths...), w.read(second, planPaths...)
	for what, same := range map[string]bool{
		"network system": *a.ConfigManager.NetworkSystem == *b.ConfigManager.NetworkSystem,
		"nic manager":    *a.ConfigManager.VirtualNicManager == *b.ConfigManager.VirtualNicManager,
		"vSAN system":    *a.ConfigManager.VsanSystem == *b.ConfigManager.VsanSystem,
		"iSCSI manager":  *a.ConfigManager.IscsiManager == *b.ConfigManager.IscsiManager,
		"UUID":           a.Hardware.SystemInfo.Uuid == b.Hardware.SystemInfo.Uuid,
	} {
		if same {
			t.Errorf("two hosts share a %s", what)
		}
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
