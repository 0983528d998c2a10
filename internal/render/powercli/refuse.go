package powercli

import (
	"fmt"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
)

// refuse names what a PowerCLI script can't do on a cluster's hosts.
func refuse(c *render.Cluster) []render.Refusal {
	var out []render.Refusal
	for g := range c.Groups {
		r := refusing{group: g, host: &c.Groups[g].Pattern}
		if g == 0 {
			r.word("cluster", c.Name, "")
			r.word("vCenter server", c.Server, "")
		}
		for i := range c.Groups[g].Members {
			r.word("host", c.Groups[g].Members[i].Name, "")
		}
		r.all()
		out = append(out, r.out...)
	}
	return out
}

type refusing struct {
	group int
	host  *netstate.Host
	out   []render.Refusal
}

func (r *refusing) all() {
	r.switches()
	r.portGroups()
	r.stacks()
	r.vmks()
}

func (r *refusing) refuse(code diag.Code, pointer, hint, format string, args ...any) {
	r.out = append(r.out, render.Refusal{
		Code: code, Group: r.group, Pointer: pointer, Detail: fmt.Sprintf(format, args...), Hint: hint,
	})
}

// word refuses what can't stand in a PowerShell literal of one line.
func (r *refusing) word(kind, text, pointer string) {
	if hasControl(text) {
		r.refuse(diag.ControlCharacter, pointer, "choose a name without them",
			"the name of the %s, %q, holds control characters, line ends or invisible ones", kind, text)
	}
}

func (r *refusing) words(kind string, texts []string, pointer string) {
	for i, t := range texts {
		r.word(kind, t, fmt.Sprintf("%s/%d", pointer, i))
	}
}

func (r *refusing) switches() {
	for i := range r.host.Switches {
		s := &r.host.Switches[i]
		at := "switch/" + s.Name
		r.word("switch", s.Name, at)
		r.words("uplink", s.Uplinks, at+"/uplinks")
		r.teaming(s.Teaming, at+"/teaming")
	}
}

// aside begins the names of port groups that a script moves vmks to that are in the way.
const aside = "vmkgen-vmk"

func (r *refusing) portGroups() {
	for i := range r.host.PortGroups {
		p := &r.host.PortGroups[i]
		at := "vmk/" + p.Of
		r.word("port group", p.Name, at+"/portgroup")
		if strings.HasPrefix(p.Name, aside) && !p.Distributed {
			r.refuse(diag.ReservedName, at+"/portgroup", "choose another name",
				"the script uses port groups called vmkgen-vmk… itself, to move adapters out of the way")
		}
		r.teaming(p.Teaming, at+"/teaming")
	}
}

// teaming refuses uplink names that an order joined by commas can't hold.
func (r *refusing) teaming(t *netstate.Teaming, pointer string) {
	if t == nil {
		return
	}
	r.order(t.Active, pointer+"/active")
	r.order(t.Standby, pointer+"/standby")
}

func (r *refusing) order(uplinks []string, pointer string) {
	r.words("uplink", uplinks, pointer)
	for i, name := range uplinks {
		if strings.Contains(name, ",") {
			r.refuse(diag.CommaInUplink, fmt.Sprintf("%s/%d", pointer, i), "rename the uplink",
				"the uplink %q has a comma in its name, by which failover orders are joined", name)
		}
	}
}

func (r *refusing) stacks() {
	for i := range r.host.Stacks {
		s := &r.host.Stacks[i]
		r.word("stack", s.Name, "stack/"+s.Name)
		r.words("search domain", s.Search, "stack/"+s.Name+"/search")
	}
}

func (r *refusing) vmks() {
	for i := range r.host.Vmks {
		v := &r.host.Vmks[i]
		at := "vmk/" + v.Device
		r.words("iSCSI adapter", v.ISCSI, at+"/iscsi")
		r.words("NVMe device", v.NVMe, at+"/nvme")
	}
}
