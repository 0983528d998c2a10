package expand

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/hcl"
	"github.com/vmkgen/vmkgen/internal/natural"
)

// hostList evaluates the list of hosts; complete is false where some could not be.
func (c *clusterRun) hostList(own map[int]*hostRun) (complete bool) {
	a := c.block.Body.Attr("hosts")
	if a == nil {
		c.add(warning(diag.NoHosts, c.block.Range, fmt.Sprintf("cluster %q has no hosts", c.out.Name), "",
			`write hosts = ["esx[01-16].example.com"]`))
		return true
	}
	s := said{&layer{}, c.block}
	v, diags := a.Expr.Value(c.scope)
	c.tell(diags, s, &env{})
	if !v.Known() {
		return false
	}
	if v.IsNull() {
		c.add(warning(diag.NoHosts, a.Expr.Range, fmt.Sprintf("cluster %q has no hosts", c.out.Name), "hosts is null", ""))
		return true
	}
	items, ok := v.Items()
	if !ok {
		c.tell(diag.List{fault(diag.WrongType, a.Expr.Range, "hosts must be a list", "this is "+v.Kind(), `write hosts = ["esx[01-16].example.com"]`)}, s, &env{})
		return false
	}
	if len(items) == 0 {
		c.add(warning(diag.NoHosts, a.Expr.Range, fmt.Sprintf("cluster %q has no hosts", c.out.Name), "the list is empty", ""))
	}
	parts, written := a.Expr.Parts()
	complete = true
	for i, item := range items {
		x := a.Expr
		if written && len(parts) == len(items) {
			x = parts[i]
		}
		if ds := c.hostItem(item, i, x, own); ds != nil {
			c.tell(ds, s, &env{})
			complete = false
			if slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Code == diag.TooManyHosts }) {
				break
			}
		}
	}
	return complete
}

// hostItem takes over one element of the list: a name, a range or a row.
func (c *clusterRun) hostItem(v hcl.Value, i int, x *hcl.Expr, own map[int]*hostRun) diag.List {
	switch {
	case v.Secret():
		return diag.List{fault(diag.SecretMisplaced, x.Range, "a host can't be a secret", "it would stand in file names and messages",
			"use a value that isn't sensitive, or nonsensitive(…) if it may be seen")}
	case v.IsText():
		text, _ := v.Str()
		return c.hostRange(text, x)
	}
	if fields, ok := v.Fields(); ok {
		return c.hostRow(fields, i, x, own)
	}
	return diag.List{fault(diag.BadHostRow, x.Range, "a host is a name or an object with a name", "this is "+v.Kind(), "")}
}

func (c *clusterRun) hostRange(pattern string, x *hcl.Expr) diag.List {
	names, err := expandRange(pattern, maxHosts-len(c.out.Hosts))
	if errors.Is(err, errTooMany) {
		return diag.List{tooMany(x)}
	}
	if err != nil {
		return diag.List{fault(diag.BadHostRange, x.Range, "this host range can't be read", err.Error(), "write numbers and ranges of them: esx[01-16,20].example.com")}
	}
	c.out.Hosts = slices.Grow(c.out.Hosts, len(names))
	for _, n := range names {
		if ds := c.host(n, x); ds != nil {
			return ds
		}
	}
	return nil
}

func tooMany(x *hcl.Expr) diag.Diagnostic {
	return fault(diag.TooManyHosts, x.Range, "more hosts than a cluster may list", errTooMany.Error(), "look for a slip in the range, or make several clusters")
}

// host adds one host.
func (c *clusterRun) host(name string, x *hcl.Expr) diag.List {
	if why := badHostName(name); why != "" {
		return diag.List{fault(diag.BadFileName, x.Range, fmt.Sprintf("%q can't be a host's name", name), why, "")}
	}
	if len(c.out.Hosts) >= maxHosts {
		return diag.List{tooMany(x)}
	}
	h := Host{Name: name, Index: len(c.out.Hosts), Range: x.Range}
	h.Number, h.HasNumber = natural.Number(name)
	c.out.Hosts = append(c.out.Hosts, h)
	return nil
}

// bom is the mark that some programs begin a text with.
const bom = "\ufeff"

// hostRow adds a host from a row of a table.
func (c *clusterRun) hostRow(fields map[string]hcl.Value, i int, x *hcl.Expr, own map[int]*hostRun) diag.List {
	if v, ok := fields[bom+"name"]; ok { // as spreadsheets write the first column
		fields["name"] = v
		delete(fields, bom+"name")
	}
	name, ok := fields["name"].Str()
	if !ok || name == "" {
		return diag.List{fault(diag.BadHostRow, x.Range, fmt.Sprintf("row %d of the hosts has no name", i+1),
			fmt.Sprintf("each row needs a name; its columns are %q", slices.Sorted(maps.Keys(fields))), "")}
	}
	if ds := c.host(name, x); ds != nil {
		return ds
	}
	h := &hostRun{c: c, out: &c.out.Hosts[len(c.out.Hosts)-1], vars: map[string]hcl.Value{}}
	var diags diag.List
	for _, column := range slices.Sorted(maps.Keys(fields)) {
		if column == "name" {
			continue
		}
		diags = append(diags, h.column(column, fields[column], x)...)
	}
	for i := range diags {
		diags[i].Detail = strings.TrimSuffix(fmt.Sprintf("host %s: %s", name, diags[i].Detail), ": ")
	}
	own[h.out.Index] = h
	h.out.Doubtful = diags.HasErrors()
	return diags
}

func (h *hostRun) column(column string, v hcl.Value, x *hcl.Expr) diag.List {
	text, isText := v.Str()
	if v.IsNull() || isText && text == "" {
		return nil
	}
	switch column {
	case "number", "mac", "serial", "vars":
		return h.take(column, v, x)
	}
	if !isText {
		return diag.List{fault(diag.BadHostRow, x.Range, fmt.Sprintf("column %q of a host must be text", column), "this is "+v.Kind(), "put lists and objects into vars")}
	}
	h.vars[column] = hcl.Text(text)
	return nil
}
