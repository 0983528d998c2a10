package render_test

import (
	"net/netip"

	"github.com/vmkgen/vmkgen/internal/standin"
)

// ownedCases are about what only one vmk can have, and what undeclared ones have.
var ownedCases = []equalCase{
	{
		name: "a binding of an undeclared vmk, whose uplink is to go",
		host: func(h *standin.Host) { bind(h, addVmk(h, "vmk9", "x", "vSwitch0", "defaultTcpipStack")) },
		want: `
			switch "s1" { uplinks = ["vmnic0"] }
			switch "vSwitch0" { uplinks = ["vmnic1"] }`,
		exit: 3, allow: 4, says: "vmk9 is bound",
	},
	{
		name:   "a binding of an undeclared vmk, whose uplink stays",
		before: boundSwitch,
		host:   func(h *standin.Host) { bind(h, addVmk(h, "vmk9", "x", "s1", "defaultTcpipStack")) },
		want: `
			switch "s1" { uplinks = ["vmnic2"] }
			vmk "vmk1" {
				switch  = "s1"
				address = "none"
			}`,
		exit: 0, allow: 0,
	},
	{
		name:   "a binding that isn't declared, and an order of its switch with one other uplink",
		before: boundSwitch,
		host:   func(h *standin.Host) { bind(h, h.Vmk("vmk1")) },
		want: `
			switch "s1" {
				teaming { active = ["vmnic3"] }
			}
			vmk "vmk1" {
				switch  = "s1"
				subnet  = "10.9.0.0/24"
			}`,
		exit: 0, allow: 0,
	},
	{
		name:   "a binding of an undeclared vmk, and an order of its switch",
		before: boundSwitch,
		host:   func(h *standin.Host) { bind(h, h.Vmk("vmk1")) },
		want: `switch "s1" {
				teaming { active = ["vmnic3"] }
			}`,
		exit: 4, allow: 4, says: "vmk1 is bound",
	},
	{
		name:   "a binding that isn't declared, of a vmk that goes to another port group",
		before: boundSwitch,
		host:   func(h *standin.Host) { bind(h, h.Vmk("vmk1")) },
		want: `
			vmk "vmk1" {
				portgroup = "elsewhere"
				subnet    = "10.9.0.0/24"
			}`,
		exit: 0, allow: 0,
	},
	{
		name:   "a binding that isn't declared, of a vmk that is to have no address",
		before: boundSwitch,
		host:   func(h *standin.Host) { bind(h, h.Vmk("vmk1")) },
		want: `
			vmk "vmk1" {
				portgroup = "elsewhere"
				address   = "none"
			}`,
		exit: 4, allow: 4, says: "which isn't declared",
	},
	{
		name: "fault tolerance on a vmk that isn't declared",
		host: func(h *standin.Host) {
			addVmk(h, "vmk9", "x", "vSwitch0", "defaultTcpipStack", "faultToleranceLogging")
		},
		want: `
			vmk "vmk1" {
				roles   = ["ft"]
				address = "none"
			}`,
		exit: 4, allow: 4, says: "but vmk9 has it",
	},
	{
		name: "fault tolerance on a vmk that is to lose it",
		host: func(h *standin.Host) {
			addVmk(h, "vmk9", "x", "vSwitch0", "defaultTcpipStack", "faultToleranceLogging")
		},
		want: `
			vmk "vmk1" {
				roles   = ["ft"]
				address = "none"
			}
			vmk "vmk9" {
				portgroup = "x"
				roles     = []
				address   = "none"
			}`,
		exit: 0, allow: 0,
	},
	{
		name: "fault tolerance on a vmk whose roles aren't declared, that goes into another stack",
		host: func(h *standin.Host) {
			addVmk(h, "vmk9", "x", "vSwitch0", "defaultTcpipStack", "faultToleranceLogging")
		},
		want: `
			vmk "vmk1" {
				roles   = ["ft"]
				address = "none"
			}
			vmk "vmk9" {
				portgroup = "x"
				stack     = "vmotion"
				address   = "none"
			}`,
		exit: 0, allow: 0,
	},
	{
		name:   "a binding that isn't declared, and an order of its switch with two uplinks",
		before: boundSwitch,
		host:   func(h *standin.Host) { bind(h, h.Vmk("vmk1")) },
		want: `
			switch "s1" {
				teaming { active = ["vmnic2", "vmnic3"] }
			}
			vmk "vmk1" {
				switch  = "s1"
				subnet  = "10.9.0.0/24"
			}`,
		exit: 4, allow: 4, says: "which isn't declared",
	},
	{
		name:   "a binding that isn't declared, and another uplink of its switch",
		before: "switch \"s1\" { uplinks = [\"vmnic2\"] }\nvmk \"vmk1\" {\nswitch = \"s1\"\nsubnet = \"10.9.0.0/24\"\n}",
		host:   func(h *standin.Host) { bind(h, h.Vmk("vmk1")) },
		want: `
			switch "s1" { uplinks = ["vmnic2", "vmnic3"] }
			vmk "vmk1" {
				switch = "s1"
				subnet = "10.9.0.0/24"
			}`,
		exit: 4, allow: 4, says: "which isn't declared",
	},
	{
		name:   "a binding that isn't declared, and another uplink and order of its switch",
		before: "switch \"s1\" { uplinks = [\"vmnic2\"] }\nvmk \"vmk1\" {\nswitch = \"s1\"\nsubnet = \"10.9.0.0/24\"\n}",
		host:   func(h *standin.Host) { bind(h, h.Vmk("vmk1")) },
		want: `
			switch "s1" {
				uplinks = ["vmnic2", "vmnic3"]
				teaming { active = ["vmnic3"] }
			}
			vmk "vmk1" {
				switch = "s1"
				subnet = "10.9.0.0/24"
			}`,
		exit: 0, allow: 0,
	},
	{
		name:   "a binding that isn't declared, of a vmk that goes to a new port group under its switch's order",
		before: boundSwitch,
		host:   func(h *standin.Host) { bind(h, h.Vmk("vmk1")) },
		want: `
			switch "s1" {}
			vmk "vmk1" {
				switch    = "s1"
				portgroup = "new"
				subnet    = "10.9.0.0/24"
			}`,
		exit: 0, allow: 0,
	},
	{
		name: "a MAC that an undeclared vmk has",
		host: func(h *standin.Host) {
			addVmk(h, "vmk9", "x", "vSwitch0", "defaultTcpipStack").MAC = "00:50:56:01:02:03"
		},
		want: `
			vmk "vmk1" {
				mac     = "00:50:56:01:02:03"
				address = "none"
			}`,
		exit: 4, allow: 4, says: "but vmk9 has it; to change that, declare a MAC for both",
	},
	{
		name: "a MAC that another vmk has, of which none is declared",
		host: func(h *standin.Host) {
			addVmk(h, "vmk1", "vmk1", "vSwitch0", "defaultTcpipStack")
			addVmk(h, "vmk9", "x", "vSwitch0", "defaultTcpipStack").MAC = "00:50:56:01:02:03"
		},
		want: `
			vmk "vmk1" {
				mac     = "00:50:56:01:02:03"
				address = "none"
			}
			vmk "vmk9" {
				portgroup = "x"
				address   = "none"
			}`,
		exit: 4, allow: 4, says: "but vmk9 has it; to change that, declare a MAC for both",
	},
	{
		name: "MACs that two vmks swap",
		host: func(h *standin.Host) {
			addVmk(h, "vmk1", "vmk1", "vSwitch0", "defaultTcpipStack").MAC = "00:50:56:01:02:04"
			addVmk(h, "vmk9", "x", "vSwitch0", "defaultTcpipStack").MAC = "00:50:56:01:02:03"
		},
		want: `
			vmk "vmk1" {
				mac     = "00:50:56:01:02:03"
				address = "none"
			}
			vmk "vmk9" {
				mac       = "00:50:56:01:02:04"
				portgroup = "x"
				address   = "none"
			}`,
		exit: 0, allow: 0,
	},
}

// boundSwitch is a switch with one uplink in use, and a vmk on it.
const boundSwitch = `
	switch "s1" {
		uplinks = ["vmnic2", "vmnic3"]
		teaming {
			active  = ["vmnic2"]
			standby = []
		}
	}
	vmk "vmk1" {
		switch  = "s1"
		subnet  = "10.9.0.0/24"
	}`

// bind binds a vmk that nobody declares a binding of.
func bind(h *standin.Host, v *standin.Vmk) {
	if v.Mode == "NONE" {
		v.Mode, v.IP = "STATIC", netip.MustParsePrefix("10.9.0.9/24")
	}
	h.Portals = append(h.Portals, standin.Portal{HBA: "vmhba2", Vmk: v.Device})
}
