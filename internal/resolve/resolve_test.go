package resolve_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/install"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/resolve"
	"github.com/vmkgen/vmkgen/internal/spec"
)

func asked(tb testing.TB, text string) *spec.Cluster {
	tb.Helper()
	var root map[string]any
	if err := json.Unmarshal([]byte(text), &root); err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
	c, err := spec.Decode(root)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// members are hosts esxN with their numbers.
func members(numbers ...int64) []resolve.Host {
	var out []resolve.Host
	for i, n := range numbers {
		out = append(out, resolve.Host{Member: netstate.Member{Name: fmt.Sprintf("esx%d", n), Position: i, Number: n, HasNumber: true}})
	}
	return out
}

func resolved(tb testing.TB, text string, numbers ...int64) (netstate.Cluster, []*install.Options, []resolve.Problem) {
	tb.Helper()
	return resolve.Resolve(resolve.Input{Name: "c", Asked: asked(tb, text), Hosts: members(numbers...)})
}

// What is left out is filled in, or left alone.
func TestDefaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, asked, want string }{
		{
			"vmk0 is left alone", `{"vmk":{"vmk0":{}}}`,
			`{"name":"esx1","esxi":"8.0","vmks":[{"device":"vmk0"}]}`,
		},
		{
			"vmk0's VLAN belongs to the group it is on", `{"vmk":{"vmk0":{"vlan":5}}}`,
			`{"name":"esx1","esxi":"8.0","portgroups":[{"of":"vmk0","vlan":5}],"vmks":[{"device":"vmk0"}]}`,
		},
		{
			"vmk0 on a switch is on Management Network", `{"vmk":{"vmk0":{"switch":"vSwitch1"}}}`,
			`{"name":"esx1","esxi":"8.0","portgroups":[{"name":"Management Network","of":"vmk0","switch":"vSwitch1"}],
			"vmks":[{"device":"vmk0","portgroup":"Management Network","switch":"vSwitch1"}]}`,
		},
		{
			"any other vmk has defaults", `{"vmk":{"vmk1":{"address":"none"}}}`,
			`{"name":"esx1","esxi":"8.0","portgroups":[{"name":"vmk1","of":"vmk1","switch":"vSwitch0","vlan":0}],
			"vmks":[{"device":"vmk1","portgroup":"vmk1","switch":"vSwitch0","stack":"default","mtu":1500,"ipv4":{"mode":"none"}}]}`,
		},
		{
			"its group is called by its first role as written", `{"vmk":{"vmk1":{"dhcp":true,"roles":["nfs","management"],"stack":"backup"}}}`,
			`{"name":"esx1","esxi":"8.0","portgroups":[{"name":"vmk1-nfs","of":"vmk1","switch":"vSwitch0","vlan":0}],"stacks":[{"name":"backup"}],
			"vmks":[{"device":"vmk1","roles":["nfs","management"],"portgroup":"vmk1-nfs","switch":"vSwitch0","stack":"backup","mtu":1500,"ipv4":{"mode":"dhcp"}}]}`,
		},
		{
			"without roles by its stack", `{"esxi":"7.0.3","vmk":{"vmk2":{"dhcp":true,"roles":[],"stack":"vmotion"}}}`,
			`{"name":"esx1","esxi":"7.0.3","portgroups":[{"name":"vmk2-vmotion","of":"vmk2","switch":"vSwitch0","vlan":0}],"stacks":[{"name":"vmotion"}],
			"vmks":[{"device":"vmk2","roles":[],"portgroup":"vmk2-vmotion","switch":"vSwitch0","stack":"vmotion","mtu":1500,"ipv4":{"mode":"dhcp"}}]}`,
		},
		{
			"a distributed group has no default name", `{"switch":{"d":{"type":"distributed"}},"vmk":{"vmk1":{"dhcp":true,"switch":"d"}}}`,
			`{"name":"esx1","esxi":"8.0","switches":[{"name":"d","type":"distributed"}],
			"vmks":[{"device":"vmk1","switch":"d","stack":"default","mtu":1500,"ipv4":{"mode":"dhcp"}}]}`,
		},
		{
			"a distributed group carries several", `{"switch":{"d":{"type":"distributed"}},"vmk":{"vmk1":{"dhcp":true,"switch":"d","portgroup":"g"},"vmk2":{"dhcp":true,"switch":"d","portgroup":"g"}}}`,
			`{"name":"esx1","esxi":"8.0","switches":[{"name":"d","type":"distributed"}],"portgroups":[{"name":"g","of":"vmk1","switch":"d","distributed":true,"vlan":0}],
			"vmks":[{"device":"vmk1","portgroup":"g","switch":"d","stack":"default","mtu":1500,"ipv4":{"mode":"dhcp"}},
			{"device":"vmk2","portgroup":"g","switch":"d","stack":"default","mtu":1500,"ipv4":{"mode":"dhcp"}}]}`,
		},
		{
			"one of active and standby alone empties the other", `{"switch":{"s":{"teaming":{"active":["a"]}},"t":{"teaming":{"standby":["b"]}},"u":{"teaming":{"policy":"mac"}}}}`,
			`{"name":"esx1","esxi":"8.0","switches":[{"name":"s","type":"standard","teaming":{"active":["a"],"standby":[]}},
			{"name":"t","type":"standard","teaming":{"active":[],"standby":["b"]}},{"name":"u","type":"standard","teaming":{"policy":"mac"}}]}`,
		},
		{
			"a declared switch is raised to its vmks", `{"switch":{"vSwitch0":{},"s":{},"exact":{"mtu":9190}},"vmk":{"vmk1":{"dhcp":true,"mtu":9000},"vmk2":{"dhcp":true,"mtu":2000},"vmk3":{"dhcp":true,"switch":"exact","mtu":9000},"vmk4":{"dhcp":true,"switch":"s"}}}`,
			`{"name":"esx1","esxi":"8.0","switches":[{"name":"exact","type":"standard","mtu":9190},{"name":"s","type":"standard","min_mtu":1500},{"name":"vSwitch0","type":"standard","min_mtu":9000}],
			"portgroups":[{"name":"vmk1","of":"vmk1","switch":"vSwitch0","vlan":0},{"name":"vmk2","of":"vmk2","switch":"vSwitch0","vlan":0},{"name":"vmk3","of":"vmk3","switch":"exact","vlan":0},{"name":"vmk4","of":"vmk4","switch":"s","vlan":0}],
			"vmks":[{"device":"vmk1","portgroup":"vmk1","switch":"vSwitch0","stack":"default","mtu":9000,"ipv4":{"mode":"dhcp"}},
			{"device":"vmk2","portgroup":"vmk2","switch":"vSwitch0","stack":"default","mtu":2000,"ipv4":{"mode":"dhcp"}},
			{"device":"vmk3","portgroup":"vmk3","switch":"exact","stack":"default","mtu":9000,"ipv4":{"mode":"dhcp"}},
			{"device":"vmk4","portgroup":"vmk4","switch":"s","stack":"default","mtu":1500,"ipv4":{"mode":"dhcp"}}]}`,
		},
		{
			"lists that are empty are not lists that are left out", `{"switch":{"s":{"uplinks":[]}},"stack":{"default":{"dns":[],"routes":[]}}}`,
			`{"name":"esx1","esxi":"8.0","switches":[{"name":"s","type":"standard","uplinks":[]}],"stacks":[{"name":"default","dns":[],"routes":[]}]}`,
		},
		{
			"a MAC address in one spelling, bindings as they are", `{"vmk":{"vmk0":{"mac":"00-50-56-AA-BB-01","iscsi":{"adapter":[]},"nvme":{"adapter":["vmnic4"]}}}}`,
			`{"name":"esx1","esxi":"8.0","vmks":[{"device":"vmk0","mac":"00:50:56:aa:bb:01","iscsi":[],"nvme":["vmnic4"]}]}`,
		},
		{
			"an ipv6 block alone switches IPv6 on", `{"vmk":{"vmk0":{"ipv6":{}},"vmk1":{"ipv6":{"autoconf":true}}}}`,
			`{"name":"esx1","esxi":"8.0","portgroups":[{"name":"vmk1","of":"vmk1","switch":"vSwitch0","vlan":0}],
			"vmks":[{"device":"vmk0","ipv6":{}},{"device":"vmk1","portgroup":"vmk1","switch":"vSwitch0","stack":"default","mtu":1500,"ipv6":{"autoconf":true}}]}`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, _, problems := resolved(t, c.asked, 1)
			if len(problems) > 0 {
				t.Fatalf("%+v", problems)
			}
			text, _ := json.Marshal(got.Groups[0].Host(0))
			var have, want any
			if err := json.Unmarshal(text, &have); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal([]byte(c.want), &want); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, have); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Where an address comes from.
func TestAddresses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ asked, want string }{
		{`{"offset":10,"vmk":{"vmk1":{"subnet":"10.0.0.0/24"}}}`, "10.0.0.17/24"},
		{`{"offset":10,"vmk":{"vmk1":{"subnet":"10.0.0.99/24","offset":-2}}}`, "10.0.0.5/24"},
		{`{"offset":-3,"vmk":{"vmk1":{"subnet":"10.0.0.0/24"}}}`, "10.0.0.4/24"},
		{`{"vmk":{"vmk1":{"subnet":"10.0.0.0/16","offset":300}}}`, "10.0.1.51/16"},
		{`{"vmk":{"vmk1":{"subnet":"10.0.0.0/24","address":"10.0.0.200"}}}`, "10.0.0.200/24"},
		{`{"vmk":{"vmk1":{"subnet":"10.0.0.0/24","address":"10.9.0.200/16"}}}`, "10.9.0.200/16"},
		{`{"vmk":{"vmk1":{"address":"10.0.0.0/31"}}}`, "10.0.0.0/31"},
		{`{"vmk":{"vmk1":{"address":"10.0.0.1/32"}}}`, "10.0.0.1/32"},
		{`{"offset":3,"vmk":{"vmk1":{"address":"none","ipv6":{"subnet":"2001:db8::/64"}}}}`, "none 2001:db8::a/64"},
		{`{"offset":3,"vmk":{"vmk1":{"dhcp":true,"offset":4,"ipv6":{"subnet":"2001:db8::/64"}}}}`, "dhcp 2001:db8::b/64"},
		{`{"vmk":{"vmk1":{"ipv6":{"subnet":"2001:db8::/64","offset":65536}}}}`, "2001:db8::1:7/64"},
		{`{"vmk":{"vmk1":{"ipv6":{"subnet":"2001:db8::/64","address":["2001:db8::5","2001:db8:1::5/48"]}}}}`, "2001:db8::5/64 2001:db8:1::5/48"},
		{`{"vmk":{"vmk1":{"ipv6":{"address":"2001:db8::5/64"}}}}`, "2001:db8::5/64"},
		{`{"vmk":{"vmk1":{"ipv6":{"subnet":"2001:db8::/64","offset":-7}}}}`, "2001:db8::/64"}, // IPv6 has no network address
	} {
		got, _, problems := resolved(t, c.asked, 7)
		if len(problems) > 0 {
			t.Errorf("%s: %+v", c.asked, problems)
			continue
		}
		h := got.Groups[0].Host(0)
		v := h.Vmk("vmk1")
		var words []string
		if v.IPv4 != nil {
			if m := v.IPv4.Mode.Or(""); m == netstate.Static {
				words = append(words, v.IPv4.Address.String())
			} else {
				words = append(words, string(m))
			}
		}
		if v.IPv6 != nil {
			for _, a := range v.IPv6.Addresses {
				words = append(words, a.String())
			}
		}
		if s := strings.Join(words, " "); s != c.want {
			t.Errorf("%s: %s, want %s", c.asked, s, c.want)
		}
	}
}

