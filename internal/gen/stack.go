package gen

import (
	"slices"

	"pgregory.net/rapid"
)

// stacks draws the stack blocks: those that vmks need, with what their
// addresses reach, and the default one.
func (d *drawing) stacks() {
	for _, name := range []string{"vmotion", "provisioning", "backup"} {
		used := slices.Contains(d.used, name)
		if !used || name != "backup" && !rapid.Bool().Draw(d.t, "a block for stack "+name) {
			continue
		}
		d.line("stack %q {", name)
		n, reached := d.reach[name]
		if reached && rapid.Bool().Draw(d.t, "gateway of "+name) {
			d.line(`gateway = "10.%d.0.1"`, n)
		}
		if reached && d.maybe("routes of "+name) {
			d.line(`routes = [{ to = "10.200.0.0/16", via = "10.%d.0.%d" }]`, n, rapid.IntRange(3, 4).Draw(d.t, "via"))
		}
		if name == "backup" && d.maybe("options of a stack") {
			d.line("congestion_control = %q", one(d.t, "congestion", "newreno", "cubic"))
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
