// Package gen draws random configurations for tests.
//
// Its one rule: what it draws is valid, so that a test that finds an error in
// it has found a fault.
package gen

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pgregory.net/rapid"
)

// HostName is the first host of every configuration.
const HostName = "esx01.lab.example"

// NICs are the adapters that hosts of the drawn configurations need.
var NICs = []string{"vmnic0", "vmnic1", "vmnic2", "vmnic3", "vmnic4", "vmnic5"}

// Config draws a configuration of one cluster on standard switches: what every
// target can bring about. Two of them are often in each other's way.
func Config(t *rapid.T) string {
	d := &drawing{t: t, release: one(t, "release", "6.7", "7.0.3", "8.0.3", "9.0"), nets: []int{20, 30, 40, 50, 60}}
	d.line(`cluster "lab" {`)
	d.line(`esxi = %q`, d.release)
	d.line(`hosts = ["esx[01-02].lab.example"]`)
	d.line(`offset = 10`)
	d.switches()
	d.vmk0()
	for _, device := range []string{"vmk1", "vmk2", "vmk3", "vmk10"} {
		if chance(t, 2, 3, device) {
			d.vmk(device)
		}
	}
	d.stacks()
	d.line("}")
	return d.text.String()
}

// A drawing is a configuration under way.
type drawing struct {
	t         *rapid.T
	text      strings.Builder
	release   string
	lists     []vSwitch
	nets      []int // second bytes of IPv4 subnets that are still free
	groups    []string
	ft        bool
	reach     map[string]int // by stack: the second byte of a static subnet in it
	used      []string       // stacks that vmks are in
	ownSubnet bool           // whether vmk0 says its address
}

type vSwitch struct {
	name    string
	uplinks []string
	mtu     int // 0: it follows its vmks; -1: it isn't declared
}

func (d *drawing) line(format string, args ...any) { fmt.Fprintf(&d.text, format+"\n", args...) }

func one[T any](t *rapid.T, label string, all ...T) T { return rapid.SampledFrom(all).Draw(t, label) }

// chance is true n times of m.
func chance(t *rapid.T, n, m int, label string) bool { return rapid.IntRange(1, m).Draw(t, label) <= n }

func (d *drawing) maybe(label string) bool { return chance(d.t, 1, 3, label) }

// since says whether the drawn release has what came with another.
func (d *drawing) since(release string) bool { return d.release >= release }

func list(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = strconv.Quote(w)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func (d *drawing) switches() {
	nics := [][]string{{"vmnic0", "vmnic1"}, {"vmnic2", "vmnic3"}}
	if d.maybe("adapters crossed") {
		nics = [][]string{{"vmnic0", "vmnic2"}, {"vmnic3", "vmnic1"}}
	}
	first := vSwitch{name: "vSwitch0", mtu: -1}
	if chance(d.t, 2, 3, "vSwitch0 declared") {
		first = d.vSwitch("vSwitch0", nics[0])
	}
	second := d.vSwitch(one(d.t, "name of a switch", "vSwitch1", "v S'1", "vSwitch10"), nics[1])
	d.lists = []vSwitch{first, second}
}

func (d *drawing) vSwitch(name string, nics []string) vSwitch {
	s := vSwitch{name: name, uplinks: nics[:rapid.IntRange(1, 2).Draw(d.t, "uplinks")], mtu: one(d.t, "MTU of a switch", 0, 1500, 9000)}
	d.line("switch %q {", name)
	d.line("uplinks = %s", list(s.uplinks))
	if s.mtu > 0 {
		d.line("mtu = %d", s.mtu)
	}
	if d.maybe("teaming of a switch") {
		d.teaming(s.uplinks)
	}
	if d.maybe("security") {
		d.line("security {\npromiscuous = %v\nforged_transmits = %v\n}", rapid.Bool().Draw(d.t, "promiscuous"), rapid.Bool().Draw(d.t, "forged"))
	}
	if d.maybe("discovery") {
		d.line("discovery = %q", one(d.t, "CDP", "listen", "advertise", "both", "none"))
	}
	d.line("}")
	return s
}

func (d *drawing) teaming(uplinks []string) {
	d.line("teaming {")
	d.line("policy = %q", one(d.t, "policy", "port-id", "mac", "explicit"))
	if rapid.Bool().Draw(d.t, "order") {
		d.line("active = %s", list(uplinks[:1]))
		d.line("standby = %s", list(uplinks[1:]))
	}
	if d.maybe("failback") {
		d.line("failback = %v\nnotify = %v", rapid.Bool().Draw(d.t, "failback is"), rapid.Bool().Draw(d.t, "notify is"))
	}
	d.line("}")
}

// net takes a subnet that no other vmk has.
func (d *drawing) net() int {
	i := rapid.IntRange(0, len(d.nets)-1).Draw(d.t, "subnet")
	n := d.nets[i]
	d.nets = slices.Delete(slices.Clone(d.nets), i, i+1)
	return n
}

// Pair draws two configurations of one site: the host that was brought to the
// first can be brought to the second.
func Pair(t *rapid.T) (before, after string) { return Config(t), Config(t) }
