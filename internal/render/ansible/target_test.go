package ansible_test

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/ansible"
)

type tb interface {
	Helper()
	Errorf(string, ...any)
	Fatal(...any)
	Fatalf(string, ...any)
}

func loaded(t tb, text string) render.Cluster {
	t.Helper()
	r := load.Load(load.Request{FS: fstest.MapFS{"lab.vmk.hcl": {Data: []byte(text)}}})
	if r.Diags.HasErrors() {
		t.Fatalf("%v\n%s", r.Diags, text)
	}
	return render.Cluster{Cluster: &r.Clusters[0].Cluster, Meta: render.Meta{Version: "1.0", Source: "lab.vmk.hcl", Hash: "0123"}}
}

// rendered gives the inventory and the playbook.
func rendered(t tb, c *render.Cluster) (inventory, playbook string) {
	t.Helper()
	for _, r := range ansible.New().Refuse(c) {
		t.Fatalf("refused: %+v", r)
	}
	files := map[string]string{}
	if err := ansible.New().Render(c, func(f render.File) error { files[f.Path] = string(f.Body); return nil }); err != nil {
		t.Fatal(err)
	}
	folder := "ansible/" + c.Name + "/"
	if len(files) != 2 || files[folder+"inventory.yml"] == "" || files[folder+"playbook.yml"] == "" {
		t.Fatalf("%d files", len(files))
	}
	for name, body := range files {
		if !strings.HasPrefix(body, "# "+render.Marker) {
			t.Errorf("%s begins otherwise", name)
		}
	}
	return files[folder+"inventory.yml"], files[folder+"playbook.yml"]
}

const site = `
vcenter "fra" { server = "vc01.example.com:8443" }
cluster "fra-a" {
  vcenter = "fra"
  hosts   = ["esx[01-02].example.com"]
  offset  = 10

  switch "vSwitch0" { uplinks = ["vmnic0", "vmnic1"] }
  switch "vSwitch1" {
    uplinks = ["vmnic2", "vmnic3"]
    mtu     = 9000
    teaming {
      policy    = "explicit"
      active    = ["vmnic3"]
      detection = "beacon"
      failback  = false
    }
    security { promiscuous = true }
  }
  switch "dvs" { type = "distributed" }

  stack "default" {
    gateway = "10.0.0.1"
    dns     = ["10.0.0.53"]
    search  = []
  }
  stack "vmotion" { gateway = "10.0.1.1" }

  vmk "vmk0" {
    roles  = ["management"]
    vlan   = 100
    subnet = "10.0.0.0/24"
  }
  vmk "vmk1" {
    roles  = ["vmotion"]
    stack  = "vmotion"
    vlan   = 120
    subnet = "10.0.1.0/24"
  }
  vmk "vmk2" {
    roles     = ["vsan", "nfs"]
    switch    = "vSwitch1"
    portgroup = "yes: {{ lookup('pipe', 'id') }} 10:20"
    mtu       = 9000
    subnet    = "10.0.2.0/24"
    gateway   = "10.0.2.1"
    teaming { active = ["vmnic2"] }
  }
  vmk "vmk3" {
    roles     = []
    switch    = "dvs"
    portgroup = "dv-nfs"
    dhcp      = true
  }
  host "esx02.example.com" {
    vmk "vmk3" { mtu = 1400 }
  }
}
`

type object = map[string]any

