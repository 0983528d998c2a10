package pstest

import (
	"errors"
	"fmt"
	"strings"
)

func (l *literal) eval(*scope) (any, error) { return l.value, nil }

func (v *variable) eval(s *scope) (any, error) {
	x, ok := s.get(v.name)
	if !ok {
		return nil, fmt.Errorf("variable $%s has not been set", v.name)
	}
	return x, nil
}

func (e *expand) eval(s *scope) (any, error) {
	var b strings.Builder
	for _, p := range e.parts {
		v, err := p.eval(s)
		if err != nil {
			return nil, err
		}
		t, err := text(v)
		if err != nil {
			return nil, err
		}
		b.WriteString(t)
	}
	return b.String(), nil
}

func (a *array) eval(s *scope) (any, error) {
	out := []any{}
	if err := runAll(s, a.body, &out); err != nil {
		return nil, err
	}
	return &Array{out}, nil
}

func (l *list) eval(s *scope) (any, error) {
	out, err := evalAll(s, l.items)
	return &Array{out}, err
}

func evalAll(s *scope, all []expr) ([]any, error) {
	out := make([]any, len(all))
	for i, x := range all {
		v, err := x.eval(s)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

func (h *hash) eval(s *scope) (any, error) {
	out := NewHash()
	for i, k := range h.keys {
		key, err := k.eval(s)
		if err != nil {
			return nil, err
		}
		name, ok := key.(string)
		if !ok {
			return nil, fmt.Errorf("a %s as the key of a hashtable", typeOf(key))
		}
		if _, twice := out.Get(name); twice {
			return nil, fmt.Errorf("key %s stands twice in a hashtable", name)
		}
		v, err := value(s, h.values[i])
		if err != nil {
			return nil, err
		}
		out.Set(name, v)
	}
	return out, nil
}

func (x *sub) eval(s *scope) (any, error) {
	var out []any
	if err := runAll(s, x.body, &out); err != nil {
		return nil, err
	}
	return collapse(out), nil
}

func (p *paren) eval(s *scope) (any, error) { return value(s, p.body) }

func (m *member) eval(s *scope) (any, error) {
	of, err := m.of.eval(s)
	if err != nil {
		return nil, err
	}
	switch of := of.(type) {
	case *Hash:
		if v, ok := of.Get(m.name); ok {
			return v, nil
		}
		switch m.name {
		case "Count":
			return len(of.keys), nil
		case "Keys":
			return List(of.keys...), nil
		}
		return nil, fmt.Errorf("the hashtable has no key %s", m.name)
	case *Array:
		if m.name == "Count" {
			return len(of.Items), nil
		}
	case Thing:
		return of.Get(m.name)
	}
	return nil, fmt.Errorf("a %s has no property %s", typeOf(of), m.name)
}

func (c *call) eval(s *scope) (any, error) {
	of, err := c.of.eval(s)
	if err != nil {
		return nil, err
	}
	args, err := evalAll(s, c.args)
	if err != nil {
		return nil, err
	}
	switch of := of.(type) {
	case *Hash:
		if key, ok := oneText(args); ok && c.name == "ContainsKey" {
			_, has := of.Get(key)
			return has, nil
		}
	case string:
		if len(args) == 0 && c.name == "ToLower" {
			return strings.ToLower(of), nil
		}
	case Thing:
		return of.Call(c.name, args)
	}
	return nil, fmt.Errorf("a %s has no method %s that is known here", typeOf(of), c.name)
}

func oneText(args []any) (string, bool) {
	if len(args) != 1 {
		return "", false
	}
	t, ok := args[0].(string)
	return t, ok
}

func (x *index) eval(s *scope) (any, error) {
	of, err := x.of.eval(s)
	if err != nil {
		return nil, err
	}
	at, err := x.at.eval(s)
	if err != nil {
		return nil, err
	}
	switch of := of.(type) {
	case *Hash:
		key, err := text(at)
		if err != nil {
			return nil, err
		}
		v, _ := of.Get(key)
		return v, nil
	case *Array:
		n, ok := at.(int)
		if !ok || n < 0 || n >= len(of.Items) {
			return nil, fmt.Errorf("index %v of an array of %d", at, len(of.Items))
		}
		return of.Items[n], nil
	}
	return nil, fmt.Errorf("a %s has no index", typeOf(of))
}

func (x *static) eval(s *scope) (any, error) {
	args, err := evalAll(s, x.args)
	if err != nil {
		return nil, err
	}
	t, ok := oneText(args)
	if !ok || x.typ != "System.Net.IPAddress" || x.name != "Parse" {
		return nil, fmt.Errorf("[%s]::%s is not known here", x.typ, x.name)
	}
	return parseAddress(t)
}

func (u *unary) eval(s *scope) (any, error) {
	v, err := u.x.eval(s)
	if err != nil {
		return nil, err
	}
	return !truth(v), nil
}

func (c *cast) eval(s *scope) (any, error) {
	v, err := c.x.eval(s)
	if err != nil {
		return nil, err
	}
	return convert(v, c.typ)
}

func (b *binary) eval(s *scope) (any, error) {
	l, err := b.l.eval(s)
	if err != nil {
		return nil, err
	}
	switch b.op {
	case "-and", "-or":
		if truth(l) == (b.op == "-or") {
			return truth(l), nil
		}
		r, err := b.r.eval(s)
		return truth(r), err
	}
	r, err := b.r.eval(s)
	if err != nil {
		return nil, err
	}
	v, err := operate(s, b.op, l, r)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("operator %s on %s and %s", b.op, typeOf(l), typeOf(r)), err)
	}
	return v, nil
}