// What can't be filled in is told: with its code, place and first host.
func TestProblems(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ asked, want string }{
		{`{"vmk":{"vmk1":{}}}`, "VMK103 vmk/vmk1 esx5 3"},
		{`{"vmk":{"vmk1":{"gateway":"10.0.0.1"}}}`, "VMK103 vmk/vmk1 esx5 3"},
		{`{"vmk":{"vmk1":{"dhcp":false}}}`, "VMK103 vmk/vmk1 esx5 3"},
		{`{"vmk":{"vmk1":{"address":"10.0.0.1"}}}`, "VMK102 vmk/vmk1/address esx5 3"},
		{`{"vmk":{"vmk1":{"ipv6":{"address":["2001:db8::1"]}}}}`, "VMK102 vmk/vmk1/ipv6/address esx5 3"},
		{`{"vmk":{"vmk1":{"subnet":"10.0.0.0/24","address":"10.0.1.1"}}}`, "VMK100 vmk/vmk1/address esx5 3"},
		{`{"vmk":{"vmk1":{"subnet":"10.0.0.0/28"}}}`, "VMK100 vmk/vmk1/subnet esx200 1"},
		{`{"vmk":{"vmk1":{"subnet":"10.0.0.0/24","offset":-7}}}`, "VMK100 vmk/vmk1/subnet esx5 2"},
		{`{"vmk":{"vmk1":{"subnet":"10.0.0.0/24","offset":-5}}}`, "VMK101 vmk/vmk1/subnet esx5 1"},
		{`{"vmk":{"vmk1":{"subnet":"10.0.0.0/24","offset":55}}}`, "VMK101 vmk/vmk1/subnet esx200 1"},
		{`{"vmk":{"vmk1":{"address":"10.0.0.0/24"}}}`, "VMK101 vmk/vmk1/address esx5 3"},
		{`{"vmk":{"vmk1":{"address":"10.0.0.255/24"}}}`, "VMK101 vmk/vmk1/address esx5 3"},
		{`{"vmk":{"vmk1":{"ipv6":{"subnet":"2001:db8::/120","offset":100}}}}`, "VMK100 vmk/vmk1/ipv6/subnet esx200 1"},
		{`{"esxi":"99.0"}`, "VMK200 esxi  0"},
	} {
		_, _, problems := resolved(t, c.asked, 5, 6, 200)
		var got []string
		for _, p := range problems {
			got = append(got, fmt.Sprintf("%s %s %s %d", p.Code, p.Pointer, p.Host, p.Hosts))
			if p.Detail == "" {
				t.Errorf("%s: %s says nothing", c.asked, p.Code)
			}
		}
		if len(got) != 1 || got[0] != c.want {
			t.Errorf("%s: %q, want %q", c.asked, got, c.want)
		}
	}
	_, _, problems := resolve.Resolve(resolve.Input{Name: "c", Asked: asked(t, `{"vmk":{"vmk1":{"subnet":"10.0.0.0/24"}}}`), Hosts: []resolve.Host{{Member: netstate.Member{Name: "mars"}}}})
	if len(problems) != 1 || problems[0].Code != diag.NoHostNumber || problems[0].Host != "mars" {
		t.Errorf("%+v", problems)
	}
}

