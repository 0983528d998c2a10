package gen

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// stacks draws the stack blocks: those that vmks need, with what their
// addresses reach, and the default one.
func (d *drawing) stacks() {
	for _, name := range []string{"vmotion", "provisioning", "backup", "nas.1-x"} {
		used := slices.Contains(d.used, name)
		own := name == "backup" || name == "nas.1-x"
		if !used || !own && !rapid.Bool().Draw(d.t, "a block for stack "+name) {
			continue
		}
		d.line("stack %q {", name)
		n, reached := d.reach[name]
		if reached && rapid.Bool().Draw(d.t, "gateway of "+name) {
			d.line(`gateway = "10.%d.0.1"`, n)
		}
		net6, reached6 := d.reach6[name]
		if reached6 && d.maybe("IPv6 gateway of "+name) {
			d.line(`gateway6 = "%s:1"`, net6)
		}
		var routes []string
		if reached && d.maybe("routes of "+name) {
			routes = append(routes, fmt.Sprintf(`{ to = "10.200.0.0/16", via = "10.%d.0.%d" }`, n, rapid.IntRange(3, 4).Draw(d.t, "via")))
		}
		if reached6 && d.maybe("IPv6 routes of "+name) {
			routes = append(routes, fmt.Sprintf(`{ to = "2001:db8:ffff::/48", via = "%s:%d" }`, net6, rapid.IntRange(3, 4).Draw(d.t, "via")))
		}
		if routes != nil || d.maybe("no routes of "+name) {
			d.line("routes = [%s]", strings.Join(routes, ", "))
		}
		if d.maybe("name servers of " + name) {
			d.line(`dns = ["2001:db8::53", "10.2.0.53"]`)
		}
		if own && d.maybe("options of a stack") {
			d.line("congestion_control = %q", one(d.t, "congestion", "newreno", "cubic"))
			d.line("max_connections = %d", one(d.t, "connections", 5000, 11000))
		}
		d.line("}")
	}
	if rapid.Bool().Draw(d.t, "default stack") {
		d.defaultStack()
	}
}

func (d *drawing) defaultStack() {
	d.line(`stack "default" {`)
	if d.ownSubnet && rapid.Bool().Draw(d.t, "default gateway") {
		d.line(`gateway = "192.0.2.%d"`, rapid.IntRange(1, 2).Draw(d.t, "gateway"))
	}
	if d.maybe("name servers") {
		d.line("dns = %s", list(rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"10.1.0.53", "10.2.0.53", "10.3.0.53"}), 0, 2, rapid.ID).Draw(d.t, "servers")))
		d.line("search = %s", list(rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a.example", "b.example"}), 0, 2, rapid.ID).Draw(d.t, "domains")))
	}
	if d.ownSubnet && d.maybe("routes") {
		d.line(`routes = [{ to = "198.51.100.0/24", via = "192.0.2.%d" }]`, rapid.IntRange(250, 251).Draw(d.t, "via"))
	}
	d.line("}")
}
