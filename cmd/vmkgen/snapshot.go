package main

import (
	"bytes"

	"github.com/spf13/cobra"

	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/view"
)

func (a *app) snapshotCommand() *cobra.Command {
	var input inputFlags
	var chosen selection
	var out string
	c := &cobra.Command{
		Use:   "snapshot [SOURCE]",
		Short: "Write what a source says of its hosts as a state file",
		Long: `Writes the state of all hosts of a source as JSON, as vmkgen schema hosts describes
it: what plan, diff and render --from take as a state file.

` + sourceHelp,
		Example: "  vmkgen snapshot git:v1 -o v1.json\n  vmkgen snapshot live -o before.json",
		Args:    atMostOne("SOURCE"),
		RunE: func(_ *cobra.Command, args []string) error {
			s, err := a.anySource(pathOf(args), &input)
			if err != nil {
				return err
			}
			if s.Clusters, err = chosen.chooseSide(s.Clusters); err != nil {
				return err
			}
			hosts := hostsOfSide(s, &chosen)
			if out == "" {
				return view.HostsJSON(a.out, hosts)
			}
			var b bytes.Buffer
			if err := view.HostsJSON(&b, hosts); err != nil {
				return err
			}
			return writeFile(out, b.Bytes(), 0o644)
		},
	}
	input.add(c.Flags())
	a.conn.add(c.Flags())
	chosen.add(c.Flags())
	chosen.complete(a, c, &input)
	c.Flags().StringVarP(&out, "output", "o", "", "the file to write (default: standard output)")
	return c
}

// hostsOfSide are the chosen hosts of a side.
func hostsOfSide(s *side, chosen *selection) *view.Hosts {
	return hostsOf(s.Name, &load.Result{Hash: s.Hash}, wrap(s.Clusters), chosen)
}
