package plan

import (
	"slices"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/natural"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A Verb says what becomes of a thing.
type Verb string

// The verbs.
const (
	Add     Verb = "add"
	Modify  Verb = "change"
	Replace Verb = "replace" // removed and made anew: ESXi can't change it in place
	Remove  Verb = "remove"
)

// A Change is what becomes of one thing, attribute by attribute.
type Change struct {
	Thing
	Of   string `json:"of,omitempty"` // of a port group: the vmk it is for
	Verb Verb   `json:"verb"`
	Why  string `json:"why,omitempty"` // of a replacement or removal
	// Unseen says of a thing that is added that it may be there already: the
	// current state doesn't list all of its kind. The way back leaves it.
	Unseen     bool    `json:"unseen,omitempty"`
	Attributes []Delta `json:"attributes,omitempty"`
}

// A Delta is one attribute that changes. Old is unknown where the current
// state doesn't say, and at a thing that is added; New is unknown at one that
// is removed.
type Delta struct {
	Name string `json:"name"`
	Old  Value  `json:"old,omitzero"`
	New  Value  `json:"new,omitzero"`
}

// Delta finds the change of an attribute; nil where it doesn't change.
func (c *Change) Delta(name string) *Delta {
	for i := range c.Attributes {
		if c.Attributes[i].Name == name {
			return &c.Attributes[i]
		}
	}
	return nil
}

// Changes compares two states of a host, thing by thing, in the order of
// [Facts]. What the first lacks is not there.
func Changes(from, goal *netstate.Host) []Change {
	return changes(&End{Host: *from, Managed: true}, goal)
}

// changes tells of what the current end may not have seen.
func changes(current *End, goal *netstate.Host) []Change {
	from := &current.Host
	was, will := Facts(from), Facts(goal)
	aliasSoftware(will, from.SoftwareISCSI.Or(""))
	old := map[Thing]*Fact{}
	for i := range was {
		old[was[i].Thing] = &was[i]
	}
	var out []Change
	stays := map[Thing]bool{}
	for i := range will {
		f := &will[i]
		stays[f.Thing] = true
		if f.Kind == HostKind {
			nvmeOfVmks(f, from)
		}
		if c, ok := compare(old[f.Thing], f); ok {
			c.Unseen = c.Verb == Add && !current.lists(c.Kind)
			out = append(out, c)
		}
	}
	for i := range was {
		if f := &was[i]; !stays[f.Thing] {
			out = append(out, removed(f))
		}
	}
	slices.SortStableFunc(out, func(a, b Change) int { return byThing(a.Thing, b.Thing) })
	return out
}

// nvmeOfVmks forgets the devices that NVMe is to be on, where nobody saw which it
// is on and the vmks of the current state need them all already.
func nvmeOfVmks(will *Fact, from *netstate.Host) {
	if from.NVMe != nil {
		return
	}
	will.Attributes = slices.DeleteFunc(will.Attributes, func(a Attribute) bool {
		return a.Name == "nvme" && !slices.ContainsFunc(a.Value, func(nic string) bool {
			return !slices.ContainsFunc(from.Vmks, func(v netstate.Vmk) bool { return slices.Contains(v.NVMe, nic) })
		})
	})
}

// aliasSoftware spells bindings to the software iSCSI adapter alike, when only
// the current state knows its name.
func aliasSoftware(facts []Fact, hba string) {
	if hba == "" {
		return
	}
	for i := range facts {
		for _, a := range facts[i].Attributes {
			if a.Name != "iscsi/adapter" {
				continue
			}
			for n := range a.Value {
				if a.Value[n] == hba {
					a.Value[n] = netstate.SoftwareISCSI
				}
			}
			slices.Sort(a.Value)
		}
	}
}

func compare(was, will *Fact) (Change, bool) {
	c := Change{Thing: will.Thing, Of: will.Of, Verb: Modify}
	if was == nil {
		if onEvery(will.Thing) || will.Name == nameless(will.Of) {
			was = &Fact{}
		} else {
			c.Verb = Add
			was = &Fact{}
		}
	}
	for _, a := range will.Attributes {
		old := was.value(a.Name)
		if !a.Value.Same(old) {
			c.Attributes = append(c.Attributes, Delta{a.Name, old, a.Value})
		}
	}
	if c.Kind == VmkKind && c.Verb == Modify {
		if why := fixed(&c); why != "" {
			c.Verb, c.Why = Replace, why
		}
	}
	return c, c.Verb == Add || len(c.Attributes) > 0
}

// onEvery says whether every host has a thing: the installer makes it.
func onEvery(t Thing) bool {
	switch t {
	case Thing{VmkKind, esx.InstallVmk}, Thing{SwitchKind, esx.InstallSwitch}, Thing{StackKind, netstate.DefaultStack}, Thing{PortGroupKind, esx.ManagementGroup}:
		return true
	}
	return false
}

func (f *Fact) value(name string) Value {
	for i := range f.Attributes {
		if f.Attributes[i].Name == name {
			return f.Attributes[i].Value
		}
	}
	return nil
}

func removed(f *Fact) Change {
	c := Change{Thing: f.Thing, Of: f.Of, Verb: Remove}
	for _, a := range f.Attributes {
		c.Attributes = append(c.Attributes, Delta{Name: a.Name, Old: a.Value})
	}
	return c
}

// fixed says why a vmk has to be made anew: something changes that is fixed
// when it is made. A value that nobody knows may be the wanted one already.
func fixed(c *Change) string {
	for _, at := range []struct{ name, why string }{
		{"stack", "a vmk's stack is fixed when it is made"},
		{"switch", "esxcli can't move a vmk to another switch"},
		{"portgroup", "esxcli can't move a vmk to another port group"},
		{"mac", "esxcli can't change a vmk's MAC address"},
	} {
		if d := c.Delta(at.name); d != nil && d.Old.Known() {
			return at.why
		}
	}
	return ""
}

func byThing(a, b Thing) int {
	if a.Kind != b.Kind {
		return rank(a.Kind) - rank(b.Kind)
	}
	return natural.Compare(a.Name, b.Name)
}
