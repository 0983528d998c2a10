// Package script renders a shell script of esxcli commands for each host.
//
// Its one rule: a script decides on the host, from what it reads there, whether
// an operation is still to be done; what is to be done, and in which order,
// was decided by the planner.
package script

import (
	"github.com/vmkgen/vmkgen/internal/render"
)

// New gives the esxcli target.
func New() render.Target { return target{} }

type target struct{}

func (target) Name() string { return "esxcli" }

func (target) Refuse(c *render.Cluster) []render.Refusal { return Refuse(c) }

func (target) Render(c *render.Cluster, emit func(render.File) error) error {
	scripts := make([]*Script, len(c.Groups))
	var buf []byte
	for at := range c.Hosts() {
		g := &c.Groups[at.Group]
		if scripts[at.Group] == nil {
			scripts[at.Group] = Compile(g, c.Release, c.Meta)
		}
		buf = scripts[at.Group].Append(buf[:0], at.Member)
		path := "esxcli/" + c.Name + "/" + g.Members[at.Member].Name + ".sh"
		if err := emit(render.File{Path: path, Mode: 0o755, Body: buf}); err != nil {
			return err
		}
	}
	return nil
}
