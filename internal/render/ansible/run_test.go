package ansible_test

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shim stands in a module's place: it has the module itself check its
// arguments, by its own argument_spec, writes down what it was given, and
// answers as on a host that was just installed. Nothing is connected to.
const shim = `#!/usr/bin/python
from ansible.module_utils.basic import AnsibleModule
import ansible, ansible.module_utils, importlib.util, json, os, sys, types

REAL, NAME, CALLS = %REAL%, %NAME%, %CALLS%

class Checked(AnsibleModule):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        given = {k: v for k, v in self.params.items() if k not in ('username', 'password')}
        with open(CALLS, 'a') as f:
            f.write(json.dumps({'module': NAME, 'params': given}) + '\n')
        host = self.params.get('esxi_hostname') or 'x'
        self.exit_json(changed=False, device=self.params.get('device'),
            host_vmk_info={host: [{'device': 'vmk0', 'portgroup': 'Management Network', 'mtu': 1500}]},
            hosts_vswitch_info={host: {'vSwitch0': {'mtu': 1500, 'num_ports': 2560}}})

def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    m = importlib.util.module_from_spec(spec)
    sys.modules[name] = m
    spec.loader.exec_module(m)
    return m

root = os.path.dirname(REAL)
ansible.__path__ = list(ansible.__path__) + [os.path.join(root, 'ansible')]
ansible.module_utils.__path__ = list(ansible.module_utils.__path__) + [os.path.join(root, 'ansible', 'module_utils')]
at = 'ansible_collections'
for part in ['', '.community', '.community.vmware', '.community.vmware.plugins', '.community.vmware.plugins.module_utils']:
    m = types.ModuleType(at + part)
    m.__path__ = [os.path.join(root, *(at + part).split('.'))]
    sys.modules[at + part] = m
module = load('the_module', os.path.join(REAL, 'community', 'vmware', 'plugins', 'modules', NAME + '.py'))
module.AnsibleModule = Checked
module.main()
`

// collections is the folder of the collections that community.vmware is among.
func collections(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("ansible-galaxy", "collection", "list", "community.vmware").Output()
	if err != nil {
		t.Skip("the collection community.vmware is not here")
	}
	m := regexp.MustCompile(`(?m)^# (/\S+ansible_collections)$`).FindSubmatch(out)
	if m == nil {
		t.Skip("the collection community.vmware is not here")
	}
	return string(m[1])
}