// An offset or number too large to be added is outside the subnet, not somewhere in it.
func TestHugeNumbers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		offset, number := rapid.Int64().Draw(t, "offset"), rapid.Int64().Draw(t, "number")
		subnet := rapid.SampledFrom([]string{"10.0.0.0/24", "0.0.0.0/0", "2001:db8::/64", "::/0", "2001:db8::/127"}).Draw(t, "subnet")
		p := netip.MustParsePrefix(subnet)
		text := fmt.Sprintf(`{"vmk":{"vmk0":{"subnet":%q,"offset":%d}}}`, subnet, offset)
		if p.Addr().Is6() {
			text = fmt.Sprintf(`{"vmk":{"vmk0":{"ipv6":{"subnet":%q,"offset":%d}}}}`, subnet, offset)
		}
		var root map[string]any
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		if err := d.Decode(&root); err != nil {
			t.Fatal(err)
		}
		c, err := spec.Decode(root)
		if err != nil {
			t.Fatal(err)
		}
		got, _, problems := resolve.Resolve(resolve.Input{Name: "c", Asked: c, Hosts: members(number)})
		n := new(big.Int).Add(big.NewInt(offset), big.NewInt(number))
		size := new(big.Int).Lsh(big.NewInt(1), uint(p.Addr().BitLen()-p.Bits()))
		outside := n.Sign() < 0 || n.Cmp(size) >= 0 || !n.IsInt64()
		if told := slices.ContainsFunc(problems, func(p resolve.Problem) bool { return p.Code == diag.AddressOutside }); told != outside {
			t.Fatalf("%s with %d in %s: told %v", subnet, number, text, told)
		}
		if outside || len(problems) > 0 {
			return
		}
		v := got.Groups[0].Pattern.Vmks[0]
		var have netip.Prefix
		if v.IPv4 != nil {
			have = v.IPv4.Address
		} else {
			have = v.IPv6.Addresses[0]
		}
		raw := p.Masked().Addr().AsSlice()
		want := new(big.Int).Add(new(big.Int).SetBytes(raw), n)
		if new(big.Int).SetBytes(have.Addr().AsSlice()).Cmp(want) != 0 || have.Bits() != p.Bits() {
			t.Fatalf("%s, number %d: %s", text, number, have)
		}
	})
}

