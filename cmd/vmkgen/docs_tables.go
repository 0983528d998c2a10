package main

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/hcl"
)

// rolesTable is how tools spell each role.
func rolesTable(b *bytes.Buffer) {
	b.WriteString("\n## Roles\n\nHow tools spell them; a dash: that tool has no spelling that is known, and the target refuses the role or goes another way.\n")
	b.WriteString("\n| role | since ESXi | esxcli | vSphere API |\n| --- | --- | --- | --- |\n")
	for _, r := range esx.Roles {
		since := ""
		if r.Since != (esx.Release{}) {
			since = r.Since.String()
		}
		tag := r.Tag
		if r.VSAN != "" {
			tag = "vsan network ip, " + r.VSAN
		}
		nicType := r.NicType
		if r.Traceless {
			tag, nicType = "no mark: a purpose, which is checked", "no mark"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", r.Role, since, cmp.Or(tag, "–"), cmp.Or(nicType, "–"))
	}
}

// functionsList names what expressions may call.
func functionsList(b *bytes.Buffer) {
	names := hcl.NewFunctions(nil).Names()
	fmt.Fprintf(b, "\n## Functions\n\nEach behaves as Terraform's function of its name does. `file` reads below the configuration's folder only.\n\n`%s`\n", strings.Join(names, "` `"))
}

// exitCodes are those of commands and of rendered scripts.
const exitCodes = `
## Exit codes

| code | of vmkgen | of an esxcli script |
| --- | --- | --- |
| 0 | done, or nothing to do | done, or nothing to do |
| 1 | bad input or a failure; what was changed is named | failed; what was changed is named |
| 2 | differences found (` + "`fmt --check`" + `) | – |
| 3 | – | done, except for what may cut management off |
| 4 | – | refused before the first write |
`
