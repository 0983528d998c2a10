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
func Config(t *rapid.T) string { return config(t, one(t, "release", releases...), true) }

// Installable draws a configuration for hosts that are still to be installed:
// vmk0 stays where the installer makes it.
func Installable(t *rapid.T) string { return config(t, one(t, "release", releases...), false) }

// Pair draws two configurations of one site: a host that was brought to the
// first can be brought to the second.
func Pair(t *rapid.T) (before, after string) {
	release := one(t, "release", releases...)
	return config(t, release, true), config(t, release, true)
}

var releases = []string{"6.7", "7.0.3", "8.0.3", "9.0"}

func config(t *rapid.T, release string, installed bool) string {
	d := &drawing{
		t: t, release: release, installed: installed, nets: []int{20, 30, 40, 50, 60}, reach: map[string]int{}, reach6: map[string]string{},
		groups: []string{"Management Network"},
	}
	d.line(`cluster "lab" {`)
	d.line(`esxi = %q`, d.release)
	d.line(`hosts = ["esx[01-02].lab.example"]`)
	d.line(`offset = 10`)
	d.switches()
	devices := d.devices()
	d.vmk0()
	for _, device := range devices {
		d.vmk(device)
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
	installed bool // the hosts run already: vmk0 may be anywhere
	lists     []vSwitch
	nets      []int // second bytes of IPv4 subnets that are still free
	groups    []string
	ft        bool
	reach     map[string]int    // by stack: the second byte of a static subnet in it
	reach6    map[string]string // by stack: the start of an IPv6 subnet in it
	manager   string            // the vmk that carries management in vmk0's place; empty: none
	used      []string          // stacks that vmks are in
	ownSubnet bool              // whether vmk0 says its address
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

// devices draws which vmks there are besides vmk0, and which of them carries
// management where vmk0 doesn't.
func (d *drawing) devices() (devices []string) {
	for _, device := range []string{"vmk1", "vmk2", "vmk3", "vmk10"} {
		if chance(d.t, 2, 3, device) {
			devices = append(devices, device)
		}
	}
	if devices != nil && chance(d.t, 1, 8, "management elsewhere") {
		d.manager = one(d.t, "manager", devices...)
	}
	return devices
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
	second := d.vSwitch(one(d.t, "name of a switch", switchNames...), nics[1])
	d.lists = []vSwitch{first, second}
}

func (d *drawing) vSwitch(name string, nics []string) vSwitch {
	s := vSwitch{name: name, uplinks: nics[:rapid.IntRange(1, 2).Draw(d.t, "uplinks")], mtu: one(d.t, "MTU of a switch", 0, 1500, 8000, 9000)}
	d.line("switch %q {", name)
	d.line("uplinks = %s", list(s.uplinks))
	if s.mtu > 0 {
		d.line("mtu = %d", s.mtu)
	}
	if d.maybe("teaming of a switch") {
		d.teaming(s.uplinks)
	}
	if d.maybe("security") {
		d.line("security {")
		for _, option := range []string{"promiscuous", "mac_changes", "forged_transmits"} {
			if rapid.Bool().Draw(d.t, option+" said") {
				d.line("%s = %v", option, rapid.Bool().Draw(d.t, option))
			}
		}
		d.line("}")
	}
	if d.maybe("discovery") {
		d.line("discovery = %q", one(d.t, "CDP", "listen", "advertise", "both", "none"))
	}
	d.line("}")
	return s
}

func (d *drawing) teaming(uplinks []string) {
	d.line("teaming {")
	if !d.maybe("policy inherited") {
		d.line("policy = %q", one(d.t, "policy", "port-id", "mac", "ip-hash", "explicit"))
	}
	if rapid.Bool().Draw(d.t, "order") {
		d.line("active = %s", list(uplinks[:1]))
		d.line("standby = %s", list(uplinks[1:]))
	}
	if d.maybe("failback") {
		d.line("detection = %q", one(d.t, "detection", "link", "beacon"))
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
