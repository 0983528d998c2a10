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
	return Each(c, func(g int, member int, s *Script, buf []byte) ([]byte, error) {
		buf = s.Append(buf[:0], member)
		name := c.Groups[g].Members[member].Name
		return buf, emit(render.File{Path: "esxcli/" + c.Name + "/" + name + ".sh", Mode: 0o755, Body: buf})
	})
}

// Each compiles every group's script and visits the kept hosts in the order in
// which the user listed them. The buffer is handed from call to call.
func Each(c *render.Cluster, visit func(group, member int, s *Script, buf []byte) ([]byte, error)) error {
	scripts := make([]*Script, len(c.Groups))
	var buf []byte
	for at := range c.Hosts() {
		if scripts[at.Group] == nil {
			scripts[at.Group] = Compile(&c.Groups[at.Group], c.Release, c.Meta, `main "$@"`)
		}
		var err error
		if buf, err = visit(at.Group, at.Member, scripts[at.Group], buf); err != nil {
			return err
		}
	}
	return nil
}
