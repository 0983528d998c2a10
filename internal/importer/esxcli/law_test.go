package esxcli_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/compact"
	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/esxcli"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// commands are what an administrator lists of a host to have all of it.
func commands(h *standin.Host) [][]string {
	out := [][]string{}
	add := func(line string, more ...string) { out = append(out, append(strings.Fields(line), more...)) }
	for _, line := range []string{
		"system hostname get", "system version get", "network ip get", "network nic list",
		"network ip interface list", "network ip interface ipv4 get", "network ip interface ipv6 get", "network ip interface ipv6 address list",
		"network vswitch standard list", "network vswitch dvs vmware list", "network vswitch standard portgroup list", "network ip netstack list",
		"vsan network list", "iscsi adapter list", "iscsi networkportal list", "iscsi software get",
	} {
		add(line)
	}
	if h.Newer("7.0") {
		add("nvme adapter list")
	}
	for _, v := range h.Vmks {
		add("network ip interface tag get -i", v.Device)
	}
	for _, s := range h.Switches {
		add("network vswitch standard policy failover get -v", s.Name)
		add("network vswitch standard policy security get --vswitch-name", s.Name)
	}
	for _, g := range h.Groups {
		add("network vswitch standard portgroup policy failover get -p", g.Name)
	}
	for _, s := range h.Stacks {
		for _, line := range []string{"network ip netstack get -N", "network ip route ipv4 list -N", "network ip route ipv6 list -N", "network ip dns server list -N", "network ip dns search list -N"} {
			add(line, s.Key)
		}
	}
	return out
}

// session is what a terminal shows of all that.
func session(t rapid.TB, h *standin.Host, form string) string {
	t.Helper()
	var b strings.Builder
	for _, words := range commands(h) {
		quoted := make([]string, len(words))
		for i, w := range words {
			if quoted[i] = w; strings.ContainsAny(w, " '\"\\$;*") {
				quoted[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
			}
		}
		option := ""
		if form != "" {
			option = "--formatter=" + form + " "
		}
		fmt.Fprintf(&b, "[root@%s:~] esxcli %s%s\n%s", strings.Split(h.Name, ".")[0], option, strings.Join(quoted, " "), printed(t, h, form, words))
	}
	return b.String()
}

// printed is what a command prints in a form. The stand-in prints two of them.
func printed(t rapid.TB, h *standin.Host, form string, words []string) string {
	t.Helper()
	a, err := h.Ask(words...)
	if err != nil {
		t.Fatalf("%q: %v", words, err)
	}
	switch {
	case form == "" || a.Text != "" || len(a.Labels) == 0:
		out, _ := h.Exec(words...)
		return out
	case form == "csv":
		out, _ := h.Exec(append([]string{"--formatter=csv"}, words...)...)
		return out
	}
	name := strings.NewReplacer(" ", "", "/", "")
	var things []map[string]any
	var lines strings.Builder
	for i, row := range a.Rows {
		thing := map[string]any{}
		for c, cell := range row {
			key := name.Replace(a.Labels[c])
			thing[key] = cell
			list, ok := cell.([]string)
			if !ok {
				fmt.Fprintf(&lines, "structure[%d].Thing.%s.string=%v\n", i, key, cell)
				continue
			}
			for n, w := range list {
				fmt.Fprintf(&lines, "structure[%d].Thing.%s.string[%d]=%s\n", i, key, n, w)
			}
			if len(list) == 0 {
				fmt.Fprintf(&lines, "structure[%d].Thing.%s.string[] = \n", i, key)
			}
		}
		things = append(things, thing)
	}
	if form == "keyvalue" {
		return lines.String()
	}
	text, err := json.Marshal(things)
	if err != nil {
		t.Fatal(err)
	}
	if len(things) == 0 {
		text = []byte("[]")
	}
	return string(text) + "\n"
}

// drawnHost is a host that was brought to a random configuration.
func drawnHost(t *rapid.T) *standin.Host {
	r := load.Load(load.Request{FS: fstest.MapFS{"lab.vmk.hcl": {Data: []byte(gen.Config(t))}}})
	if len(r.Clusters) != 1 {
		t.Fatalf("%v", r.Diags)
	}
	want := r.Clusters[0].Groups[0].Host(0)
	fresh := standin.Fresh(gen.HostName, want.Release, "192.0.2.11/24", "192.0.2.1", gen.NICs...)
	goal := plan.Goal(plan.End{Host: fresh.State()}, plan.End{Host: want, Managed: true}, plan.Options{})
	h, err := standin.Restore(&goal)
	if err != nil {
		t.Skip(err.Error())
	}
	return h
}

// A listing of all says all that there is, in whichever form it is printed.
func TestListingsSayAll(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := drawnHost(t)
		form := rapid.SampledFrom([]string{"", "csv", "keyvalue", "json"}).Draw(t, "form")
		text := session(t, h, form)
		r := esxcli.Format.Read([]importer.File{{Name: "esx.txt", Data: []byte(text)}})
		if r.Diags != nil || len(r.Clusters) != 1 || len(r.Clusters[0].Groups) != 1 {
			t.Fatalf("%v\n%s", r.Diags, text)
		}
		if diff := cmp.Diff(shown(t, comparably(h.State())), shown(t, comparably(r.Clusters[0].Groups[0].Pattern))); diff != "" {
			t.Fatalf("%s\n%s", diff, text)
		}
	})
}

