package expand

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/hcl"
)

// A variable is one declared variable.
type variable struct {
	block  *hcl.Block
	typ    hcl.Type
	preset hcl.Value // its default; the zero Value where it has none
	has    bool
	hidden bool
}

// A given is a value that somebody gave a variable.
type given struct {
	value hcl.Value
	from  string
	at    *diag.Range
}

// variables finds the value of every variable: --var, then --var-file, then
// the environment, then the default.
func (r *run) variables() {
	byName, inOrder := r.named("variable")
	r.declared = byName
	vars := make(map[string]*variable, len(byName))
	for _, blk := range inOrder {
		vars[blk.Label] = r.variable(blk)
	}
	files := r.varFiles(vars)
	r.unknownVars(vars)
	for _, blk := range inOrder {
		name := blk.Label
		r.values[name] = r.value(name, vars[name], files)
	}
}

func (r *run) variable(blk *hcl.Block) *variable {
	v := &variable{block: blk}
	if !hcl.IsName(blk.Label) {
		r.add(fault(diag.BadVariable, blk.Range, fmt.Sprintf("%q can't be a variable's name", blk.Label),
			"a name begins with a letter and holds letters, digits, underscores and hyphens", "write a name that var.NAME can speak of"))
	}
	if a := blk.Body.Attr("sensitive"); a != nil {
		v.hidden = r.constBool(a)
	}
	if a := blk.Body.Attr("type"); a != nil {
		t, diags := a.Expr.Type()
		r.add(diags...)
		v.typ = t
	}
	if a := blk.Body.Attr("default"); a != nil {
		r.preset(v, a)
	}
	return v
}

func (r *run) preset(v *variable, a *hcl.Attr) {
	v.has = true
	if v.hidden {
		r.in.Sources.Hide(a.Expr.Range)
	}
	value, diags := a.Expr.Const()
	if len(diags) > 0 && v.hidden {
		diags = withoutDetail(diags)
	}
	r.add(diags...)
	fitted, why := v.typ.Fit(value)
	if why != "" {
		r.add(fault(diag.BadValue, a.Expr.Range, fmt.Sprintf("the default of %q doesn't fit its type", v.block.Label),
			fmt.Sprintf("the type is %s: %s", v.typ.Name(), why), ""))
	}
	v.preset = fitted
}

func withoutDetail(in diag.List) diag.List {
	for i := range in {
		in[i].Detail = "a secret has part in it, so no more is said"
	}
	return in
}

func (r *run) constBool(a *hcl.Attr) bool {
	v, diags := a.Expr.Const()
	r.add(diags...)
	b, ok := v.Bool()
	if !ok && len(diags) == 0 {
		r.add(fault(diag.WrongType, a.Expr.Range, a.Name+" must be true or false", "this is "+v.Kind(), ""))
	}
	return b
}

// value finds what a variable holds.
func (r *run) value(name string, v *variable, files map[string]given) hcl.Value {
	g, ok := r.given(name, v, files)
	switch {
	case ok:
	case v.has:
		g.value = v.preset
		return r.cover(v, g.value)
	default:
		r.add(fault(diag.NoValue, v.block.Range, fmt.Sprintf("variable %q has no value", name), "it has no default, and nobody gave it one",
			fmt.Sprintf("give it one with --var %s=…, a --var-file or VMKGEN_VAR_%s, or write a default", name, name)))
		return hcl.Unknown()
	}
	fitted, why := v.typ.Fit(g.value)
	if why != "" {
		at := v.block.Range
		if g.at != nil {
			at = *g.at
		}
		if v.hidden {
			why = "it is a secret, so no more is said"
		}
		r.add(fault(diag.BadValue, at, fmt.Sprintf("the value of variable %q from %s doesn't fit its type", name, g.from),
			fmt.Sprintf("the type is %s: %s", v.typ.Name(), why), ""))
	}
	return r.cover(v, fitted)
}

func (r *run) cover(v *variable, value hcl.Value) hcl.Value {
	if v.hidden && value.Known() {
		return value.Hidden()
	}
	return value
}

func (r *run) given(name string, v *variable, files map[string]given) (given, bool) {
	if s, ok := r.in.Vars[name]; ok {
		return r.literal(name, s, "--var", v), true
	}
	if g, ok := files[name]; ok {
		return g, true
	}
	if s, ok := r.in.Env[name]; ok {
		return r.literal(name, s, "VMKGEN_VAR_"+name, v), true
	}
	return given{}, false
}

// literal reads a value from the command line: HCL where the type is a list,
// an object or the like, and bare text elsewhere.
func (r *run) literal(name, text, from string, v *variable) given {
	g := given{value: hcl.Text(text), from: from}
	structural := v.typ.Structural() || v.typ.Any() && v.has && v.preset.IsStructural()
	if !structural {
		if v.typ.Any() && v.has {
			g.value = g.value.Like(v.preset) // as its default has a type, so has the variable
		}
		return g
	}
	value, diags := hcl.ParseValue(from, text)
	g.value = value
	for _, d := range diags {
		at := v.block.Range
		d.Code, d.Subject = diag.BadValue, &at
		d.Summary = fmt.Sprintf("the value of variable %q from %s is no HCL: %s", name, from, d.Summary)
		d.Hint = fmt.Sprintf("its type is %s; write a value such as [\"a\", \"b\"] or { a = 1 }", v.typ.Name())
		if v.hidden {
			d.Detail = ""
		}
		r.add(d)
	}
	return g
}

func (r *run) varFiles(vars map[string]*variable) map[string]given {
	out := map[string]given{}
	fsys, display := r.in.VarFS, func(s string) string { return s }
	if fsys == nil {
		fsys, display = r.in.FS, r.in.Display
	}
	for _, name := range r.in.VarFiles {
		shown := display(name)
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			r.add(diag.Diagnostic{Code: diag.Unreadable, Severity: diag.Error, Summary: fmt.Sprintf("can't read %s", shown), Detail: reason(err).Error()})
			continue
		}
		r.reader.keep(shown, text)
		r.varFile(shown, text, vars, out)
	}
	return out
}

func (r *run) varFile(shown string, text []byte, vars map[string]*variable, out map[string]given) {
	file, diags := hcl.Parse(shown, text)
	r.add(diags...)
	if file == nil {
		return
	}
	body, diags := file.Decode(&hcl.Kind{Open: true})
	r.add(diags...)
	for _, a := range body.Attrs {
		v := vars[a.Name]
		if v == nil {
			r.in.Sources.Hide(a.Expr.Range) // nobody says that it is no secret
			r.add(warning(diag.UnusedValue, a.NameRange, fmt.Sprintf("variable %q isn't declared", a.Name), "",
				diag.DidYouMean(a.Name, slices.Sorted(maps.Keys(vars)))))
			continue
		}
		if v.hidden {
			r.in.Sources.Hide(a.Expr.Range)
		}
		value, diags := a.Expr.Const()
		if v.hidden {
			diags = withoutDetail(diags)
		}
		r.add(diags...)
		at := a.Expr.Range
		out[a.Name] = given{value: value, from: shown, at: &at}
	}
}

// unknownVars tells of values for variables that nobody declared.
func (r *run) unknownVars(vars map[string]*variable) {
	for _, name := range slices.Sorted(maps.Keys(r.in.Vars)) {
		if vars[name] == nil {
			r.add(diag.Diagnostic{
				Code: diag.UnknownVariable, Severity: diag.Error, Summary: fmt.Sprintf("--var %s: variable %q isn't declared", name, name),
				Hint: diag.DidYouMean(name, slices.Sorted(maps.Keys(vars))),
			})
		}
	}
}