func TestInventory(t *testing.T) {
	t.Parallel()
	c := loaded(t, site)
	text, _ := rendered(t, &c)
	var got any
	if err := yaml.Unmarshal([]byte(text), &got); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	vars := func(mtu int) object {
		return object{
			"vmkgen_switches": []any{
				object{"name": "vSwitch0", "uplinks": []any{"vmnic0", "vmnic1"}, "min_mtu": 1500},
				object{
					"name": "vSwitch1", "uplinks": []any{"vmnic2", "vmnic3"}, "mtu": 9000, "security": object{"promiscuous_mode": true},
					"teaming": object{
						"load_balancing": "failover_explicit", "network_failure_detection": "beacon_probing", "failback": false,
						"active_adapters": []any{"vmnic3"}, "standby_adapters": []any{},
					},
				},
			},
			"vmkgen_portgroups": []any{
				object{"name": "Management Network", "switch": "vSwitch0", "vlan": 100},
				object{"name": "vmk1-vmotion", "switch": "vSwitch0", "vlan": 120},
				object{
					"name": "yes: {{ lookup('pipe', 'id') }} 10:20", "switch": "vSwitch1", "vlan": 0,
					"teaming": object{"active_adapters": []any{"vmnic2"}, "standby_adapters": []any{}},
				},
			},
			"vmkgen_vmks": []any{
				object{
					"device": "vmk1", "switch": "vSwitch0", "distributed": false, "portgroup": "vmk1-vmotion", "roles": []any{}, "mtu": 1500,
					"network": object{"type": "static", "subnet_mask": "255.255.255.0", "tcpip_stack": "vmotion"},
				},
				object{
					"device": "vmk2", "switch": "vSwitch1", "distributed": false, "portgroup": "yes: {{ lookup('pipe', 'id') }} 10:20",
					"roles": []any{"vsan"}, "mtu": 9000,
					"network": object{"type": "static", "subnet_mask": "255.255.255.0", "default_gateway": "10.0.2.1", "tcpip_stack": "default"},
				},
				object{
					"device": "vmk3", "switch": "dvs", "distributed": true, "portgroup": "dv-nfs", "roles": []any{}, "mtu": mtu,
					"network": object{"type": "dhcp", "tcpip_stack": "default"},
				},
				object{
					"device": "vmk0", "switch": "vSwitch0", "distributed": false, "portgroup": "Management Network", "roles": []any{"management"},
					"network": object{"type": "static", "subnet_mask": "255.255.255.0", "tcpip_stack": "default"},
				},
			},
			"vmkgen_stacks": object{"vmotion": object{"gateway": "10.0.1.1"}},
			"vmkgen_dns":    object{"servers": []any{"10.0.0.53"}, "search": []any{}},
		}
	}
	host := func(n string) object {
		return object{"vmkgen_addresses": object{
			"vmk0": object{"ip_address": "10.0.0." + n}, "vmk1": object{"ip_address": "10.0.1." + n}, "vmk2": object{"ip_address": "10.0.2." + n},
		}}
	}
	want := object{"all": object{"children": object{"cluster_fra_a": object{
		"vars": object{"vmkgen_vcenter": "vc01.example.com", "vmkgen_port": 8443},
		"children": object{
			"cluster_fra_a_1": object{"hosts": object{"esx01.example.com": host("11")}, "vars": vars(1500)},
			"cluster_fra_a_2": object{"hosts": object{"esx02.example.com": host("12")}, "vars": vars(1400)},
		},
	}}}}
	if diff := cmp.Diff(any(want), got); diff != "" {
		t.Errorf("%s\n%s", diff, text)
	}
	if n := strings.Count(text, `!unsafe "yes: {{`); n != 2*2 {
		t.Errorf("%d texts are kept from being templates", n)
	}
	for _, line := range []string{"# Not set, left as it is: the default stack: gateway.\n", "# Not set, left as it is: the distributed switch dvs: vlan.\n"} {
		if !strings.Contains(text, line) {
			t.Errorf("the header lacks %q", line)
		}
	}
}

// The options that community.vmware's modules have, and their choices: those
// that the playbook uses. A star: required.
var modules = map[string]string{
	"community.vmware.vmware_vmkernel_info": "esxi_hostname",
	"community.vmware.vmware_vswitch_info":  "esxi_hostname",
	"community.vmware.vmware_vswitch":       "switch* nics number_of_ports mtu esxi_hostname state security teaming traffic_shaping",
	"community.vmware.vmware_portgroup":     "switch* portgroup* vlan_id hosts cluster_name security teaming traffic_shaping state",
	"community.vmware.vmware_vmkernel": "esxi_hostname* portgroup_name* vswitch_name dvswitch_name device mtu network enable_mgmt enable_vmotion enable_vsan " +
		"enable_ft enable_provisioning enable_replication enable_replication_nfc enable_backup_nfc state",
	"community.vmware.vmware_host_tcpip_stacks": "esxi_hostname* default provisioning vmotion vxlan",
	"community.vmware.vmware_host_dns":          "type* device host_name domain dns_servers search_domains esxi_hostname cluster_name verbose",
	"ansible.builtin.assert":                    "that* fail_msg success_msg quiet",
}

var options = map[string][]string{
	"security": {"promiscuous_mode", "forged_transmits", "mac_changes"},
	"teaming":  {"load_balancing", "network_failure_detection", "notify_switches", "failback", "active_adapters", "standby_adapters"},
	"network":  {"type", "ip_address", "subnet_mask", "default_gateway", "tcpip_stack"},
	"stack":    {"gateway", "ipv6_gateway", "congestion_algorithm", "max_num_connections"},
}

var choices = map[string][]string{
	"load_balancing":            {"loadbalance_ip", "loadbalance_srcmac", "loadbalance_srcid", "failover_explicit"},
	"network_failure_detection": {"link_status_only", "beacon_probing"},
	"type":                      {"static", "dhcp"},
	"tcpip_stack":               {"default", "provisioning", "vmotion", "vxlan"},
	"congestion_algorithm":      {"newreno", "cubic"},
}

