package check

import (
	"fmt"
	"slices"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// roleOnStack: the vMotion stack carries vMotion only, the provisioning stack
// provisioning only, and custom stacks no role that ESXi has a tag for.
func roleOnStack(h *host) {
	for i := range h.Vmks {
		v := &h.Vmks[i]
		stack := stackOf(v)
		if stack == netstate.DefaultStack || meant(stack) != "" {
			continue
		}
		for _, r := range v.Roles {
			if detail, hint := refused(stack, r); detail != "" {
				h.say(roleAt(v, r), v.Device+detail, hint, rests(ofVmk(v, "stack")))
			}
		}
	}
}

// refused says why a stack that is not the default one can't carry a role.
func refused(stack string, r netstate.Role) (detail, hint string) {
	for _, row := range esx.Stacks {
		if row.Name == stack {
			if slices.Contains(row.Carries, r) {
				return "", ""
			}
			return fmt.Sprintf(" has the role %s on the stack %q, which carries %s and nothing else", r, stack, row.Implied),
				"put it on another stack, or leave the role out"
		}
	}
	if row, _ := esx.RoleOf(r); row.Traceless {
		return "", ""
	}
	hint = "leave stack out: the default stack carries every role"
	if r == netstate.VMotion || r == netstate.Provisioning {
		hint = fmt.Sprintf("write stack = %q, or leave stack out", r)
	}
	return fmt.Sprintf(" has the role %s on the custom stack %q; ESXi enables services on its own stacks only", r, stack), hint
}

// roleTooNew: a role needs a release that has it.
func roleTooNew(h *host) {
	for i := range h.Vmks {
		v := &h.Vmks[i]
		for _, r := range v.Roles {
			if row, _ := esx.RoleOf(r); h.olderThan(row.Since) {
				h.tooNew(fmt.Sprintf("the role %s of %s", r, v.Device), roleAt(v, r), row.Since)
			}
		}
	}
}

// optionTooNew: so does what else came late.
func optionTooNew(h *host) {
	for i := range h.Vmks {
		v := &h.Vmks[i]
		if h.olderThan(esx.VmkGatewaySince) {
			if v.IPv4 != nil && v.IPv4.Gateway.IsSet() {
				h.tooNew("a gateway of "+v.Device+"'s own", ofVmk(v, "gateway"), esx.VmkGatewaySince)
			}
			if v.IPv6 != nil && v.IPv6.Gateway.IsSet() {
				h.tooNew("an IPv6 gateway of "+v.Device+"'s own", ofVmk(v, "ipv6/gateway"), esx.VmkGatewaySince)
			}
		}
		h.nvmeTooNew(v)
		for _, row := range esx.Stacks {
			if row.Implied != "" && stackOf(v) == row.Name && h.olderThan(esx.NewStacksSince) {
				h.tooNew(fmt.Sprintf("the stack %q of %s", row.Name, v.Device), ofVmk(v, "stack"), esx.NewStacksSince)
			}
		}
	}
}

func (h *host) nvmeTooNew(v *netstate.Vmk) {
	for k, a := range v.NVMe {
		since := esx.NVMeTCPSince
		if rdma(a) {
			since = esx.NVMeRDMASince
		}
		if h.olderThan(since) {
			h.tooNew(fmt.Sprintf("%s for NVMe of %s", a, v.Device), ofVmk(v, fmt.Sprintf("nvme/adapter/%d", k)), since)
		}
	}
}

func (h *host) olderThan(since esx.Release) bool {
	return h.oldest.Compare(since) < 0
}

func (h *host) tooNew(what, pointer string, since esx.Release) {
	h.say(pointer, fmt.Sprintf("%s needs ESXi %s, and the oldest host of %s has %s", what, since, h.in.Name, h.in.Release),
		fmt.Sprintf("leave it out, or say esxi = %q once all hosts have that", since),
		here("esxi", "esxi"))
}

// ftTwice: one vmk of a host logs for fault tolerance.
func ftTwice(h *host) {
	var first *netstate.Vmk
	for i := range h.Vmks {
		v := &h.Vmks[i]
		switch {
		case !has(v, netstate.FT):
		case first == nil:
			first = v
		default:
			h.say(roleAt(v, netstate.FT), fmt.Sprintf("%s and %s both have the role ft; ESXi lets one vmk of a host have it", first.Device, v.Device),
				"leave the role with one of them", here(first.Device+"'s role", roleAt(first, netstate.FT)))
		}
	}
}

// vmotionTwoStacks: once the vMotion stack has a vmk, it alone carries vMotion.
func vmotionTwoStacks(h *host) {
	var own *netstate.Vmk
	for i := range h.Vmks {
		if own == nil && stackOf(&h.Vmks[i]) == netstate.VMotionStack {
			own = &h.Vmks[i]
		}
	}
	if own == nil {
		return
	}
	for i := range h.Vmks {
		if v := &h.Vmks[i]; stackOf(v) == netstate.DefaultStack && has(v, netstate.VMotion) {
			h.say(roleAt(v, netstate.VMotion),
				fmt.Sprintf("%s has vMotion on the default stack, and %s is on the stack \"vmotion\": once that is in use, ESXi sends vMotion through it alone", v.Device, own.Device),
				fmt.Sprintf("take vmotion from %s's roles, or move it to the stack \"vmotion\" too", v.Device), here(own.Device, ofVmk(own, "stack")))
		}
	}
}