func shown(t rapid.TB, h netstate.Host) string {
	t.Helper()
	text, err := json.MarshalIndent(h, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// comparably leaves out what listings can't tell: a gateway of a vmk's own
// that is its stack's too.
func comparably(h netstate.Host) netstate.Host {
	h.Vmks = slices.Clone(h.Vmks)
	slices.SortFunc(h.Vmks, func(a, b netstate.Vmk) int { return strings.Compare(a.Device, b.Device) })
	slices.SortFunc(h.Switches, func(a, b netstate.Switch) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(h.Stacks, func(a, b netstate.Stack) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(h.PortGroups, func(a, b netstate.PortGroup) int { return strings.Compare(a.Name, b.Name) })
	for i := range h.Vmks {
		v := &h.Vmks[i]
		s := h.Stack(v.Stack.Or(""))
		if v.IPv4 != nil && v.IPv4.Gateway.IsSet() && v.IPv4.Gateway == s.Gateway {
			ip := *v.IPv4
			ip.Gateway = netstate.Some(netstate.Stack{}.Gateway.Or(ip.Address.Masked().Addr()))
			v.IPv4 = &ip
		}
	}
	return h
}

// What is imported of complete listings is where the hosts stand: nothing is
// to do, however unlike they are.
func TestPlanAfterImportIsEmpty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var files []importer.File
		for i := range rapid.IntRange(1, 3).Draw(t, "hosts") {
			h := drawnHost(t)
			h.Name = fmt.Sprintf("esx%02d.lab.example", i+1)
			files = append(files, importer.File{Name: h.Name + ".txt", Data: []byte(session(t, h, ""))})
		}
		read := esxcli.Format.Read(files)
		if read.Diags != nil || len(read.Clusters) != 1 {
			t.Fatalf("%v", read.Diags)
		}
		clusters := compact.Named(read.Clusters, "lab")
		text, _, err := compact.Clusters(clusters, compact.Options{}).Document.HCL()
		if err != nil {
			t.Fatal(err)
		}
		r := load.Load(load.Request{FS: fstest.MapFS{"a.vmk.hcl": {Data: text}}})
		if len(r.Clusters) != 1 {
			t.Fatalf("%v\n%s", r.Diags, text)
		}
		wanted := plan.Side{Managed: true, Clusters: []netstate.Cluster{r.Clusters[0].Cluster}}
		p := plan.Sides(plan.Side{Clusters: clusters}, wanted, nil, plan.Options{})
		if n := len(p.Hosts) + len(p.Unseen) + len(p.Extra); n > 0 {
			for _, h := range p.Hosts {
				t.Errorf("%s: %+v", h.Name, h.Host)
			}
			t.Fatalf("%d hosts differ:\n%s\n%v", n, text, r.Diags.Only(diag.Error))
		}
	})
}
