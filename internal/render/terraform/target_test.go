package terraform_test

import (
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	hcljson "github.com/hashicorp/hcl/v2/json"
	"github.com/zclconf/go-cty/cty"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/terraform"
)

type tb interface {
	Helper()
	Errorf(string, ...any)
	Fatal(...any)
	Fatalf(string, ...any)
}

// references demands that every expression is one, and that what it speaks of is there.
func (c *checker) references(v any) {
	c.t.Helper()
	switch v := v.(type) {
	case map[string]any:
		for key, e := range v {
			if key != "//" {
				c.references(e)
			}
		}
	case []any:
		for _, e := range v {
			c.references(e)
		}
	case string:
		e, diags := hclsyntax.ParseTemplate([]byte(v), "x", hcl.InitialPos)
		if diags.HasErrors() {
			c.t.Fatalf("%q: %v", v, diags)
		}
		for _, tr := range e.Variables() {
			c.refers(tr)
		}
	}
}

var reference = regexp.MustCompile(`^(data\.)?(vsphere_\w+)\.([\w-]+)\.(id|name)$`)

func (c *checker) refers(tr hcl.Traversal) {
	c.t.Helper()
	if tr.RootName() == "self" {
		return
	}
	words := []string{tr.RootName()}
	for _, step := range tr[1:] {
		if a, ok := step.(hcl.TraverseAttr); ok {
			words = append(words, a.Name)
		}
	}
	m := reference.FindStringSubmatch(strings.Join(words, "."))
	if m == nil {
		c.t.Fatalf("a reference to %s", strings.Join(words, "."))
	}
	in := "resource"
	if m[1] != "" {
		in = "data"
	}
	if object(object(object(c.doc[in])[m[2]])[m[3]]) == nil {
		c.t.Errorf("%s is not in the module", m[0])
	}
}

func loaded(t tb, text string) []render.Cluster {
	t.Helper()
	r := load.Load(load.Request{FS: fstest.MapFS{"lab.vmk.hcl": {Data: []byte(text)}}})
	if r.Diags.HasErrors() {
		t.Fatalf("%v\n%s", r.Diags, text)
	}
	var out []render.Cluster
	for i := range r.Clusters {
		out = append(out, render.Cluster{Cluster: &r.Clusters[i].Cluster, Meta: render.Meta{Version: "1.0", Source: "lab.vmk.hcl", Hash: "0123"}})
	}
	return out
}

