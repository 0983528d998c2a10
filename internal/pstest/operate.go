package pstest

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

func operate(s *scope, op string, l, r any) (any, error) {
	switch op {
	case "+":
		return add(l, r)
	case "-band":
		a, ok := l.(int)
		b, ok2 := r.(int)
		if !ok || !ok2 {
			return nil, errors.New("not two numbers")
		}
		return a & b, nil
	case "-join":
		return join(l, r)
	case "-split":
		return split(l, r)
	case "-match":
		return match(s, l, r)
	case "-ccontains", "-cnotcontains":
		for _, item := range items(l) {
			same, err := equal(item, r, true)
			if err != nil {
				return nil, err
			}
			if same {
				return op == "-ccontains", nil
			}
		}
		return op == "-cnotcontains", nil
	case "-like", "-notlike", "-clike", "-cnotlike":
		return like(op, l, r)
	case "-lt", "-le", "-gt", "-ge":
		return order(op, l, r)
	}
	// -eq and its kin: with c, case counts.
	same, err := equal(l, r, strings.HasPrefix(op, "-c"))
	return same != strings.HasSuffix(op, "ne"), err
}

// equal compares two values of one type; nothing equals only itself. A text
// compared without regard to case must say so: names mostly matter by case.
func equal(l, r any, exact bool) (bool, error) {
	if l == nil || r == nil {
		return l == nil && r == nil, nil
	}
	switch l := l.(type) {
	case string:
		if r, ok := r.(string); ok {
			if exact {
				return l == r, nil
			}
			return strings.EqualFold(l, r), nil
		}
	case int:
		if r, ok := r.(int); ok {
			return l == r, nil
		}
	case bool:
		if r, ok := r.(bool); ok {
			return l == r, nil
		}
	}
	return false, errors.New("types that are not compared here")
}

func order(op string, l, r any) (any, error) {
	var d int
	switch l := l.(type) {
	case int:
		r, ok := r.(int)
		if !ok {
			return nil, errors.New("a number is needed")
		}
		d = l - r
	case Version:
		r, ok := r.(Version)
		if !ok {
			return nil, errors.New("a version is needed")
		}
		d = l.compare(r)
	default:
		return nil, errors.New("types that have no order here")
	}
	switch op {
	case "-lt":
		return d < 0, nil
	case "-le":
		return d <= 0, nil
	case "-gt":
		return d > 0, nil
	}
	return d >= 0, nil
}

func add(l, r any) (any, error) {
	switch l := l.(type) {
	case *Array:
		return &Array{slices.Concat(l.Items, added(r))}, nil
	case string:
		t, err := text(r)
		return l + t, err
	case int:
		if r, ok := r.(int); ok {
			return l + r, nil
		}
	}
	return nil, fmt.Errorf("a %s and a %s can't be added here", typeOf(l), typeOf(r))
}

func added(v any) []any {
	if a, ok := v.(*Array); ok {
		return a.Items
	}
	return []any{v}
}

func join(l, r any) (any, error) {
	by, ok := r.(string)
	if !ok {
		return nil, errors.New("joined by no text")
	}
	var parts []string
	for _, item := range items(l) {
		t, err := text(item)
		if err != nil {
			return nil, err
		}
		parts = append(parts, t)
	}
	return strings.Join(parts, by), nil
}

func split(l, r any) (any, error) {
	t, ok := l.(string)
	by, ok2 := r.(string)
	if !ok || !ok2 {
		return nil, errors.New("only a text is split by a text")
	}
	re, err := regexp.Compile("(?i)" + by)
	if err != nil {
		return nil, err
	}
	return List(re.Split(t, -1)...), nil
}

func match(s *scope, l, r any) (any, error) {
	t, ok := l.(string)
	pattern, ok2 := r.(string)
	if !ok || !ok2 {
		return nil, errors.New("not two texts")
	}
	re, err := regexp.Compile("(?i)" + pattern)
	if err != nil {
		return nil, err
	}
	groups := re.FindStringSubmatch(t)
	if groups == nil {
		return false, nil
	}
	found := NewHash()
	for i, g := range groups {
		found.Set(strconv.Itoa(i), g)
	}
	s.set("Matches", found)
	return true, nil
}

// like matches wildcards: * ? and sets in brackets.
func like(op string, l, r any) (any, error) {
	t, err := text(l)
	pattern, ok := r.(string)
	if err != nil || !ok {
		return nil, errors.New("not two texts")
	}
	flags := "(?is)"
	if strings.HasPrefix(op, "-c") {
		flags = "(?s)"
	}
	re, err := regexp.Compile(flags + "^" + wildcard(pattern) + "$")
	if err != nil {
		return nil, err
	}
	return re.MatchString(t) != strings.Contains(op, "not"), nil
}

func wildcard(pattern string) string {
	var b strings.Builder
	for _, r := range pattern {
		switch r {
		case '*':
			b.WriteString(".*")
		case '?':
			b.WriteByte('.')
		case '[', ']':
			b.WriteRune(r)
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	return b.String()
}