// TestPlaybook holds the playbook to the modules' options, and to reading no
// secret but from the environment.
func TestPlaybook(t *testing.T) {
	t.Parallel()
	c := loaded(t, site)
	_, text := rendered(t, &c)
	var plays []struct {
		Hosts          string
		ModuleDefaults map[string]map[string]any `yaml:"module_defaults"`
		Tasks          []object
	}
	if err := yaml.Unmarshal([]byte(text), &plays); err != nil {
		t.Fatal(err)
	}
	if len(plays) != 1 || plays[0].Hosts != "cluster_fra_a" || len(plays[0].Tasks) != 8 {
		t.Fatalf("plays %+v", plays)
	}
	env := regexp.MustCompile(`^\{\{ lookup\('ansible.builtin.env', 'VMWARE_(USER|PASSWORD)'\) \}\}$`)
	login := plays[0].ModuleDefaults["group/community.vmware.vmware"]
	if !env.MatchString(login["username"].(string)) || !env.MatchString(login["password"].(string)) || login["validate_certs"] != true {
		t.Errorf("it connects by %v", login)
	}
	for _, task := range plays[0].Tasks {
		checkTask(t, task)
	}
	if strings.Contains(text, "{{HEADER}}") || strings.Contains(text, "{{CLUSTER}}") {
		t.Error("a placeholder is left")
	}
}

func checkTask(t *testing.T, task object) {
	t.Helper()
	keywords := []string{"name", "register", "loop", "loop_control", "vars", "when", "failed_when"}
	found := 0
	for key, value := range task {
		if slices.Contains(keywords, key) {
			continue
		}
		known, ok := modules[key]
		if !ok {
			t.Errorf("%s is neither a keyword nor a module", key)
			continue
		}
		found++
		words := strings.Fields(known)
		for option := range value.(object) {
			if !slices.Contains(words, option) && !slices.Contains(words, option+"*") {
				t.Errorf("%s has no option %s", key, option)
			}
		}
		for _, w := range words {
			if name, required := strings.CutSuffix(w, "*"); required && value.(object)[name] == nil {
				t.Errorf("%s lacks %s", key, name)
			}
		}
	}
	if found != 1 {
		t.Errorf("%v calls %d modules", task["name"], found)
	}
}

// checkInventory holds all that is wanted to what the modules take.
func checkInventory(t tb, text string) {
	t.Helper()
	var doc any
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	var walk func(key string, v any)
	walk = func(key string, v any) {
		switch v := v.(type) {
		case object:
			known := options[key]
			for name, below := range v {
				if known != nil && !slices.Contains(known, name) {
					t.Errorf("%s has no %s", key, name)
				}
				if key == "vmkgen_stacks" {
					walk("stack", below)
				} else {
					walk(name, below)
				}
			}
		case []any:
			for _, e := range v {
				walk(key, e)
			}
		case string:
			if known := choices[key]; known != nil && !slices.Contains(known, v) {
				t.Errorf("%s can't be %q", key, v)
			}
		}
	}
	walk("", doc)
}

func TestAnyConfiguration(t *testing.T) {
	t.Parallel()
	taken := 0
	rapid.Check(t, func(t *rapid.T) {
		c := loaded(t, gen.Config(t))
		for g := range c.Groups {
			simplify(&c.Groups[g].Pattern)
			c.Groups[g].Slots = slices.DeleteFunc(c.Groups[g].Slots, func(s netstate.Slot) bool { return s.IPv6 >= 0 })
		}
		if len(ansible.New().Refuse(&c)) == 0 {
			taken++
			inventory, _ := rendered(t, &c)
			checkInventory(t, inventory)
		}
	})
	if taken == 0 {
		t.Error("every configuration was refused")
	}
}

// simplify takes away what is refused most often, gaps in the numbers of vmks
// among it, so that more is left to look at.
func simplify(h *netstate.Host) {
	for i, n := 0, 1; i < len(h.Vmks); i++ {
		v := &h.Vmks[i]
		if v.IPv4 != nil && v.IPv4.Mode.Or("") == netstate.None {
			v.IPv4.Mode = netstate.Some(netstate.DHCP)
		}
		if v.Device == "vmk0" {
			continue
		}
		device := "vmk" + strconv.Itoa(n)
		n++
		for j := range h.PortGroups {
			if h.PortGroups[j].Of == v.Device {
				h.PortGroups[j].Of = device
			}
		}
		v.Device = device
	}
	for i := range h.Vmks {
		v := &h.Vmks[i]
		v.ISCSI, v.NVMe, v.IPv6, v.MAC = nil, nil, nil, netstate.Opt[string]{}
		v.Roles = append([]netstate.Role{}, v.Roles...)[:min(1, len(v.Roles))]
	}
	for i := range h.Stacks {
		h.Stacks[i].Routes = nil
	}
	for i := range h.Switches {
		h.Switches[i].Discovery = netstate.Opt[netstate.Discovery]{}
	}
}

