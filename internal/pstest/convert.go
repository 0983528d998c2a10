package pstest

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

func parseAddress(s string) (any, error) {
	a, err := netip.ParseAddr(s)
	if err != nil {
		return nil, Fail("An invalid IP address was specified: %q", s)
	}
	return ipAddress{a}, nil
}

// convert makes of a value one of a type, as a cast or a typed parameter does.
func convert(v any, typ string) (any, error) {
	if one, ok := strings.CutSuffix(typ, "[]"); ok {
		out := &Array{Items: []any{}}
		for _, item := range items(v) {
			c, err := convert(item, one)
			if err != nil {
				return nil, err
			}
			out.Items = append(out.Items, c)
		}
		return out, nil
	}
	switch typ {
	case "", "any":
		return v, nil
	case "string":
		return text(v)
	case "int":
		return toInt(v)
	case "bool", "switch":
		if typ == "bool" {
			if _, isText := v.(string); isText {
				return nil, fmt.Errorf("a text made a bool")
			}
			return truth(v), nil
		}
		if _, ok := v.(bool); !ok {
			return nil, fmt.Errorf("a %s given to a switch", typeOf(v))
		}
		return v, nil
	case "hashtable":
		if _, ok := v.(*Hash); !ok && v != nil {
			return nil, fmt.Errorf("a %s given for a hashtable", typeOf(v))
		}
		return v, nil
	case "version":
		t, ok := v.(string)
		if !ok {
			return nil, fmt.Errorf("a %s made a version", typeOf(v))
		}
		return parseVersion(t)
	case "pscustomobject":
		if h, ok := v.(*Hash); ok {
			return &Custom{h}, nil
		}
	case "System.Management.Automation.PSCredential":
		return v, nil
	}
	return nil, fmt.Errorf("a %s made a %s is not known here", typeOf(v), typ)
}

func toInt(v any) (any, error) {
	switch v := v.(type) {
	case nil:
		return 0, nil
	case int:
		return v, nil
	case string:
		n, err := strconv.Atoi(v)
		if err != nil {
			return nil, Fail("cannot convert %q to a number", v)
		}
		return n, nil
	}
	return nil, fmt.Errorf("a %s made a number", typeOf(v))
}
