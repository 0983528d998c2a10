package vsphere

import (
	"bytes"
	stdjson "encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/vmware/govmomi/vim25/json"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// FromProperties makes a host of its properties as other tools print them in
// JSON: name, config, hardware and runtime as objects of objects. Names of
// properties are met whatever their case. What of config.network is missing
// is unknown of the host. Of vmks on distributed switches the port groups are
// told by key, by device: their names are not the host's.
func FromProperties(tree map[string]any) (h netstate.Host, serial string, groups map[string]string, err error) {
	d := dump{tree}
	r := &raw{name: d.text("name")}
	r.found.UUID, r.found.Serial = d.text("hardware", "systemInfo", "uuid"), d.text("hardware", "systemInfo", "serialNumber")
	r.found.State.Release = release(d.text("config", "product", "version"))
	if err := d.network(r); err != nil {
		return h, "", nil, err
	}
	h = r.state()
	has := func(name string) bool { return d.at("config", "network", name) != nil }
	h.Complete = netstate.Complete{Switches: has("vswitch"), PortGroups: has("portgroup"), Stacks: has("netStackInstance"), Vmks: has("vnic")}
	groups = map[string]string{}
	for device, p := range r.ports {
		groups[device] = p.key
	}
	return h, r.found.Serial, groups, nil
}

// A dump is properties as JSON has them.
type dump struct{ tree map[string]any }

// at gives what lies at a path; nil: nothing.
func (d dump) at(path ...string) any {
	var v any = d.tree
	for _, name := range path {
		m, _ := v.(map[string]any)
		v = nil
		for k, x := range m {
			if strings.EqualFold(k, name) {
				v = x
			}
		}
	}
	return v
}

func (d dump) text(path ...string) string {
	s, _ := d.at(path...).(string)
	return s
}

// network reads what is there of config.
func (d dump) network(r *raw) error {
	for _, name := range []string{"vswitch", "proxySwitch", "portgroup", "pnic", "vnic", "netStackInstance", "ipV6Enabled"} {
		var err error
		switch v := d.at("config", "network", name); name {
		case "vswitch":
			err = load(v, &r.network.Vswitch)
		case "proxySwitch":
			err = load(only(v, "dvsUuid", "dvsName", "key", "mtu", "pnic"), &r.network.ProxySwitch)
		case "portgroup":
			err = load(v, &r.network.Portgroup)
		case "pnic":
			err = load(only(v, "key", "device"), &r.network.Pnic)
		case "vnic":
			err = load(v, &r.network.Vnic)
		case "netStackInstance":
			err = load(v, &r.network.NetStackInstance)
		case "ipV6Enabled":
			err = load(v, &r.network.IpV6Enabled)
		}
		if err != nil {
			return fmt.Errorf("config.network.%s: %w", name, err)
		}
	}
	if err := load(d.at("config", "virtualNicManagerInfo", "netConfig"), &r.nicTypes); err != nil {
		return fmt.Errorf("config.virtualNicManagerInfo.netConfig: %w", err)
	}
	if r.network.NetStackInstance == nil {
		return d.defaultStack(r)
	}
	all, _ := d.at("runtime", "networkRuntimeInfo", "netStackInstanceRuntimeInfo").([]any)
	for _, x := range all {
		if key := (dump{map[string]any{"x": x}}).text("x", "netStackInstanceKey"); key != "" {
			r.active = append(r.active, key)
		}
	}
	return nil
}

// defaultStack reads where old releases and simulators keep the default stack's.
func (d dump) defaultStack(r *raw) error {
	s := types.HostNetStackInstance{Key: esx.StackKey(netstate.DefaultStack)}
	v := map[string]any{}
	for _, name := range []string{"dnsConfig", "ipRouteConfig"} {
		if x := d.at("config", "network", name); x != nil {
			v[name] = x
		}
	}
	if len(v) == 0 {
		return nil
	}
	if err := load(v, &s); err != nil {
		return fmt.Errorf("config.network: %w", err)
	}
	r.network.NetStackInstance = []types.HostNetStackInstance{s}
	return nil
}

// only keeps some members of a list's objects: others may be of kinds that
// their JSON doesn't tell.
func only(v any, names ...string) any {
	list, _ := v.([]any)
	var out []any
	for _, x := range list {
		m, _ := x.(map[string]any)
		kept := map[string]any{}
		for k, x := range m {
			if slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, k) }) {
				kept[k] = x
			}
		}
		out = append(out, kept)
	}
	return out
}

// kinds are what stands in members whose type admits several.
var kinds = map[string]string{"bridge": "HostVirtualSwitchBondBridge", "dnsconfig": "HostDnsConfig", "iprouteconfig": "HostIpRouteConfig"}

// load reads a property into govmomi's type of it. What isn't there stays as it is.
func load(v, into any) error {
	if v == nil {
		return nil
	}
	text, err := stdjson.Marshal(typed(v, ""))
	if err != nil {
		return fmt.Errorf("it can't be read: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.SetDiscriminator("_typeName", "_value", json.DiscriminatorToTypeFunc(types.TypeFunc()))
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("it has another form than vSphere's: %w", err)
	}
	return nil
}

// typed says of objects what they are, where their place admits several, and
// leaves out other tools' remarks and nulls.
func typed(v any, name string) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = typed(x, "")
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			if x != nil && !strings.HasPrefix(k, "_") && !strings.HasPrefix(k, "dynamic") {
				out[k] = typed(x, k)
			}
		}
		if kind := kinds[strings.ToLower(name)]; kind != "" {
			out["_typeName"] = kind
		}
		return out
	}
	return v
}
