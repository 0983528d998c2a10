package vcp_test

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/vmkgen/vmkgen/internal/importer/importtest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/compact"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/vcp"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	target "github.com/vmkgen/vmkgen/internal/render/vcp"
)

// config draws a cluster on distributed switches that a profile can carry.
func config(t *rapid.T) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	one := func(label string, words ...string) string { return rapid.SampledFrom(words).Draw(t, label) }
	line(`cluster "lab" {`)
	line(`hosts = ["esx[01-03].lab.example"]`)
	line(`offset = 10`)
	line(`switch "dvs" { type = "distributed" }`)
	line(`switch "dvs 2" { type = "distributed" }`)
	vmks := rapid.IntRange(1, 4).Draw(t, "vmks")
	for i := range vmks {
		line(`vmk "vmk%d" {`, i+1)
		line(`switch = %q`, one("switch", "dvs", "dvs 2"))
		line(`portgroup = "pg %d <&>"`, i)
		stack, roles := "default", one("roles", `[]`, `["vsan"]`, `["vsan", "management"]`, "")
		if i == 0 {
			stack, roles = one("stack", "vmotion", "default"), one("role", `["vmotion"]`, "")
		}
		line(`stack = %q`, stack)
		if roles != "" && (i < 2 || !strings.Contains(roles, "vsan")) {
			line(`roles = %s`, roles)
		}
		line(`mtu = %s`, one("MTU", "1500", "9000", "1280"))
		kind := one("address", "subnet", "subnet", "dhcp")
		switch kind {
		case "subnet":
			line(`subnet = "10.%d.0.0/2%d"`, i+1, rapid.IntRange(0, 4).Draw(t, "bits"))
			if rapid.Bool().Draw(t, "own gateway") {
				line(`gateway = "10.%d.0.1"`, i+1)
			}
		default:
			line(`dhcp = true`)
		}
		if rapid.Bool().Draw(t, "IPv6") {
			line("ipv6 {\nautoconf = %s\ndhcp = %s\n}", one("autoconf", "true", "false"), one("DHCPv6", "true", "false"))
		}
		if i == 0 && kind == "subnet" && rapid.Bool().Draw(t, "gateway") {
			defer line("stack %q { gateway = \"10.1.0.2\" }\n}", stack)
			if stack == "vmotion" {
				line("}")
				line(`stack "default" {`)
				line(`dns = ["192.0.2.53", "192.0.2.54"]`)
				line(`search = [%s]`, one("search", `"a.example"`, `"a.example", "b.example"`))
			}
		}
		line("}")
	}
	line("}")
	return b.String()
}

func loaded(t rapid.TB, text string) []netstate.Cluster {
	t.Helper()
	r := load.Load(load.Request{FS: fstest.MapFS{"lab.vmk.hcl": {Data: []byte(text)}}})
	if len(r.Clusters) != 1 {
		t.Fatalf("%v\n%s", r.Diags, text)
	}
	return []netstate.Cluster{r.Clusters[0].Cluster}
}

func uuid(host string) string {
	return "00000000-0000-0000-0000-0000000000" + strings.TrimSuffix(strings.TrimPrefix(host, "esx"), ".lab.example")
}

// base is an exported document that knows what the hosts are called, and more.
func base() []byte {
	hosts := map[string]any{}
	for _, name := range []string{"esx01.lab.example", "esx02.lab.example", "esx03.lab.example"} {
		hosts[uuid(name)] = map[string]any{"esx": map[string]any{
			"network":        map[string]any{"net_stacks": []any{map[string]any{"key": "defaultTcpipStack", "host_name": name}}},
			"authentication": map[string]any{"user_accounts": []any{map[string]any{"name": "root", "password_hash": canary}}},
		}}
	}
	text, err := json.Marshal(map[string]any{
		"profile":       map[string]any{"esx": map[string]any{"authentication": map[string]any{"password_hash": canary}}, "nsx": map[string]any{}},
		"host-specific": hosts, "metadata": map[string]any{"reference_host": map[string]any{"uuid": uuid("esx01.lab.example"), "version": "8.0.3"}},
	})
	if err != nil {
		panic(err)
	}
	return text
}