func rendered(t tb, c *render.Cluster, o terraform.Options) []byte {
	t.Helper()
	for _, r := range terraform.New(o).Refuse(c) {
		t.Fatalf("refused: %+v", r)
	}
	var out []byte
	err := terraform.New(o).Render(c, func(f render.File) error {
		if f.Path != "terraform/"+c.Name+"/main.tf.json" || f.Mode != 0o644 || out != nil {
			t.Fatal("file ", f.Path)
		}
		out = append(out, f.Body...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const site = `
vcenter "fra" { server = "vc01.example.com" }
cluster "fra-a" {
  vcenter    = "fra"
  datacenter = "FRA"
  hosts      = ["esx[01-02].example.com"]
  offset     = 10

  switch "vSwitch0" { uplinks = ["vmnic0", "vmnic1"] }
  switch "vSwitch1" {
    uplinks   = ["vmnic2", "vmnic3"]
    mtu       = 9000
    discovery = "both"
    teaming {
      policy    = "explicit"
      active    = ["vmnic3"]
      standby   = ["vmnic2"]
      detection = "beacon"
      failback  = false
    }
    security { promiscuous = true }
  }
  switch "dvs a" { type = "distributed" }

  stack "default" {
    gateway = "10.0.0.1"
    dns     = ["10.0.0.53"]
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
    portgroup = "$${a} %%{if}"
    mtu       = 9000
    subnet    = "10.0.2.0/24"
    gateway   = "10.0.2.1"
    teaming { active = ["vmnic2"] }
    ipv6 {
      subnet   = "2001:db8::/64"
      autoconf = false
    }
  }
  vmk "vmk3" {
    roles     = []
    switch    = "dvs a"
    portgroup = "dv-nfs"
    dhcp      = true
  }
}
`

func TestModule(t *testing.T) {
	t.Parallel()
	c := &loaded(t, site)[0]
	doc := check(t, rendered(t, c, terraform.Options{}))
	want := map[string]any{
		"host": "${data.vsphere_host.esx02_example_com.id}", "depends_on": []any{"vsphere_vnic.esx02_example_com_vmk1"},
		"portgroup": "${vsphere_host_port_group.esx02_example_com_vmk2.name}", "mtu": 9000.0, "netstack": "defaultTcpipStack",
		"services": []any{"vsan"},
		"ipv4":     []any{map[string]any{"ip": "10.0.2.12", "netmask": "255.255.255.0", "gw": "10.0.2.1"}},
		"ipv6":     []any{map[string]any{"addresses": []any{"2001:db8::c/64"}, "autoconfig": false}},
		"lifecycle": map[string]any{
			"ignore_changes": []any{"ipv6[0].dhcp", "ipv6[0].gw"},
			"postcondition": []any{map[string]any{
				"condition":     `${endswith(self.id, "_vmk2")}`,
				"error_message": "esx02.example.com: the host gave vmk2 another number; remove the adapter, and see which numbers are taken.",
			}},
		},
	}
	got := object(object(doc["resource"])["vsphere_vnic"])["esx02_example_com_vmk2"]
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("vmk2:\n%s", diff)
	}
	if len(list(doc["import"])) != 6 {
		t.Errorf("imports: %v", doc["import"])
	}
	all := check(t, rendered(t, c, terraform.Options{ImportAll: true}))
	if n := len(list(all["import"])); n != 2*(2+3+4) {
		t.Errorf("%d imports of all", n)
	}
}

// TestLeftAlone: what isn't asked for is ignored, and vmk0 is kept and comes last.
func TestLeftAlone(t *testing.T) {
	t.Parallel()
	doc := check(t, rendered(t, &loaded(t, site)[0], terraform.Options{}))
	vmk0 := object(object(object(doc["resource"])["vsphere_vnic"])["esx01_example_com_vmk0"])
	cycle := object(vmk0["lifecycle"])
	if vmk0["portgroup"] != nil || cycle["prevent_destroy"] != true || len(list(cycle["postcondition"])) != 1 ||
		!cmp.Equal(vmk0["depends_on"], []any{"vsphere_vnic.esx01_example_com_vmk3"}) {
		t.Errorf("vmk0 is %v", vmk0)
	}
	if diff := cmp.Diff([]any{"portgroup", "distributed_switch_port", "distributed_port_group", "mtu", "netstack", "ipv4[0].gw", "ipv6"}, cycle["ignore_changes"]); diff != "" {
		t.Errorf("of vmk0 is ignored:\n%s", diff)
	}
	vmk1 := object(object(object(doc["resource"])["vsphere_vnic"])["esx01_example_com_vmk1"])
	if vmk1["services"] != nil || vmk1["netstack"] != "vmotion" || vmk1["depends_on"] != nil {
		t.Errorf("vmk1 is %v", vmk1)
	}
}

func TestSwitch(t *testing.T) {
	t.Parallel()
	doc := check(t, rendered(t, &loaded(t, site)[0], terraform.Options{}))
	vSwitch := object(object(object(doc["resource"])["vsphere_host_virtual_switch"])["esx01_example_com_vSwitch1"])
	for name, want := range map[string]any{
		"active_nics": []any{"vmnic3"}, "standby_nics": []any{"vmnic2"}, "teaming_policy": "failover_explicit", "check_beacon": true,
		"failback": false, "allow_promiscuous": true, "link_discovery_protocol": "cdp", "link_discovery_operation": "both", "mtu": 9000.0,
	} {
		if diff := cmp.Diff(want, vSwitch[name]); diff != "" {
			t.Errorf("vSwitch1, %s:\n%s", name, diff)
		}
	}
}

// TestHeader: the file says whose it is and what it leaves out, as HCL's JSON allows.
func TestHeader(t *testing.T) {
	t.Parallel()
	c := &loaded(t, site)[0]
	body := rendered(t, c, terraform.Options{})
	if at := strings.Index(string(body), render.Marker); at < 0 || at > render.MarkerReach {
		t.Error("the marker is not near the top")
	}
	for _, want := range []string{
		"Made by vmkgen 1.0 from lab.vmk.hcl (sha256 0123)", "the default stack: gateway, dns.", "the vmotion stack: gateway.",
		"the distributed switch dvs a: vlan.",
	} {
		if !strings.Contains(string(body), want) {
			t.Errorf("the header lacks %q", want)
		}
	}
	if _, diags := hcljson.Parse(body, "main.tf.json"); diags.HasErrors() {
		t.Error(diags)
	}
	notes := terraform.New(terraform.Options{}).(interface {
		Notes(*render.Cluster) []string
	}).Notes(c)
	if len(notes) != 1 || !strings.Contains(notes[0], "the vmotion stack: gateway") {
		t.Errorf("notes %q", notes)
	}
}

// TestNamesStayNames: a name is read back as it is, and never evaluated.
func TestNamesStayNames(t *testing.T) {
	t.Parallel()
	c := loaded(t, site)[0]
	g := &c.Groups[0]
	rapid.Check(t, func(t *rapid.T) {
		// HCL takes a byte order mark at a template's beginning for none of the text.
		name := rapid.OneOf(rapid.String(), rapid.StringMatching(`[$%{}~"a]{1,8}`)).Filter(func(s string) bool {
			return s != "" && !strings.HasPrefix(s, "\uFEFF")
		}).Draw(t, "name")
		for i := range g.Pattern.PortGroups {
			if p := &g.Pattern.PortGroups[i]; p.Of == "vmk2" {
				p.Name = name
			}
		}
		g.Pattern.Vmk("vmk2").PortGroup = netstate.Some(name)
		doc := check(t, rendered(t, &c, terraform.Options{}))
		written := object(object(object(doc["resource"])["vsphere_host_port_group"])["esx01_example_com_vmk2"])["name"].(string)
		e, diags := hclsyntax.ParseTemplate([]byte(written), "x", hcl.InitialPos)
		if diags.HasErrors() {
			t.Fatalf("%q: %v", written, diags)
		}
		v, diags := e.Value(nil)
		if want := cty.StringVal(name); diags.HasErrors() || v.AsString() != want.AsString() { // Terraform's strings are NFC
			t.Fatalf("%q reads back as %#v %v", name, v, diags)
		}
	})
}

// TestLabels: each host has a name of its own, whatever its name is.
func TestLabels(t *testing.T) {
	t.Parallel()
	odd := []string{"a.b", "a_b", "a-b", "-a.b", "a..b", "a__2e_b", "a.-b", "10.0.0.1", "10-0-0-1", "host.10.0.0.1", ".a", "a.", "größe", "a b", "a$b", "_10", "fe80::1"}
	h := netstate.Host{Vmks: []netstate.Vmk{{Device: "vmk0"}}}
	g := netstate.Group{Pattern: h}
	for i, name := range odd {
		g.Members = append(g.Members, netstate.Member{Name: name, Position: i})
	}
	c := render.Cluster{Cluster: &netstate.Cluster{Name: "x", Groups: []netstate.Group{g}}}
	doc := check(t, rendered(t, &c, terraform.Options{}))
	if n := len(object(object(doc["data"])["vsphere_host"])); n != len(odd) {
		t.Errorf("%d names for %d hosts", n, len(odd))
	}
}

// TestAnyConfiguration: what isn't refused holds to the schema.
func TestAnyConfiguration(t *testing.T) {
	t.Parallel()
	taken := 0
	rapid.Check(t, func(t *rapid.T) {
		c := loaded(t, gen.Config(t))[0]
		if len(terraform.New(terraform.Options{}).Refuse(&c)) > 0 {
			// Without what is refused most often, more is left to look at.
			for g := range c.Groups {
				simplify(&c.Groups[g].Pattern)
			}
		}
		if len(terraform.New(terraform.Options{}).Refuse(&c)) == 0 {
			taken++
			check(t, rendered(t, &c, terraform.Options{ImportAll: rapid.Bool().Draw(t, "all")}))
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
		v.ISCSI, v.NVMe = nil, nil
		if len(v.Roles) > 0 {
			v.Roles = v.Roles[:1]
		}
	}
	for i := range h.Stacks {
		h.Stacks[i].Routes = nil
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		change  func(*render.Cluster, *netstate.Host)
		code    diag.Code
		pointer string
	}{
		"a role":         {func(_ *render.Cluster, h *netstate.Host) { h.Vmk("vmk3").Roles = []netstate.Role{netstate.FT} }, diag.ToolNoRole, "vmk/vmk3/roles"},
		"a custom stack": {func(_ *render.Cluster, h *netstate.Host) { h.Stacks = append(h.Stacks, netstate.Stack{Name: "backup"}) }, diag.ToolNoStack, "stack/backup"},
		"routes":         {func(_ *render.Cluster, h *netstate.Host) { h.Stacks[0].Routes = []netstate.Route{{}} }, diag.ToolLacks, "stack/default/routes"},
		"no address":     {func(_ *render.Cluster, h *netstate.Host) { h.Vmk("vmk3").IPv4.Mode = netstate.Some(netstate.None) }, diag.ToolLacks, "vmk/vmk3/address"},
		"a gateway beside DHCP": {func(_ *render.Cluster, h *netstate.Host) {
			h.Vmk("vmk3").IPv4.Gateway = netstate.Some(netip.MustParseAddr("10.0.0.1"))
		}, diag.ToolLacks, "vmk/vmk3/gateway"},
		"a gateway alone": {func(_ *render.Cluster, h *netstate.Host) {
			h.Vmk("vmk0").IPv4 = &netstate.IPv4{Gateway: netstate.Some(netip.MustParseAddr("10.0.0.1"))}
		}, diag.ToolNeedsMore, "vmk/vmk0/gateway"},
		"an iSCSI binding":         {func(_ *render.Cluster, h *netstate.Host) { h.Vmk("vmk2").ISCSI = []string{"vmhba64"} }, diag.ToolLacks, "vmk/vmk2/iscsi"},
		"an NVMe adapter":          {func(_ *render.Cluster, h *netstate.Host) { h.Vmk("vmk2").NVMe = []string{"vmnic4"} }, diag.ToolLacks, "vmk/vmk2/nvme"},
		"uplinks that aren't said": {func(_ *render.Cluster, h *netstate.Host) { h.Switch("vSwitch1").Uplinks = nil }, diag.ToolNeedsMore, "switch/vSwitch1"},
		"a gap in the numbers":     {func(_ *render.Cluster, h *netstate.Host) { h.Vmk("vmk3").Device = "vmk4" }, diag.ToolVmkNumber, "vmk/vmk4"},
		"some hosts only": {func(c *render.Cluster, _ *netstate.Host) {
			c.Keep = func(h string) bool { return h == "esx01.example.com" }
		}, diag.ToolNeedsMore, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := loaded(t, site)[0]
			x.change(&c, &c.Groups[0].Pattern)
			got := terraform.New(terraform.Options{}).Refuse(&c)
			if len(got) != 1 || got[0].Code != x.code || got[0].Pointer != x.pointer || got[0].Hint == "" || !strings.Contains(got[0].Detail, "Terraform") {
				t.Errorf("refused %+v, want %s at %s", got, x.code, x.pointer)
			}
		})
	}
}

// TestTenVmks: the provider finds vmk1's roles on vmk10.
func TestTenVmks(t *testing.T) {
	t.Parallel()
	c := loaded(t, site)[0]
	h := &c.Groups[0].Pattern
	for _, device := range []string{"vmk4", "vmk5", "vmk6", "vmk7", "vmk8", "vmk9", "vmk10"} {
		v := *h.Vmk("vmk3")
		v.Device = device
		h.Vmks = append(h.Vmks, v)
	}
	got := terraform.New(terraform.Options{}).Refuse(&c)
	if len(got) != 1 || got[0].Pointer != "vmk/vmk10" || got[0].Code != diag.ToolVmkNumber {
		t.Errorf("refused %+v", got)
	}
}

// TestTerraformReadsIt has Terraform itself load a module, where there is one:
// its syntax, references to be made and lifecycles, without the provider.
func TestTerraformReadsIt(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("terraform")
	if err != nil {
		t.Skip("there is no terraform here")
	}
	dir := t.TempDir()
	body := rendered(t, &loaded(t, site)[0], terraform.Options{ImportAll: true})
	if err := os.WriteFile(filepath.Join(dir, "main.tf.json"), body, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "providers", "-no-color")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "vmware/vsphere") {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestTerraformValidatesIt has Terraform judge a module by the provider's
// schema, where a provider can be had: a CLI configuration says where.
func TestTerraformValidatesIt(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("terraform")
	if err != nil {
		t.Skip("there is no terraform here")
	}
	if rc, err := os.ReadFile(os.Getenv("TF_CLI_CONFIG_FILE")); err != nil || !strings.Contains(string(rc), `"vmware/vsphere"`) {
		t.Skip("there is no provider here: TF_CLI_CONFIG_FILE names no file with dev_overrides for vmware/vsphere")
	}
	for _, all := range []bool{false, true} {
		dir := t.TempDir()
		body := rendered(t, &loaded(t, site)[0], terraform.Options{ImportAll: all})
		if err := os.WriteFile(filepath.Join(dir, "main.tf.json"), body, 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(program, "validate", "-no-color")
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}
