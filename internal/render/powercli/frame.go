package powercli

import (
	"bytes"
	"fmt"
	"sync"
	"text/template"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/templates"
)

// parsed is the frame, parsed when it is first needed.
var parsed = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("powercli.ps1.tmpl").ParseFS(templates.PowerCLI, "powercli.ps1.tmpl"))
})

// hostsMark stands in the frame where the hosts' rows go; no name may hold it,
// for names with control characters are refused.
const hostsMark = "\x00hosts\x00"

// A heading is what stands at the head of a script.
type heading struct {
	cluster *netstate.Cluster
	script  string // the file's name without its ending
	meta    render.Meta
	// Of a change, where it begins and where it leads.
	from, to *plan.Side
	rollback bool
}

// frame gives a cluster's script without its hosts: what comes before them and after.
func frame(h heading, wantedTables []byte) (before, after []byte, err error) {
	c := h.cluster
	values := map[string]string{
		"Cluster":    comment(c.Name),
		"Script":     comment(invocation(h.script)),
		"Version":    comment(h.meta.Version),
		"Source":     comment(h.meta.Source),
		"Hash":       comment(h.meta.Hash),
		"From":       "",
		"Server":     "",
		"Rollback":   "",
		"Hosts":      hostsMark,
		"Wanted":     string(wantedTables),
		"Release":    string(AppendQuoted(nil, release(c.Release))),
		"Policies":   policies(),
		"Roles":      parameters(),
		"KnownRoles": knownRoles(),
		"Library":    string(library(wantedTables)),
	}
	if h.from != nil {
		values["From"], values["To"] = side(h.from), side(h.to)
	}
	if h.rollback {
		values["Rollback"] = "true"
	}
	if c.Server != "" {
		values["Server"] = string(AppendQuoted(nil, c.Server))
	}
	var out bytes.Buffer
	if err := parsed().Execute(&out, values); err != nil {
		return nil, nil, fmt.Errorf("the frame of a PowerCLI script: %w", err)
	}
	before, after, _ = bytes.Cut(out.Bytes(), []byte(hostsMark))
	return before, after, nil
}

// side names one end of a change, with its hash where it has one.
func side(s *plan.Side) string {
	if s.Hash == "" {
		return comment(s.Name)
	}
	return comment(s.Name) + ",\n    SHA-256 " + s.Hash
}

// invocation is how a reader would start the script.
func invocation(script string) string {
	path := `.\` + script + ".ps1"
	if plainPath(path) {
		return path
	}
	return "& " + string(AppendQuoted(nil, path))
}

func plainPath(path string) bool {
	for _, r := range path {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		case r == '.', r == '\\', r == '-', r == '_':
		default:
			return false
		}
	}
	return true
}

// release gives three numbers, as [version] compares them.
func release(s string) string {
	r, err := esx.ParseRelease(s)
	if err != nil {
		r, _ = esx.ParseRelease(esx.DefaultRelease)
	}
	return fmt.Sprintf("%d.%d.%d", r.Major, r.Minor, r.Update)
}

// policies maps the API's teaming policies to the cmdlets'.
func policies() string {
	var b []byte
	for _, row := range esx.Teaming {
		b = fmt.Appendf(b, "    %s = '%s'\n", row.API, row.PowerCLI)
	}
	return string(b) + "    loadbalance_loadbased = 'LoadBalanceLoadBased'\n"
}

// parameters maps the API's roles to the parameters of Set-VMHostNetworkAdapter.
func parameters() string {
	var b []byte
	for _, row := range esx.Roles {
		if row.PowerCLI != "" && row.VSAN == "" {
			b = fmt.Appendf(b, "    %s = '%s'\n", row.NicType, row.PowerCLI)
		}
	}
	return string(b)
}

// knownRoles lists the API's names of all roles but vSAN's own.
func knownRoles() string {
	var b []byte
	for _, row := range esx.Roles {
		if row.NicType == "" || row.VSAN != "" {
			continue
		}
		if b != nil {
			b = append(b, ", "...)
		}
		b = AppendQuoted(b, row.NicType)
	}
	return string(b)
}
