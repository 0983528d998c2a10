package vctest

import (
	"fmt"
	"slices"

	"github.com/vmkgen/vmkgen/internal/pstest"
)

// A record is an object of PowerCLI or of the vSphere API: the fields it was
// made with and no others.
type record struct {
	typ     string
	fields  map[string]any
	methods map[string]func(args []any) (any, error)
	ref     any // what of the pretend world it stands for
}

func rec(typ string, ref any, pairs ...any) *record {
	r := &record{typ: typ, ref: ref, fields: map[string]any{}, methods: map[string]func([]any) (any, error){}}
	for pair := range slices.Chunk(pairs, 2) {
		r.fields[pair[0].(string)] = pair[1]
	}
	return r
}

// Get gives a field, in exactly this spelling.
func (r *record) Get(name string) (any, error) {
	v, ok := r.fields[name]
	if !ok {
		return nil, fmt.Errorf("%s has no property %s", r.typ, name)
	}
	if f, lazy := v.(func() (any, error)); lazy {
		return f()
	}
	return v, nil
}

// Set changes a field to a value of its type.
func (r *record) Set(name string, v any) error {
	if _, ok := r.fields[name]; !ok {
		return fmt.Errorf("%s has no property %s to set", r.typ, name)
	}
	if kind := kinds[r.typ][name]; !kindFits(v, kind) {
		return fmt.Errorf("%s.%s is a %s, not %T", r.typ, name, kind, v)
	}
	r.fields[name] = v
	return nil
}

// Call calls a method.
func (r *record) Call(name string, args []any) (any, error) {
	if name == "GetType" && len(args) == 0 {
		return rec("Type", nil, "Name", r.typ), nil
	}
	m, ok := r.methods[name]
	if !ok {
		return nil, fmt.Errorf("%s has no method %s", r.typ, name)
	}
	return m(args)
}

// String gives a text for what PowerShell turns into one; the type's name for all else.
func (r *record) String() string {
	if r.typ == "IPAddress" || r.typ == "Enum" {
		return r.ref.(string)
	}
	return r.typ
}

// kinds are the API types that scripts make or change: their fields and what these hold.
var kinds = map[string]map[string]string{
	"HostVirtualNicSpec": {
		"Ip": "HostIpConfig", "Mac": "string", "DistributedVirtualPort": "DistributedVirtualSwitchPortConnection", "Portgroup": "string",
		"Mtu": "int", "NetStackInstanceKey": "string", "IpRouteSpec": "HostVirtualNicIpRouteSpec", "OpaqueNetwork": "HostVirtualNicOpaqueNetworkSpec",
	},
	"HostIpConfig": {"Dhcp": "bool", "IpAddress": "string", "SubnetMask": "string", "IpV6Config": "HostIpConfigIpV6AddressConfiguration"},
	"HostIpConfigIpV6AddressConfiguration": {
		"IpV6Address": "HostIpConfigIpV6Address[]", "AutoConfigurationEnabled": "bool", "DhcpV6Enabled": "bool",
	},
	"HostIpConfigIpV6Address": {"IpAddress": "string", "PrefixLength": "int", "Origin": "string", "Operation": "string"},
	"DistributedVirtualSwitchPortConnection": {
		"SwitchUuid": "string", "PortgroupKey": "string",
	},
	"HostVirtualNicIpRouteSpec": {"IpRouteConfig": "HostIpRouteConfig"},
	"HostIpRouteConfig":         {"DefaultGateway": "string", "IpV6DefaultGateway": "string"},
}

// api makes an object of an API type with nothing in it.
func api(typ string, pairs ...any) *record {
	r := rec(typ, nil)
	for f := range kinds[typ] {
		r.fields[f] = nil
	}
	for pair := range slices.Chunk(pairs, 2) {
		if err := r.Set(pair[0].(string), pair[1]); err != nil {
			panic(err)
		}
	}
	return r
}

func kindFits(v any, kind string) bool {
	if v == nil {
		return true
	}
	if one, ok := cutList(kind); ok {
		a, ok := v.(*pstest.Array)
		return ok && !slices.ContainsFunc(a.Items, func(x any) bool { return !kindFits(x, one) })
	}
	switch v := v.(type) {
	case string:
		return kind == "string"
	case int:
		return kind == "int"
	case bool:
		return kind == "bool"
	case *record:
		return v.typ == kind
	}
	return false
}

func cutList(kind string) (string, bool) {
	if n := len(kind) - 2; n > 0 && kind[n:] == "[]" {
		return kind[:n], true
	}
	return kind, false
}

// newObject is New-Object.
func newObject(given map[string]any) (any, error) {
	name := given["TypeName"].(string)
	const ns = "VMware.Vim."
	if len(name) <= len(ns) || name[:len(ns)] != ns || kinds[name[len(ns):]] == nil {
		return nil, fmt.Errorf("no type %s", name)
	}
	r := api(name[len(ns):])
	if h, ok := given["Property"].(*pstest.Hash); ok {
		for _, k := range h.Keys() {
			v, _ := h.Get(k)
			if err := r.Set(k, v); err != nil {
				return nil, err
			}
		}
	}
	return r, nil
}