// Grouping changes nothing: each host is what it would be alone, and what it
// would be had it been written out.
func TestAHostIsTheSameAlone(t *testing.T) {
	t.Parallel()
	text := `{"offset":10,"switch":{"vSwitch0":{}},"stack":{"default":{"gateway":"10.0.0.1"}},"vmk":{"vmk0":{"subnet":"10.0.0.0/24"},
		"vmk1":{"subnet":"10.1.0.0/24","mtu":9000,"ipv6":{"subnet":"2001:db8::/64"}},"vmk10":{"dhcp":true},"vmk2":{"address":"none"}}}`
	rapid.Check(t, func(t *rapid.T) {
		numbers := rapid.SliceOfNDistinct(rapid.Int64Range(1, 99), 1, 8, rapid.ID).Draw(t, "numbers")
		hosts := members(numbers...)
		for i := range hosts {
			if rapid.Bool().Draw(t, "own") {
				var root map[string]any
				_ = json.Unmarshal([]byte(text), &root)
				hosts[i].Own, _ = spec.Decode(root)
			}
		}
		var root map[string]any
		_ = json.Unmarshal([]byte(text), &root)
		whole, _ := spec.Decode(root)
		got, options, problems := resolve.Resolve(resolve.Input{Name: "c", Asked: whole, Hosts: hosts})
		if len(problems) > 0 || len(options) != len(got.Groups) {
			t.Fatal(problems, len(options), len(got.Groups))
		}
		seen := 0
		for g := range got.Groups {
			for m := range got.Groups[g].Members {
				seen++
				h := got.Groups[g].Host(m)
				n := got.Groups[g].Members[m].Number
				alone, _, _ := resolve.Resolve(resolve.Input{Name: "c", Asked: whole, Hosts: members(n)})
				a, _ := json.Marshal(h)
				b, _ := json.Marshal(alone.Groups[0].Host(0))
				if string(a) != string(b) {
					t.Fatalf("%s\n%s", a, b)
				}
				var order []string
				for _, v := range h.Vmks {
					order = append(order, v.Device)
				}
				if !slices.Equal(order, []string{"vmk0", "vmk1", "vmk2", "vmk10"}) {
					t.Fatal(order)
				}
			}
		}
		if seen != len(numbers) {
			t.Fatalf("%d of %d hosts", seen, len(numbers))
		}
	})
}

func TestInstall(t *testing.T) {
	t.Parallel()
	_, options, _ := resolved(t, `{"kickstart":{"device":"00-50-56-AA-BB-CC"}}`, 1)
	if o := options[0]; o.Device != "00:50:56:aa:bb:cc" || !o.Reboot || o.OverwriteVMFS || o.SecureBoot {
		t.Errorf("%+v", o)
	}
	_, options, _ = resolved(t, `{"kickstart":{"device":"vmnic3","reboot":false,"secure_boot":true,"disk":"d"}}`, 1)
	if o := options[0]; o.Device != "vmnic3" || o.Reboot || !o.SecureBoot || o.Disk != "d" {
		t.Errorf("%+v", o)
	}
	if _, options, _ = resolved(t, `{}`, 1); options[0] != nil {
		t.Errorf("%+v", options[0])
	}
}
