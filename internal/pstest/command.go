package pstest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

func (c *command) run(s *scope, out *[]any) error {
	name := c.name
	if c.dynamic != nil {
		v, err := c.dynamic.eval(s)
		if err != nil {
			return err
		}
		t, ok := v.(string)
		if !ok {
			return fmt.Errorf("line %d: & of a %s is not known here", c.line, typeOf(v))
		}
		name = t
	}
	loose, named, err := c.arguments(s)
	if err != nil {
		return c.at(name, err)
	}
	if f := s.function(name); f != nil {
		return c.at(name, callFunction(s, f, loose, named, out))
	}
	if len(loose) > 0 {
		return c.at(name, errors.New("arguments without names"))
	}
	v, err := s.run.cmdlet(s, name, named)
	if err != nil {
		return c.at(name, err)
	}
	emit(out, v)
	return nil
}

// at says where a fault of the interpreter or of a script came from; failures
// and signals pass as they are.
func (c *command) at(name string, err error) error {
	var f *Failure
	if err == nil || errors.As(err, &f) || errors.As(err, new(exited)) {
		return err
	}
	return fmt.Errorf("line %d: %s: %w", c.line, name, err)
}

func (c *command) arguments(s *scope) (loose []any, named *Hash, err error) {
	named = NewHash()
	give := func(name string, v any) error {
		if _, twice := named.Get(name); twice {
			return fmt.Errorf("parameter -%s is given twice", name)
		}
		named.Set(name, v)
		return nil
	}
	for _, a := range c.args {
		if a.splat != "" {
			v, _ := s.get(a.splat)
			h, ok := v.(*Hash)
			if !ok {
				return nil, nil, fmt.Errorf("@%s is no hashtable", a.splat)
			}
			for _, k := range h.keys {
				v, _ := h.Get(k)
				if err := give(k, v); err != nil {
					return nil, nil, err
				}
			}
			continue
		}
		var v any = true
		if a.value != nil {
			if v, err = a.value.eval(s); err != nil {
				return nil, nil, err
			}
		}
		if a.name == "" {
			loose = append(loose, v)
			continue
		}
		if a.value == nil {
			v = switchOn{}
		}
		if err := give(a.name, v); err != nil {
			return nil, nil, err
		}
	}
	return loose, named, nil
}

// switchOn is what a parameter without a value is given.
type switchOn struct{}

func callFunction(s *scope, f *Block, loose []any, named *Hash, out *[]any) error {
	inner := s.child()
	if err := bind(inner, f, loose, named, s); err != nil {
		return err
	}
	err := runAll(inner, f.body, out)
	if _, ok := err.(returned); ok {
		return nil
	}
	return err
}

// bind gives parameters their values.
func bind(inner *scope, f *Block, loose []any, named *Hash, outer *scope) error {
	used := 0
	for _, p := range f.params {
		if err := free(p.name); err != nil {
			return err
		}
		v, given := named.Get(p.name)
		switch {
		case given:
			used++
		case len(loose) > 0:
			v, loose = loose[0], loose[1:]
		case p.value != nil:
			var err error
			if v, err = p.value.eval(outer); err != nil {
				return err
			}
		case p.mandatory:
			return fmt.Errorf("parameter -%s is missing", p.name)
		case p.typ == "switch" || p.typ == "bool":
			v = false
		}
		if _, on := v.(switchOn); on {
			v = true
		}
		c, err := convert(v, p.typ)
		if err != nil {
			return fmt.Errorf("parameter -%s: %w", p.name, err)
		}
		inner.set(p.name, c)
	}
	if len(loose) > 0 || used < len(named.keys) {
		return fmt.Errorf("arguments that %s doesn't take: %v", f.name, named.keys)
	}
	return nil
}

// cmdlet runs a command that is no function of the script.
func (r *runner) cmdlet(s *scope, name string, named *Hash) (any, error) {
	switch name {
	case "Set-StrictMode":
		return Void{}, nil
	case "Write-Warning":
		v, _ := named.Get("Message")
		t, err := text(v)
		r.result.Warnings = append(r.result.Warnings, t)
		return Void{}, err
	case "Get-Variable":
		return r.global(named)
	}
	c, ok := r.Cmdlets[name]
	if !ok {
		return nil, errors.New("a command that is not known here")
	}
	if pref, _ := s.get("ErrorActionPreference"); pref != "Stop" {
		return nil, errors.New("called before errors stop the script")
	}
	given, err := c.check(named)
	if err != nil {
		return nil, err
	}
	return c.Do(given)
}

func (r *runner) global(named *Hash) (any, error) {
	for _, k := range named.keys {
		if !slices.Contains([]string{"Name", "Scope", "ValueOnly", "ErrorAction"}, k) {
			return nil, fmt.Errorf("Get-Variable -%s is not known here", k)
		}
	}
	name, _ := named.Get("Name")
	v, ok := r.Globals[fmt.Sprint(name)]
	if !ok {
		return Void{}, nil
	}
	return v, nil
}

// check judges what a cmdlet is given: names, in exactly their spelling, types,
// and what it can't do without.
func (c *Cmdlet) check(named *Hash) (map[string]any, error) {
	given := map[string]any{}
	for _, k := range named.keys {
		typ, ok := c.Params[k]
		if !ok {
			return nil, fmt.Errorf("no parameter -%s", k)
		}
		v, _ := named.Get(k)
		if err := fits(v, typ); err != nil {
			return nil, fmt.Errorf("parameter -%s: %w", k, err)
		}
		if _, on := v.(switchOn); on {
			v = true
		}
		given[k] = v
	}
	for _, k := range c.Must {
		if v, ok := given[k]; !ok || v == nil {
			return nil, fmt.Errorf("parameter -%s is missing or nothing", k)
		}
	}
	return given, nil
}

// fits says whether a value is of a parameter's type as it is, without conversion.
func fits(v any, typ string) error {
	if _, on := v.(switchOn); on {
		if typ != "switch" {
			return errors.New("a value is missing")
		}
		return nil
	}
	if one, ok := strings.CutSuffix(typ, "[]"); ok {
		for _, item := range items(v) {
			if err := fits(item, one); err != nil {
				return err
			}
		}
		return nil
	}
	want := map[string]string{"switch": "bool"}[typ]
	if want == "" {
		want = typ
	}
	if typ != "any" && typeOf(v) != want {
		return fmt.Errorf("a %s, not a %s", typeOf(v), typ)
	}
	return nil
}
