package load

import (
	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/expand"
	"github.com/vmkgen/vmkgen/schema"
)

// fault makes a diagnostic of a fault that the schema found.
func (l *loading) fault(tree *expand.Tree, f schema.Fault, cluster string) diag.Diagnostic {
	d := diag.Diagnostic{Code: diag.BadShape, Detail: f.Detail, Path: path(cluster, f.Pointer)}
	switch {
	case f.Missing != "":
		d.Code = diag.MissingValue
	case f.Unknown != "":
		d.Code = diag.NoSuchName
	}
	if secret(tree, f.Pointer) {
		d.Detail = "the value, which is kept secret, has a wrong form"
	}
	row, _ := diag.Lookup(d.Code)
	d.Severity, d.Summary = row.Severity, row.Title
	locate(&d, f.Pointer, tree)
	return d
}

func secret(tree *expand.Tree, pointer string) bool {
	for p := pointer; p != ""; p = parent(p) {
		if tree.Sensitive[p] || p == "kickstart/root_hash" {
			return true
		}
	}
	return false
}

// tell makes a diagnostic of what another room found.
func (l *loading) tell(code diag.Code, cluster, host string, own bool, pointer, detail, hint string, hosts int) {
	row, _ := diag.Lookup(code)
	d := diag.Diagnostic{
		Code: code, Severity: row.Severity, Summary: row.Title, Detail: detail, Hint: hint, Hosts: hosts,
	}
	at := cluster
	if own && host != "" {
		at += "/" + host
	}
	d.Path = path(at, pointer)
	d.Subject, d.Context, d.Via = locateIn(l.trees[cluster], host, pointer)
	l.diags = append(l.diags, d)
}

func path(where, pointer string) string {
	if where == "" || pointer == "" {
		return where + pointer
	}
	return where + "/" + pointer
}
