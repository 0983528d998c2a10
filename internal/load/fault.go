package load

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/expand"
	"github.com/vmkgen/vmkgen/schema"
)

// fault makes a diagnostic of a fault that the schema found.
func (l *loading) fault(tree *expand.Tree, f schema.Fault, cluster string) diag.Diagnostic {
	d := diag.Diagnostic{Code: diag.BadShape, Detail: f.Detail, Path: path(cluster, f.Pointer), Hint: hint(f)}
	switch {
	case f.Missing != "":
		d.Code = diag.MissingValue
	case f.Unknown != "" || f.Rule == "invalid_property_name": // the empty name is one too
		d.Code = diag.NoSuchName
	}
	if f.Demand != "" && secret(tree, f.Pointer) {
		d.Detail, d.Hint = "the value, which is kept secret, "+f.Demand, ""
	}
	row, _ := diag.Lookup(d.Code)
	d.Severity, d.Summary = row.Severity, row.Title
	locate(&d, f.Pointer, tree)
	return d
}

// hint says what was meant where that can be guessed.
func hint(f schema.Fault) string {
	switch {
	case f.Unknown != "" && len(f.Known) > 0:
		return diag.DidYouMean(f.Unknown, f.Known)
	case f.Text != "" && len(f.Known) > 0:
		if n := diag.Nearest(f.Text, f.Known); n != "" {
			return fmt.Sprintf("did you mean %q?", n)
		}
	case f.Rule == "invalid_type" && isNumber(f.Text):
		return "it is a number in quotes: leave them out, or write tonumber(…)"
	case f.Rule == "invalid_type" && (f.Text == "true" || f.Text == "false"):
		return "leave the quotes out, or write tobool(…)"
	}
	return ""
}

func isNumber(s string) bool {
	_, err := strconv.ParseInt(s, 10, 64)
	return err == nil
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
	key := fmt.Sprint(code, " ", cluster, " ", pointer)
	if code != diag.NoAddress { // what nobody wrote lacks everywhere
		key += fmt.Sprint(" ", d.Subject)
	}
	switch i, known := l.alike[key]; {
	case !own:
		l.alike[key] = len(l.diags)
	case known: // it comes from the cluster, not from what differs
		l.diags[i].Hosts += hosts
		return
	case host != "":
		d.Host = host
		if l.folded(&d, cluster, pointer, "") {
			return
		}
	}
	l.diags = append(l.diags, d)
}

// misplaced tells of secrets where everybody would see them. Their blocks are
// hurt, so that no rule tells of their values.
func (l *loading) misplaced(tree *expand.Tree, cluster, host string, hurt map[string]bool) {
	for _, at := range sortedKeys(tree.Sensitive) {
		if secretPlaces[at] || at == "vars" || strings.HasPrefix(at, "vars/") || strings.HasPrefix(at, "profiles/") {
			continue // vars come out where they are used; a profile's name is told by expand
		}
		hurt[blockOf(at)] = true
		d := diag.Diagnostic{
			Code: diag.SecretMisplaced, Severity: diag.Error, Summary: "a secret can't stand here", Path: path(path(cluster, host), at), Host: host,
			Detail: "it would stand in files and messages; only root_hash and license of a kickstart block can be secrets",
			Hint:   "use a value that isn't sensitive, or nonsensitive(…) if it may be seen",
		}
		locate(&d, at, tree)
		if host == "" || !l.folded(&d, cluster, at, "") {
			l.diags = append(l.diags, d)
		}
	}
}

// secretPlaces are where a secret may stand.
var secretPlaces = map[string]bool{"kickstart/root_hash": true, "kickstart/license": true}

// shape judges a tree by the schema, and gives the blocks that have faults.
// With a host the tree is that host's.
func (l *loading) shape(kind string, tree *expand.Tree, root map[string]any, cluster, host string) map[string]bool {
	hurt := map[string]bool{}
	l.misplaced(tree, cluster, host, hurt)
	for _, f := range schema.Check(kind, root) {
		hurt[blockOf(f.Pointer)] = true
		if f.Missing != "" && tree.Broken[f.Pointer] { // it may well have been written
			continue
		}
		if f.Excludes == "dhcp" && l.told(diag.DHCPBeside) { // by expand, with the line of each
			continue
		}
		if tree.Sensitive[f.Pointer] && !secretPlaces[f.Pointer] { // told as misplaced
			continue
		}
		d := l.fault(tree, f, path(cluster, host))
		if host != "" {
			d.Host = host
			if l.folded(&d, cluster, f.Pointer, d.Detail) {
				continue
			}
		}
		l.diags = append(l.diags, d)
	}
	return hurt
}

func (l *loading) told(code diag.Code) bool {
	return slices.ContainsFunc(l.diags, func(d diag.Diagnostic) bool { return d.Code == code })
}

func path(where, pointer string) string {
	if where == "" || pointer == "" {
		return where + pointer
	}
	return where + "/" + pointer
}
