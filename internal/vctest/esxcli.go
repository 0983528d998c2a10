package vctest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esxcli"
	"github.com/vmkgen/vmkgen/internal/pstest"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// byEsxcli are the commands that scripts may use: for the rest there are
// cmdlets, or the API.
var byEsxcli = []string{
	"iscsi adapter list",
	"iscsi networkportal add",
	"iscsi networkportal list",
	"iscsi networkportal remove",
	"iscsi software get",
	"network ip dns search remove",
	"network ip dns server remove",
	"network ip interface add",
	"network ip interface ipv4 set",
	"network ip interface ipv6 address remove",
	"network ip interface ipv6 set",
	"network ip netstack add",
	"network ip netstack remove",
	"network ip route ipv4 add",
	"network ip route ipv4 list",
	"network ip route ipv4 remove",
	"network ip route ipv6 add",
	"network ip route ipv6 list",
	"network ip route ipv6 remove",
	"network vswitch standard list",
	"network vswitch standard policy failover set",
	"network vswitch standard portgroup policy failover get",
	"network vswitch standard portgroup policy failover set",
	"network vswitch standard set",
	"nvme adapter list",
	"nvme fabrics disable",
	"nvme fabrics enable",
	"vsan network ip add",
	"vsan network ip remove",
	"vsan network ip set",
	"vsan network list",
}

// A namespace is a place in the tree that Get-EsxCli -V2 gives.
type namespace struct {
	world *World
	host  *Host
	words string
}

// Get gives a namespace or command below this one, in exactly this spelling.
func (n *namespace) Get(name string) (any, error) {
	words := strings.TrimPrefix(n.words+" "+name, " ")
	for _, c := range byEsxcli {
		if c == words || strings.HasPrefix(c, words+" ") {
			return &namespace{n.world, n.host, words}, nil
		}
	}
	return nil, fmt.Errorf("esxcli has no %s that scripts may use", words)
}

// Set fails: nothing of the tree can be set.
func (n *namespace) Set(name string, _ any) error { return fmt.Errorf("esxcli.%s can't be set", name) }

// Call runs a command with a hashtable of its arguments.
func (n *namespace) Call(name string, given []any) (any, error) {
	if !slices.Contains(byEsxcli, n.words) || name != "Invoke" || len(given) > 1 {
		return nil, fmt.Errorf("esxcli %s has no method %s", n.words, name)
	}
	values, err := n.arguments(given)
	if err != nil {
		return nil, fmt.Errorf("esxcli %s: %w", n.words, err)
	}
	if n.hasCmdlet(values) {
		return nil, errors.New("routes of the default stack have cmdlets")
	}
	var records []standin.Record
	do := func() error {
		if records, err = n.host.Do(n.words, values); err != nil {
			return pstest.Fail("%s", err.Error())
		}
		return nil
	}
	if !standin.Writing(n.words) {
		err := do()
		return n.answer(records), err
	}
	if err := n.world.change(n.host, do); err != nil {
		return nil, err
	}
	if strings.HasPrefix(n.words, "network ") || strings.HasPrefix(n.words, "vsan ") {
		n.host.stale = true
	}
	return "true", nil
}

// hasCmdlet says whether there is a cmdlet for what a command would do.
func (n *namespace) hasCmdlet(values map[string][]string) bool {
	none := strings.HasSuffix(n.words, " remove") && slices.Contains(values["network"], "default") // no cmdlet takes a gateway away
	return strings.HasPrefix(n.words, "network ip route") && standin.Writing(n.words) && slices.Contains(values["netstack"], defaultKey) && !none
}

// arguments reads a hashtable, whose keys are the long options without dashes,
// as strictly as esxcli does, and judges the types as well.
func (n *namespace) arguments(given []any) (map[string][]string, error) {
	hash := pstest.NewHash()
	if len(given) == 1 {
		h, ok := given[0].(*pstest.Hash)
		if !ok {
			return nil, errors.New("the method Invoke takes a hashtable")
		}
		hash = h
	}
	values := map[string][]string{}
	taken := 0
	for _, o := range esxcli.Table()[n.words].Options {
		v, ok := hash.Get(strings.ReplaceAll(o.Long, "-", ""))
		if !ok {
			if o.Required {
				return nil, fmt.Errorf("argument %s is missing", o.Long)
			}
			continue
		}
		taken++
		all, err := argument(o, v)
		if err != nil {
			return nil, err
		}
		values[o.Long] = all
	}
	if taken < len(hash.Keys()) {
		return nil, fmt.Errorf("arguments that it doesn't take: %v", hash.Keys())
	}
	return values, nil
}

func argument(o esxcli.Option, v any) ([]string, error) {
	var all []string
	switch v := v.(type) {
	case string:
		all = []string{v}
	case int:
		all = []string{strconv.Itoa(v)}
	case bool:
		all = []string{strconv.FormatBool(v)}
	case *pstest.Array:
		all = texts(v)
	}
	want := map[bool]string{true: "list", false: o.Type}[o.Repeat]
	is := map[string]bool{"list": isType[*pstest.Array](v), "int": isType[int](v), "bool": isType[bool](v), "flag": isType[bool](v), "string": isType[string](v)}
	if !is[want] || len(all) == 0 {
		return nil, fmt.Errorf("argument %s is a %T, no %s", o.Long, v, want)
	}
	for _, word := range all {
		if len(o.Values) > 0 && !slices.Contains(o.Values, word) {
			return nil, fmt.Errorf("argument %s: %s is not one of %v", o.Long, word, o.Values)
		}
	}
	return all, nil
}

func isType[T any](v any) bool {
	_, ok := v.(T)
	return ok
}

// answer is what Invoke gives of a reading command: text, an object of texts
// and lists of texts, or several of them.
func (n *namespace) answer(records []standin.Record) any {
	all := &pstest.Array{}
	for _, r := range records {
		if bare, ok := r[""]; ok {
			return bare == "true" // as a Boolean, whose text has a capital
		}
		o := rec("EsxCliObject", nil)
		for name, v := range r {
			if list, ok := v.([]string); ok {
				o.fields[name] = listed(list)
			} else {
				o.fields[name] = fmt.Sprint(v)
			}
		}
		all.Items = append(all.Items, o)
	}
	if strings.HasSuffix(n.words, " get") && len(all.Items) == 1 {
		return all.Items[0]
	}
	return all
}