const canary = "$6$c4n4ry$s3cr3t"

// carried is what a profile says of each host.
func carried(t rapid.TB, clusters []netstate.Cluster) map[string]string {
	t.Helper()
	out := map[string]string{}
	for g := range clusters[0].Groups {
		for i := range clusters[0].Groups[g].Members {
			h := clusters[0].Groups[g].Host(i)
			kept := netstate.Host{Name: h.Name}
			for _, v := range h.Vmks {
				kept.Vmks = append(kept.Vmks, carriedVmk(v))
			}
			for _, s := range h.Stacks {
				if s.Gateway.IsSet() || s.DNS != nil || s.Search != nil {
					kept.Stacks = append(kept.Stacks, s)
				}
			}
			slices.SortFunc(kept.Stacks, func(a, b netstate.Stack) int { return strings.Compare(a.Name, b.Name) })
			text, err := json.MarshalIndent(kept, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			out[h.Name] = string(text)
		}
	}
	return out
}

// carriedVmk is a vmk with what a document can't tell made alike: that a vmk has
// no gateway of its own or no role is the same as nothing said of it.
func carriedVmk(v netstate.Vmk) netstate.Vmk {
	if len(v.Roles) == 0 {
		v.Roles = nil
	}
	if v.Stack.Or("") == netstate.VMotionStack {
		v.Roles = []netstate.Role{netstate.VMotion}
	}
	slices.Sort(v.Roles)
	if v.IPv4 != nil {
		ip := *v.IPv4
		if !ip.Gateway.Or(netip.Addr{}).IsValid() {
			ip.Gateway = netstate.Opt[netip.Addr]{}
		}
		v.IPv4 = &ip
	}
	return v
}

// What the vcp target writes reads back, in all that a profile has words for.
func TestOwnDocumentsReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := config(t)
		want := loaded(t, text)
		to, err := target.New(target.Options{Document: base(), UUID: uuid})
		if err != nil {
			t.Fatal(err)
		}
		c := render.Cluster{Cluster: &want[0], Meta: render.Meta{Version: "1.0"}}
		if refused := to.Refuse(&c); refused != nil {
			t.Fatalf("%+v\n%s", refused, text)
		}
		var file importer.File
		if err := to.Render(&c, func(f render.File) error { file = importer.File{Name: f.Path, Data: f.Body}; return nil }); err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "in an answer") {
			if file.Data, err = json.Marshal(map[string]any{"config": string(file.Data), "metadata": map[string]any{"id": "1"}}); err != nil {
				t.Fatal(err)
			}
		}
		if !vcp.Format.Sniff(file.Name, importer.Head(file.Data)) {
			t.Fatalf("it isn't recognised:\n%s", file.Data)
		}
		r := vcp.Format.Read([]importer.File{file})
		if r.Diags != nil || len(r.Clusters) != 1 {
			t.Fatalf("%v\n%s", r.Diags, file.Data)
		}
		if diff := cmp.Diff(carried(t, want), carried(t, r.Clusters)); diff != "" {
			t.Fatalf("%s\n%s\n%s", diff, text, file.Data)
		}
		written, _, err := compact.Clusters(compact.Named(r.Clusters, "lab"), compact.Options{}).Document.HCL()
		if all := fmt.Sprint(r, string(written)); err != nil || strings.Contains(all, canary) {
			t.Fatalf("%v: a secret is in what was read:\n%s", err, all)
		}
	})
}

// Whatever a file holds, it is read or refused, and what is read can be written.
func FuzzRead(f *testing.F) {
	f.Add(base())
	f.Add([]byte(`{"config":"{\"profile\":{\"esx\":{\"network\":{\"vmknics\":[{\"device\":\"vmk1\",\"ip\":{\"dhcp\":true}}]}}}}"}`))
	f.Add([]byte("kind: HostConfiguration\nmetadata: {name: x}\nspec:\n  profile: |\n    {\"esx\":{\"network_vss\":{\"switches\":[{\"name\":\"a\",\"mtu\":9000,\"port_groups\":[{\"name\":\"b\",\"vlan_id\":7}]}]}}}\n"))
	importtest.Fuzz(f, "x", "", vcp.Format)
}
