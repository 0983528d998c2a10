package vctest

import (
	"errors"
	"fmt"
	"maps"

	"github.com/vmkgen/vmkgen/internal/pstest"
)

type (
	params = map[string]string
	args   = map[string]any
	table  = map[string]pstest.Cmdlet
)

// on is a part of a host as PowerCLI hands it out.
type on[T any] struct {
	host *Host
	part T
}

// cmdlets are all that the scripts may call.
func (w *World) cmdlets() table {
	all := table{
		"New-Object": {Params: params{"TypeName": "string", "Property": "hashtable"}, Must: []string{"TypeName"}, Do: newObject},
	}
	for _, more := range []table{
		w.connection(), w.inventory(), w.switchCmdlets(), w.uplinkCmdlets(), w.groupCmdlets(), w.teamingCmdlets(), w.securityCmdlets(),
		w.adapterCmdlets(), w.stackCmdlets(), w.routeCmdlets(), w.storageCmdlets(), w.dvsCmdlets(), w.dvsTeamingCmdlets(),
	} {
		for name, c := range more {
			all[name] = quiet(name, c)
		}
	}
	return all
}

// Knows says whether there is a cmdlet of this name.
func Knows(cmdlet string) bool {
	_, ok := new(World).cmdlets()[cmdlet]
	return ok
}

// with adds parameters that take objects; those of PowerShell's own are switches.
func with(p params, more ...string) params {
	for _, m := range more {
		p[m] = "any"
		if m == "Confirm" || m == "WhatIf" {
			p[m] = "switch"
		}
	}
	return p
}

// quiet demands -Confirm:$false of every cmdlet that would ask.
func quiet(name string, c pstest.Cmdlet) pstest.Cmdlet {
	if c.Params["Confirm"] == "" {
		return c
	}
	do := c.Do
	c.Do = func(given args) (any, error) {
		if given["Confirm"] != false {
			return nil, fmt.Errorf("%s would ask", name)
		}
		return do(given)
	}
	return c
}

// hosted makes a cmdlet of a host's: it takes -VMHost and -Server.
func hosted(more params, must []string, do func(h *Host, given args) (any, error)) pstest.Cmdlet {
	p := params{"VMHost": "any", "Server": "any"}
	maps.Copy(p, more)
	return pstest.Cmdlet{Params: p, Must: append([]string{"VMHost"}, must...), Do: func(given args) (any, error) {
		h, err := of[*Host](given, "VMHost", "VMHost")
		if err != nil {
			return nil, err
		}
		return do(h, given)
	}}
}

// of gives the one object of a type that a cmdlet was handed.
func of[T any](given args, param, typ string) (T, error) {
	var none T
	r, ok := given[param].(*record)
	if !ok || r.typ != typ {
		return none, fmt.Errorf("parameter -%s is no %s but %v", param, typ, given[param])
	}
	x, ok := r.ref.(T)
	if !ok {
		return none, fmt.Errorf("parameter -%s stands for a %T", param, r.ref)
	}
	return x, nil
}

// objects makes an array of things.
func objects[T any](all []T, view func(T) any) *pstest.Array {
	a := &pstest.Array{}
	for _, x := range all {
		a.Items = append(a.Items, view(x))
	}
	return a
}

// listed is a list as the API gives it: nothing where it is empty.
func listed(all []string) any {
	if len(all) == 0 {
		return nil
	}
	return pstest.List(all...)
}

// texts are the texts of a list that a script gave; nil where it gave none.
func texts(v any) []string {
	a, ok := v.(*pstest.Array)
	if !ok {
		return nil
	}
	out := []string{}
	for _, x := range a.Items {
		out = append(out, x.(string))
	}
	return out
}

func str(v any) string {
	s, _ := v.(string)
	return s
}

func (w *World) connection() table {
	return table{
		"Connect-VIServer": {
			Params: params{"Server": "string", "Port": "int", "NotDefault": "switch", "Credential": "any"}, Must: []string{"Server", "NotDefault"},
			Do: func(given args) (any, error) {
				name, _ := w.server.Get("Name")
				if given["Server"] != name || given["Port"] != 443 {
					return nil, pstest.Fail("no server %v", given["Server"])
				}
				w.connected++
				w.Logins = append(w.Logins, given["Credential"])
				return w.server, nil
			},
		},
		"Disconnect-VIServer": {
			Params: with(params{}, "Server", "Confirm", "WhatIf"), Must: []string{"Server"},
			Do: func(given args) (any, error) {
				if given["WhatIf"] != false {
					return nil, errors.New("a dry run would leave the connection open")
				}
				w.connected--
				return pstest.Void{}, nil
			},
		},
	}
}
