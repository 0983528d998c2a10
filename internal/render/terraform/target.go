// Package terraform renders a root module for each cluster, in Terraform's JSON
// syntax, for the provider vmware/vsphere.
//
// Its one rule: what isn't asked for is listed in ignore_changes, so that
// Terraform leaves it alone as everything else here does.
package terraform

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/foreign"
)

// Options are how a module begins.
type Options struct {
	// ImportAll imports all that is declared, for hosts that have it already;
	// otherwise only what every host has: vmk0, its port group, vSwitch0.
	ImportAll bool
}

// New gives the Terraform target.
func New(o Options) render.Target { return target{o} }

type target struct{ Options }

func (target) Name() string { return "terraform" }

var tool = foreign.Tool{
	Name: "Terraform", Roles: []netstate.Role{netstate.Management, netstate.VMotion, netstate.VSAN},
	IPv6: true, MAC: true, Discovery: true, OneDigit: true,
}

// Refuse names what the provider can't say. It also refuses some hosts of a
// cluster without the others, whose resources Terraform would take for gone.
func (target) Refuse(c *render.Cluster) []render.Refusal {
	out := tool.Refuse(c)
	all, kept := 0, 0
	for g := range c.Groups {
		all += len(c.Groups[g].Members)
	}
	for range c.Hosts() {
		kept++
	}
	if kept == all {
		return out
	}
	for g := range c.Groups {
		out = append(out, render.Refusal{
			Code: diag.ToolNeedsMore, Group: g,
			Detail: fmt.Sprintf("Terraform takes hosts that a module lacks for gone, and %d of %d are chosen", kept, all),
			Hint:   "render whole clusters; terraform plan -target=… looks at less",
		})
	}
	return out
}

// Notes are what people should know of a rendered cluster, for stderr.
func (target) Notes(c *render.Cluster) []string { return tool.Notes(c) }

func (t target) Render(c *render.Cluster, emit func(render.File) error) error {
	m := newModule(c, t.Options)
	hosts := 0
	for at := range c.Hosts() {
		h := c.Groups[at.Group].Host(at.Member)
		m.host(&h)
		hosts++
	}
	if hosts == 0 {
		return nil
	}
	var body bytes.Buffer
	e := json.NewEncoder(&body)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m.document()); err != nil {
		return fmt.Errorf("the module of cluster %s: %w", c.Name, err)
	}
	return emit(render.File{Path: "terraform/" + c.Name + "/main.tf.json", Mode: 0o644, Body: body.Bytes()})
}
