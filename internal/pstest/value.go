package pstest

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// Values are nil ($null), bool, int, string, *Array, *Hash, *Block, [Thing]s,
// and the few .NET values below.

// An Array is an object array.
type Array struct{ Items []any }

// List makes an array of values.
func List[T any](items ...T) *Array {
	a := &Array{}
	for _, i := range items {
		a.Items = append(a.Items, i)
	}
	return a
}

// A Hash is a hashtable. Its keys compare without case, as PowerShell's do.
type Hash struct {
	keys   []string
	values map[string]any
}

// NewHash makes an empty hashtable.
func NewHash() *Hash { return &Hash{values: map[string]any{}} }

// Get gives a value and whether there is one.
func (h *Hash) Get(key string) (any, bool) {
	v, ok := h.values[strings.ToLower(key)]
	return v, ok
}

// Set gives a key its value.
func (h *Hash) Set(key string, v any) {
	low := strings.ToLower(key)
	if _, ok := h.values[low]; !ok {
		h.keys = append(h.keys, key)
	}
	h.values[low] = v
}

// Keys gives the keys as they were written, in the order in which they came.
func (h *Hash) Keys() []string { return h.keys }

// A Thing is an object with properties and methods. All three give an error
// for a name that the object doesn't have, in exactly this spelling.
type Thing interface {
	Get(name string) (any, error)
	Set(name string, v any) error
	Call(name string, args []any) (any, error)
}

// Void is what a method without a result gives: it leaves nothing in a pipeline.
type Void struct{}

// A Custom is a [pscustomobject].
type Custom struct{ *Hash }

// Call fails: such an object has no methods.
func (c *Custom) Call(name string, _ []any) (any, error) {
	return nil, fmt.Errorf("a pscustomobject has no method %s", name)
}

// Get gives a property.
func (c *Custom) Get(name string) (any, error) {
	v, ok := c.Hash.Get(name)
	if !ok {
		return nil, fmt.Errorf("the object has no property %s", name)
	}
	return v, nil
}

// Set fails: results aren't changed.
func (c *Custom) Set(name string, _ any) error {
	return fmt.Errorf("the result's property %s is not to be changed", name)
}

// A Version is a [version].
type Version []int

func parseVersion(s string) (Version, error) {
	var v Version
	parts := strings.Split(s, ".")
	if len(parts) < 2 || len(parts) > 4 {
		return nil, fmt.Errorf("%q is no version", s)
	}
	for _, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil || n < 0 {
			return nil, fmt.Errorf("%q is no version", s)
		}
		v = append(v, n)
	}
	return v, nil
}

func (v Version) compare(o Version) int {
	at := func(v Version, i int) int {
		if i < len(v) {
			return v[i]
		}
		return -1
	}
	for i := range 4 {
		if d := at(v, i) - at(o, i); d != 0 {
			return d
		}
	}
	return 0
}

// A typeName is a type literal such as [System.Net.IPAddress].
type typeName string

// ipAddress is a System.Net.IPAddress.
type ipAddress struct{ netip.Addr }

func (a ipAddress) Get(name string) (any, error) {
	return nil, fmt.Errorf("IPAddress.%s is not known here", name)
}

func (a ipAddress) Set(name string, _ any) error {
	return fmt.Errorf("IPAddress.%s can't be set", name)
}

func (a ipAddress) Call(name string, args []any) (any, error) {
	if len(args) != 0 {
		return nil, fmt.Errorf("IPAddress.%s takes no arguments", name)
	}
	switch name {
	case "ToString":
		return a.String(), nil
	case "GetAddressBytes":
		bytes := &Array{}
		for _, b := range a.AsSlice() {
			bytes.Items = append(bytes.Items, int(b))
		}
		return bytes, nil
	}
	return nil, fmt.Errorf("IPAddress has no method %s that is known here", name)
}

func typeOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "bool"
	case int:
		return "int"
	case string:
		return "string"
	case *Array:
		return "array"
	case *Hash:
		return "hashtable"
	case *Block:
		return "scriptblock"
	}
	return fmt.Sprintf("%T", v)
}

func truth(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case int:
		return v != 0
	case string:
		return v != ""
	case *Array:
		if len(v.Items) == 1 {
			return truth(v.Items[0])
		}
		return len(v.Items) > 1
	}
	return true
}

// text is how a value reads inside a string. Arrays and objects don't: a
// script that puts one there is most likely wrong.
func text(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case bool:
		if v {
			return "True", nil
		}
		return "False", nil
	case int:
		return strconv.Itoa(v), nil
	case string:
		return v, nil
	case fmt.Stringer:
		return v.String(), nil
	}
	return "", fmt.Errorf("a %s is used as text", typeOf(v))
}

// items gives what foreach goes through: nothing for $null, the items of an
// array, or the value alone.
func items(v any) []any {
	switch v := v.(type) {
	case nil, Void:
		return nil
	case *Array:
		return v.Items
	}
	return []any{v}
}

// collapse makes of a pipeline's output what a variable gets.
func collapse(out []any) any {
	switch len(out) {
	case 0:
		return nil
	case 1:
		return out[0]
	}
	return &Array{Items: out}
}
