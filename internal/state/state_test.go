package state_test

import (
	"bytes"
	"encoding/json"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/state"
	"github.com/vmkgen/vmkgen/internal/view"
)

// written gives clusters as the document that show prints.
func written(t *testing.T, clusters []netstate.Cluster) []byte {
	t.Helper()
	hosts := &view.Hosts{Source: "test", Hash: strings.Repeat("0", 64)}
	for i := range clusters {
		c := &clusters[i]
		hosts.Clusters = append(hosts.Clusters, view.HostsOf{Cluster: c, Hosts: func(yield func(netstate.Member, netstate.Host) bool) {
			for g := range c.Groups {
				for m := range c.Groups[g].Members {
					if !yield(c.Groups[g].Members[m], c.Groups[g].Host(m)) {
						return
					}
				}
			}
		}})
	}
	var b bytes.Buffer
	if err := view.HostsJSON(&b, hosts); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// flat lists the hosts of clusters, each in full.
func flat(clusters []netstate.Cluster) (out []netstate.Host) {
	for i := range clusters {
		for g := range clusters[i].Groups {
			for m := range clusters[i].Groups[g].Members {
				out = append(out, clusters[i].Groups[g].Host(m))
			}
		}
	}
	return out
}

var equal = cmp.Options{
	cmpopts.EquateComparable(netip.Addr{}, netip.Prefix{}), cmpopts.EquateEmpty(),
	cmp.Comparer(func(a, b netstate.Opt[netip.Addr]) bool { return a == b }),
	cmp.Comparer(func(a, b netstate.Opt[string]) bool { return a == b }),
	cmp.Comparer(func(a, b netstate.Opt[int]) bool { return a == b }),
	cmp.Comparer(func(a, b netstate.Opt[bool]) bool { return a == b }),
	cmp.Comparer(func(a, b netstate.Opt[netstate.AddressMode]) bool { return a == b }),
	cmp.Comparer(func(a, b netstate.Opt[netstate.Congestion]) bool { return a == b }),
	cmp.Comparer(func(a, b netstate.Opt[netstate.Discovery]) bool { return a == b }),
	cmp.Comparer(func(a, b netstate.Opt[netstate.TeamingPolicy]) bool { return a == b }),
	cmp.Comparer(func(a, b netstate.Opt[netstate.Detection]) bool { return a == b }),
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	t.Parallel()
	dirs, _ := filepath.Glob("../../examples/*")
	for _, dir := range dirs {
		r := load.Load(load.Request{FS: os.DirFS(dir)})
		var clusters []netstate.Cluster
		for _, c := range r.Clusters {
			clusters = append(clusters, c.Cluster)
		}
		again(t, clusters)
	}
	if len(dirs) == 0 {
		t.Fatal("no examples")
	}
}

// What only a current state can say is written and read too.
func TestWhatIsSeenIsReadBack(t *testing.T) {
	t.Parallel()
	again(t, []netstate.Cluster{{Name: "lab", Release: "8.0", Groups: []netstate.Group{{
		Members: []netstate.Member{{Name: "esx01"}},
		Pattern: netstate.Host{
			Name: "esx01", UUID: "4c4c4544-0000", Release: "7.0.3", IPv6: netstate.Some(false), SoftwareISCSI: netstate.Some(""), NVMe: []string{"vmnic2"},
			Complete:   netstate.Complete{Vmks: true, Stacks: true},
			PortGroups: []netstate.PortGroup{{Name: "a", Teaming: &netstate.Teaming{Inherits: true}, InUse: true}},
			Stacks:     []netstate.Stack{{Name: "default", Gateway: netstate.Some(netip.Addr{}), DNS: []netip.Addr{}}},
			Vmks: []netstate.Vmk{{
				Device: "vmk9", Owner: "NSX", IPv6: &netstate.IPv6{Off: true}, ISCSI: []string{},
				IPv4: &netstate.IPv4{Mode: netstate.Some(netstate.DHCP), Gateway: netstate.Some(netip.Addr{})},
			}},
		},
	}}}})
}

func again(t *testing.T, clusters []netstate.Cluster) {
	t.Helper()
	read, _, err := state.Read(bytes.NewReader(written(t, clusters)))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(flat(clusters), flat(read), equal); d != "" {
		t.Errorf("read back it differs:\n%s", d)
	}
	if len(flat(read)) == 0 {
		t.Error("no hosts")
	}
}

func TestBadDocuments(t *testing.T) {
	t.Parallel()
	good := map[string]any{}
	text := written(t, []netstate.Cluster{{Name: "lab", Release: "8.0", Groups: []netstate.Group{{
		Members: []netstate.Member{{Name: "esx01"}},
		Pattern: netstate.Host{Name: "esx01", Vmks: []netstate.Vmk{{Device: "vmk0"}}, Switches: []netstate.Switch{{Name: "vSwitch0", Kind: netstate.Standard}}},
	}}}})
	if err := json.Unmarshal(text, &good); err != nil {
		t.Fatal(err)
	}
	for bad, want := range map[string]string{
		"":               "it is empty",
		"{":              "it ends too early",
		"[1]":            "can't be",
		"nonsense":       "it is not JSON",
		`{"format":"x"}`: "its format is",
		strings.Replace(string(text), `"format_version": 1`, `"format_version": 9`, 1):   "version 9",
		strings.Replace(string(text), `"vmk0"`, `"vmk256"`, 1):                           "vmk0 to vmk255",
		strings.Replace(string(text), `"vmk0"`, `"vmk0", "mtus": 1`, 1):                  "mtus",
		strings.Replace(string(text), `"vmk0"`, `"vmk0", "roles": ["boss"]`, 1):          "there is no role",
		strings.Replace(string(text), `"vmk0"`, `"vmk0", "ipv4": {"mode": "static"}`, 1): "a static address is missing",
		strings.Replace(string(text), `"vmk0"`, `"vmk0", "mtu": "big"`, 1):               "can't be",
		strings.Replace(string(text), `"type": "standard"`, `"type": "virtual"`, 1):      "neither standard nor distributed",
		strings.Replace(string(text), `"name": "esx01"`, `"name": ""`, 1):                "it has no name",
		string(text) + "{}": "more in the file",
	} {
		if _, _, err := state.Read(strings.NewReader(bad)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is %v, want one with %q, of:\n%s", err, want, bad)
		}
	}
}