// TestNamesStayNames: a name is read back as it is, and is no template where it looks like one.
func TestNamesStayNames(t *testing.T) {
	t.Parallel()
	c := loaded(t, site)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(rapid.String(), rapid.StringMatching(`[-?:,\[\]{}#&*!|>'"%@ ~a0=\\]{1,9}`)).Filter(func(s string) bool { return s != "" }).Draw(t, "name")
		for g := range c.Groups {
			c.Groups[g].Pattern.Vmk("vmk3").PortGroup = netstate.Some(name)
		}
		text, _ := rendered(t, &c)
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		n := find(&doc, "portgroup", 2)
		if n == nil || n.Value != name {
			t.Fatalf("%q reads back as %+v", name, n)
		}
		if template := strings.Contains(name, "{{") || strings.Contains(name, "{%") || strings.Contains(name, "{#"); template != (n.Tag == "!unsafe") {
			t.Fatalf("%q has the tag %s", name, n.Tag)
		}
	})
}

// find gives the value of the n-th key of that name, from 0.
func find(doc *yaml.Node, key string, n int) *yaml.Node {
	var found []*yaml.Node
	var walk func(*yaml.Node)
	walk = func(at *yaml.Node) {
		for i, child := range at.Content {
			if at.Kind == yaml.MappingNode && i%2 == 0 && child.Value == key {
				found = append(found, at.Content[i+1])
			}
			walk(child)
		}
	}
	walk(doc)
	if n >= len(found) {
		return nil
	}
	return found[n]
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		change  func(*render.Cluster, *netstate.Host)
		code    diag.Code
		pointer string
	}{
		"a role":                 {func(_ *render.Cluster, h *netstate.Host) { h.Vmk("vmk3").Roles = []netstate.Role{netstate.PTP} }, diag.ToolNoRole, "vmk/vmk3/roles"},
		"roles that aren't said": {func(_ *render.Cluster, h *netstate.Host) { h.Vmk("vmk3").Roles = nil }, diag.ToolNeedsMore, "vmk/vmk3"},
		"vmk0's address":         {func(_ *render.Cluster, h *netstate.Host) { h.Vmk("vmk0").IPv4 = nil }, diag.ToolNeedsMore, "vmk/vmk0"},
		"IPv6":                   {func(_ *render.Cluster, h *netstate.Host) { h.Vmk("vmk2").IPv6 = &netstate.IPv6{} }, diag.ToolLacks, "vmk/vmk2/ipv6"},
		"IPv6 alone": {func(_ *render.Cluster, h *netstate.Host) {
			h.Vmk("vmk2").IPv4, h.Vmk("vmk2").IPv6 = nil, &netstate.IPv6{}
		}, diag.ToolLacks, "vmk/vmk2/ipv6"},
		"a MAC": {func(_ *render.Cluster, h *netstate.Host) { h.Vmk("vmk2").MAC = netstate.Some("00:50:56:00:00:01") }, diag.ToolLacks, "vmk/vmk2/mac"},
		"discovery": {func(_ *render.Cluster, h *netstate.Host) {
			h.Switch("vSwitch1").Discovery = netstate.Some(netstate.DiscoveryBoth)
		}, diag.ToolLacks, "switch/vSwitch1/discovery"},
		"limits alone": {func(_ *render.Cluster, h *netstate.Host) {
			*h.Stack("vmotion") = netstate.Stack{Name: "vmotion", MaxConnections: netstate.Some(9)}
		}, diag.ToolNeedsMore, "stack/vmotion"},
		"teaming without a VLAN": {func(_ *render.Cluster, h *netstate.Host) {
			h.PortGroups[0].VLAN, h.PortGroups[0].Teaming = netstate.Opt[int]{}, &netstate.Teaming{}
		}, diag.ToolNeedsMore, "vmk/vmk0/teaming"},
		"a range for a name": {func(c *render.Cluster, _ *netstate.Host) { c.Groups[0].Members[0].Name = "esx[1:3]" }, diag.ToolHostName, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := loaded(t, site)
			c.Groups = c.Groups[:1]
			x.change(&c, &c.Groups[0].Pattern)
			got := ansible.New().Refuse(&c)
			if len(got) != 1 || got[0].Code != x.code || got[0].Pointer != x.pointer || got[0].Hint == "" || !strings.Contains(got[0].Detail, "Ansible") {
				t.Errorf("refused %+v, want %s at %s", got, x.code, x.pointer)
			}
		})
	}
}

func TestNobodyNoFile(t *testing.T) {
	t.Parallel()
	c := loaded(t, site)
	c.Keep = func(string) bool { return false }
	if err := ansible.New().Render(&c, func(render.File) error { return os.ErrExist }); err != nil {
		t.Error("a file without hosts")
	}
}
