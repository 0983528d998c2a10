package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/esx"
)

// builtIn says whether a stack needs no block.
func builtIn(name string) bool {
	return slices.ContainsFunc(esx.Stacks, func(r esx.StackRow) bool { return r.Name == name })
}

// meant says what is to be told of a name that no custom stack can have: what
// to write in its place, or "-" where there is nothing. Empty for other names.
func meant(name string) string {
	if builtIn(name) {
		return ""
	}
	low := strings.ToLower(name)
	if to := esx.StackAliases[low]; to != "" {
		return to
	}
	if builtIn(low) {
		return low
	}
	if slices.Contains(esx.SystemStacks, low) {
		return "-"
	}
	return ""
}

// stackNotYours: tools have other spellings, and some stacks are the system's.
func stackNotYours(h *host) {
	tell := func(pointer, name string) {
		switch to := meant(name); to {
		case "":
		case "-":
			h.say(pointer, fmt.Sprintf("the stack %q belongs to ESXi or NSX; vmkgen leaves it alone", name),
				"choose another name for a stack of your own")
		default:
			h.say(pointer, fmt.Sprintf("%q is how tools spell the stack that is called %q here", name, to), fmt.Sprintf("write %q", to))
		}
	}
	for _, name := range h.stacks {
		tell(ofStack(name, ""), name)
	}
	for i := range h.Vmks {
		if v := &h.Vmks[i]; v.Stack.IsSet() && !h.declares(stackOf(v)) {
			tell(ofVmk(v, "stack"), stackOf(v))
		}
	}
}

// unknownStack: a custom stack is made, so it has a block.
func unknownStack(h *host) {
	for i := range h.Vmks {
		v := &h.Vmks[i]
		name := stackOf(v)
		if builtIn(name) || h.declares(name) || meant(name) != "" {
			continue
		}
		known := slices.Clone(h.stacks)
		for _, r := range esx.Stacks {
			known = append(known, r.Name)
		}
		h.say(ofVmk(v, "stack"), fmt.Sprintf("%s is on the stack %q, and there is no such stack block", v.Device, name),
			orElse(name, known, fmt.Sprintf("write stack %q { } to have it made", name)))
	}
}

// orElse suggests a name that was meant, or says what else to do.
func orElse(name string, known []string, or string) string {
	if n := diag.Nearest(name, known); n != "" {
		return fmt.Sprintf("did you mean %q? Otherwise %s", n, or)
	}
	return or
}

// unusedStack: a custom stack without a vmk carries nothing.
func unusedStack(h *host) {
	for i := range h.Vmks {
		if name := stackOf(&h.Vmks[i]); !builtIn(name) && !h.declares(name) {
			return // a vmk that names a stack amiss may have meant one of these
		}
	}
	for _, name := range h.stacks {
		s := h.Stack(name)
		if builtIn(name) || meant(name) != "" || h.onStack(name) || s == nil {
			continue
		}
		if !s.Gateway.IsSet() && !s.Gateway6.IsSet() && len(s.Routes) == 0 { // those are errors by themselves
			h.say(ofStack(name, ""), fmt.Sprintf("no vmk is on the stack %q", name), fmt.Sprintf("put a vmk on it with stack = %q, or leave the block out", name))
		}
	}
}

// gatewayWithoutVmk: a stack reaches its gateway by a vmk.
func gatewayWithoutVmk(h *host) {
	for i := range h.Stacks {
		s := &h.Stacks[i]
		if h.onStack(s.Name) || meant(s.Name) != "" {
			continue
		}
		for _, g := range gatewaysOf(s) {
			h.say(g.pointer, fmt.Sprintf("the stack %q has the gateway %s and no vmk on this host", s.Name, g.addr),
				fmt.Sprintf("put a vmk on it with stack = %q, or leave the gateway out", s.Name))
		}
	}
}