// shims makes a collection of the modules that the playbook calls.
func shims(t *testing.T, theirs, calls string) (path string) {
	t.Helper()
	path = t.TempDir()
	write := func(name string, text []byte) {
		at := filepath.Join(path, "ansible_collections", "community", "vmware", name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	groups, err := os.ReadFile(filepath.Join(theirs, "community", "vmware", "meta", "runtime.yml"))
	if err != nil {
		t.Fatal(err)
	}
	write("meta/runtime.yml", groups)
	for name := range modules {
		module, ok := strings.CutPrefix(name, "community.vmware.")
		if !ok {
			continue
		}
		text := shim
		for _, x := range [][2]string{{"%REAL%", theirs}, {"%NAME%", module}, {"%CALLS%", calls}} {
			quoted, err := json.Marshal(x[1])
			if err != nil {
				t.Fatal(err)
			}
			text = strings.ReplaceAll(text, x[0], string(quoted))
		}
		write("plugins/modules/"+module+".py", []byte(text))
	}
	return path
}

// TestAnsibleRunsIt has Ansible itself run the playbook, where there is one: its
// syntax, its templates over the inventory, and each module's own opinion of
// its arguments. No host is there, and none is asked for.
func TestAnsibleRunsIt(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("Ansible takes its time")
	}
	program, err := exec.LookPath("ansible-playbook")
	if err != nil {
		t.Skip("there is no ansible-playbook here")
	}
	theirs := collections(t)
	c := loaded(t, site)
	inventory, playbook := rendered(t, &c)
	dir := t.TempDir()
	for name, text := range map[string]string{"inventory.yml": inventory, "playbook.yml": playbook} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	calls := filepath.Join(dir, "calls")
	path := shims(t, theirs, calls)
	run := func(args ...string) {
		cmd := exec.Command(program, append([]string{"-i", "inventory.yml", "playbook.yml"}, args...)...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "ANSIBLE_COLLECTIONS_PATH="+path, "ANSIBLE_COLLECTIONS_PATHS="+path, "VMWARE_USER=u", "VMWARE_PASSWORD=canary-7f3a", "HOME="+dir, "ANSIBLE_NOCOLOR=1")
		if out, err := cmd.CombinedOutput(); err != nil || strings.Contains(string(out), "canary") {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	run("--syntax-check")
	run("-e", "ansible_python_interpreter={{ ansible_playbook_python }}")
	checkCalls(t, calls)
}

// checkCalls compares what the modules were given for the second host.
func checkCalls(t *testing.T, path string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got := map[string][]object{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var call struct {
			Module string
			Params object
		}
		if err := json.Unmarshal(lines.Bytes(), &call); err != nil {
			t.Fatal(err)
		}
		host, _ := call.Params["esxi_hostname"].(string)
		if list, ok := call.Params["hosts"].([]any); ok {
			host = list[0].(string)
		}
		if call.Params["hostname"] != "vc01.example.com" || call.Params["port"] != 8443.0 {
			t.Errorf("it connects to %v:%v", call.Params["hostname"], call.Params["port"])
		}
		if host == "esx02.example.com" {
			got[call.Module] = append(got[call.Module], call.Params)
		}
	}
	numbers := map[string]int{}
	for name, list := range got {
		numbers[name] = len(list)
	}
	want := map[string]int{
		"vmware_vmkernel_info": 1, "vmware_vswitch_info": 1, "vmware_vswitch": 2, "vmware_portgroup": 3, "vmware_vmkernel": 4,
		"vmware_host_tcpip_stacks": 1, "vmware_host_dns": 1,
	}
	if diff := cmp.Diff(want, numbers); diff != "" {
		t.Fatal(diff)
	}
	given := func(module string, n int, options ...string) object {
		out := object{}
		for _, o := range options {
			out[o] = got[module][n][o]
		}
		return out
	}
	for _, x := range []struct{ got, want object }{
		{given("vmware_vswitch", 0, "switch", "mtu", "number_of_ports", "security"), object{"switch": "vSwitch0", "mtu": 1500.0, "number_of_ports": 2560.0, "security": nil}},
		{given("vmware_vswitch", 1, "switch", "mtu", "number_of_ports", "nics"), object{"switch": "vSwitch1", "mtu": 9000.0, "number_of_ports": 128.0, "nics": []any{"vmnic2", "vmnic3"}}},
		{given("vmware_portgroup", 2, "portgroup", "vlan_id"), object{"portgroup": "yes: {{ lookup('pipe', 'id') }} 10:20", "vlan_id": 0.0}},
		{
			given("vmware_vmkernel", 0, "device", "vswitch_name", "dvswitch_name", "mtu", "network", "enable_vmotion"),
			object{
				"device": "vmk1", "vswitch_name": "vSwitch0", "dvswitch_name": nil, "mtu": 1500.0, "enable_vmotion": false,
				"network": object{"type": "static", "ip_address": "10.0.1.12", "subnet_mask": "255.255.255.0", "default_gateway": nil, "tcpip_stack": "vmotion"},
			},
		},
		{
			given("vmware_vmkernel", 2, "device", "vswitch_name", "dvswitch_name", "portgroup_name", "mtu"),
			object{"device": "vmk3", "vswitch_name": nil, "dvswitch_name": "dvs", "portgroup_name": "dv-nfs", "mtu": 1400.0},
		},
		{given("vmware_vmkernel", 3, "device", "enable_mgmt", "portgroup_name"), object{"device": "vmk0", "enable_mgmt": true, "portgroup_name": "Management Network"}},
		{given("vmware_host_dns", 0, "type", "dns_servers", "search_domains"), object{"type": "static", "dns_servers": []any{"10.0.0.53"}, "search_domains": []any{}}},
	} {
		if diff := cmp.Diff(x.want, x.got); diff != "" {
			t.Error(diff)
		}
	}
}
