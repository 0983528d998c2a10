// Package ansible renders, for each cluster, an inventory that says what is
// wanted and a playbook that brings it about by community.vmware's modules.
//
// Its one rule: the playbook is the same for all, and what comes from a
// configuration stands in the inventory, as data that is never a template.
package ansible

import (
	"fmt"
	"strings"

	"github.com/vmkgen/vmkgen/internal/pattern"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/foreign"
	"github.com/vmkgen/vmkgen/templates"
)

// New gives the Ansible target.
func New() render.Target { return target{} }

type target struct{}

func (target) Name() string { return "ansible" }

var tool = foreign.Tool{
	Name: "Ansible",
	Roles: []netstate.Role{
		netstate.Management, netstate.VMotion, netstate.Provisioning, netstate.VSAN,
		netstate.Replication, netstate.ReplicationNFC, netstate.FT, netstate.BackupNFC,
	},
	NeedsRoles: true, NeedsVmk0: true, DNS: true, Gateways: true,
}

// inventoryName are host names in which Ansible sees no range, port or template.
var inventoryName = pattern.Of(`^[A-Za-z0-9_][A-Za-z0-9._-]*$`)

// Refuse names what community.vmware's modules can't say, and hosts whose
// names an inventory would read otherwise.
func (target) Refuse(c *render.Cluster) []render.Refusal {
	out := tool.Refuse(c)
	for g := range c.Groups {
		for i := range c.Groups[g].Members {
			if name := c.Groups[g].Members[i].Name; !inventoryName().MatchString(name) {
				out = append(out, render.Refusal{
					Code: diag.ToolHostName, Group: g,
					Detail: fmt.Sprintf("Ansible reads the host name %q as a pattern, a port or a template", name),
					Hint:   "name the host as vCenter does, by a DNS name or an IPv4 address",
				})
			}
		}
	}
	return out
}

// Notes are what people should know of a rendered cluster, for stderr.
func (target) Notes(c *render.Cluster) []string { return tool.Notes(c) }

func (target) Render(c *render.Cluster, emit func(render.File) error) error {
	inventory, err := inventoryOf(c)
	if err != nil || inventory == nil {
		return err
	}
	folder := "ansible/" + c.Name + "/"
	if err := emit(render.File{Path: folder + "inventory.yml", Mode: 0o644, Body: inventory}); err != nil {
		return err
	}
	playbook := strings.NewReplacer("{{HEADER}}", header(c), "{{CLUSTER}}", groupName(c.Name)).Replace(templates.Ansible)
	return emit(render.File{Path: folder + "playbook.yml", Mode: 0o644, Body: []byte(playbook)})
}

// header is the comment at the top of both files.
func header(c *render.Cluster) string {
	lines := []string{
		c.Meta.Header(),
		"For community.vmware 6: ansible-playbook -i inventory.yml playbook.yml --check, then without --check.",
		"Credentials come from VMWARE_USER and VMWARE_PASSWORD; the vCenter, where the inventory names none, from VMWARE_HOST.",
		"The modules know no \"left alone\": an own gateway of an adapter, the overrides of a port group, the congestion control",
		"and connections of the vMotion and provisioning stacks become their defaults where nothing is said.",
		"Ansible has no safeguard for management: vmk0 comes last on each host, and nothing rolls back.",
		"An adapter on another port group of its distributed switch is not moved; on a standard switch the playbook stops.",
		"Roles that the module does not know are neither given nor taken away.",
	}
	for _, what := range tool.LeftOut(c) {
		lines = append(lines, "Not set, left as it is: "+oneLine(what)+".")
	}
	return "# " + strings.Join(lines, "\n# ") + "\n"
}

// oneLine keeps a comment to printable ASCII.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, text)
}

// groupName is the name of a cluster's group of hosts, in characters that
// Ansible takes.
func groupName(cluster string) string {
	return "cluster_" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, cluster)
}
