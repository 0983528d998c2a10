package vcp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// An object is a JSON object.
type object = map[string]any

// parse reads one JSON value; line is where a fault is, from 1.
func parse(text []byte) (v any, line int, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, 1 + bytes.Count(bytes.TrimRight(text, "\n"), []byte("\n")), errors.New("it ends too early")
		}
		at := d.InputOffset()
		if bad, ok := errors.AsType[*json.SyntaxError](err); ok {
			at = bad.Offset
		}
		return nil, 1 + bytes.Count(text[:min(int(at), len(text))], []byte("\n")), fmt.Errorf("it is not JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, 1 + bytes.Count(text[:min(int(d.InputOffset()), len(text))], []byte("\n")), errors.New("something follows its end")
	}
	return v, 0, nil
}

// keys are the members by which lists of objects are matched, where they are
// not replaced as a whole.
var keys = []string{"device", "key", "name", "nic"}

// keyOf is which member tells the objects of a list apart; empty: none.
func keyOf(list []any) string {
	for _, k := range keys {
		met := map[string]bool{}
		all := len(list) > 0
		for _, item := range list {
			o, _ := item.(object)
			name, ok := o[k].(string)
			all = all && ok && !met[name]
			met[name] = true
		}
		if all {
			return k
		}
	}
	return ""
}

// laid gives what one value says laid over another: objects member by member,
// lists of named objects by their names, all else as a whole. Neither changes.
func laid(below, over any) any {
	switch over := over.(type) {
	case object:
		base, ok := below.(object)
		if !ok {
			return over
		}
		out := maps.Clone(base)
		for k, v := range over {
			if have, ok := out[k]; ok {
				v = laid(have, v)
			}
			out[k] = v
		}
		return out
	case []any:
		base, ok := below.([]any)
		if !ok {
			return over
		}
		if k := keyOf(over); k != "" && keyOf(base) == k {
			return laidLists(base, over, k)
		}
	}
	return over
}

func laidLists(base, over []any, key string) []any {
	out := slices.Clone(base)
	for _, item := range over {
		name := item.(object)[key] //nolint:forcetypeassert // keyOf has looked
		at := slices.IndexFunc(out, func(x any) bool { return x.(object)[key] == name })
		if at < 0 {
			out = append(out, item)
		} else {
			out[at] = laid(out[at], item)
		}
	}
	return out
}

// A place is a value and where it stands.
type place struct {
	value any
	path  string
	*faults
}

// faults are what places found wrong, with their paths.
type faults struct {
	wrong   []string
	strange []string // members without a meaning here, by their paths
}

func (p place) bad(what string) { p.wrong = append(p.wrong, p.path+" is no "+what) }

// at gives a member; the value is nil where there is none.
func (p place) at(name string) place {
	o, ok := p.value.(object)
	if !ok && p.value != nil {
		p.bad("object")
	}
	return place{o[name], strings.TrimPrefix(p.path+"/"+name, "/"), p.faults}
}

// items gives the objects of a list.
func (p place) items() []place {
	list, ok := p.value.([]any)
	if !ok && p.value != nil {
		p.bad("list")
	}
	var out []place
	for i, v := range list {
		in := place{v, p.path, p.faults}
		if _, ok := v.(object); !ok {
			place{v, fmt.Sprintf("%s/%d", p.path, i), p.faults}.bad("object")
			continue
		}
		out = append(out, in)
	}
	return out
}

func (p place) text() (string, bool) {
	s, ok := p.value.(string)
	if !ok && p.value != nil {
		p.bad("text")
	}
	return s, ok && s != ""
}

func (p place) texts() []string {
	list, ok := p.value.([]any)
	if !ok {
		if p.value != nil {
			p.bad("list")
		}
		return nil
	}
	out := []string{}
	for _, v := range list {
		s, ok := v.(string)
		if !ok {
			p.bad("list of texts")
			return nil
		}
		out = append(out, s)
	}
	return out
}

func (p place) yes() (value, ok bool) {
	value, ok = p.value.(bool)
	if !ok && p.value != nil {
		p.bad("truth value")
	}
	return value, ok
}

func (p place) number() (int, bool) {
	if p.value == nil {
		return 0, false
	}
	if n, ok := p.value.(json.Number); ok {
		if i, err := n.Int64(); err == nil && i >= 0 && i < 1<<31 {
			return int(i), true
		}
	}
	p.bad("number")
	return 0, false
}

// only notes the members of an object that are none of these.
func (p place) only(known string) {
	o, _ := p.value.(object)
	for _, k := range slices.Sorted(maps.Keys(o)) {
		if !slices.Contains(strings.Fields(known), k) {
			p.strange = append(p.strange, p.path+"/"+k)
		}
	}
}
