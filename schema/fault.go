package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/xeipuuv/gojsonschema"
)

// faults turns the library's errors into ours: sorted, since it reports in
// random order.
func faults(errs []gojsonschema.ResultError) []Fault {
	var out []Fault
	for _, e := range errs {
		out = append(out, fault(e))
	}
	out = named(out)
	slices.SortFunc(out, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Detail, b.Detail))
	})
	return slices.Compact(out)
}

// named moves what is wrong with a block's name to the name, where the library
// reports it twice: vaguely there, and exactly at what holds the block.
func named(in []Fault) []Fault {
	why := map[string]string{}
	for _, f := range in {
		if f.Rule == "pattern" || f.Rule == "number_not" {
			if name, rest, ok := strings.Cut(strings.TrimPrefix(f.Detail, `"`), `" `); ok {
				why[join(f.Pointer, name)] = fmt.Sprintf("%q %s", name, rest)
			}
		}
	}
	names := map[string]bool{}
	for i, f := range in {
		if f.Rule == "invalid_property_name" {
			names[f.Pointer] = true
			if w := why[f.Pointer]; w != "" {
				in[i].Detail = w
			}
		}
	}
	return slices.DeleteFunc(in, func(f Fault) bool {
		if f.Rule != "pattern" && f.Rule != "number_not" {
			return false
		}
		name, _, ok := strings.Cut(strings.TrimPrefix(f.Detail, `"`), `" `)
		return ok && names[join(f.Pointer, name)]
	})
}

const root = "(root)"

func fault(e gojsonschema.ResultError) Fault {
	f := Fault{Pointer: pointer(e.Context()), Rule: e.Type()}
	property, _ := e.Details()["property"].(string)
	switch e.Type() {
	case "required":
		f.Missing = property
		f.Detail = fmt.Sprintf("%s is missing", property)
	case "additional_property_not_allowed":
		f.Unknown = property
		f.Pointer = join(f.Pointer, property)
		f.Detail = fmt.Sprintf("there is no %q here", property)
	case "invalid_property_name":
		f.Unknown = property
		f.Pointer = join(f.Pointer, property)
		f.Detail = fmt.Sprintf("%q can't be a name here", property)
	case "format":
		f.Detail = fmt.Sprintf("%s is not %s", shown(e.Value()), formatWords[fmt.Sprint(e.Details()["format"])])
	case "enum":
		f.Detail = fmt.Sprintf("%s is none of %s", shown(e.Value()), e.Details()["allowed"])
	case "invalid_type":
		f.Detail = fmt.Sprintf("%s is not %s", shown(e.Value()), article(fmt.Sprint(e.Details()["expected"])))
	case "number_gte":
		f.Detail = fmt.Sprintf("%s is less than %s", shown(e.Value()), bound(e.Details()["min"]))
	case "number_lte":
		f.Detail = fmt.Sprintf("%s is more than %s", shown(e.Value()), bound(e.Details()["max"]))
	case "unique":
		f.Detail = "the same value stands in the list twice"
	case "array_min_items":
		f.Detail = "the list is empty"
	case "string_gte":
		f.Detail = fmt.Sprintf("%s is too short", shown(e.Value()))
	case "pattern":
		f.Detail = fmt.Sprintf("%s is not %s", shown(e.Value()), PatternWords[fmt.Sprint(e.Details()["pattern"])])
	case "number_not":
		f.Detail = fmt.Sprintf("%s begins with a dash", shown(e.Value()))
	default:
		f.Detail = strings.ToLower(e.Description())
	}
	return f
}

// formatWords say what a format is, as people would.
var formatWords = map[string]string{
	"cidr":                "a network with its prefix, such as 10.8.0.0/16",
	"cidr4":               "an IPv4 subnet with its prefix, such as 10.8.0.0/24",
	"cidr6":               "an IPv6 subnet with its prefix, such as 2001:db8::/64",
	"ip":                  "an IP address",
	"ipv4":                "an IPv4 address",
	"ipv6":                "an IPv6 address",
	"ip6-or-cidr":         "an IPv6 address, with or without a prefix",
	"ip4-or-cidr-or-none": "an IPv4 address, with or without a prefix, or \"none\"",
}

// PatternWords say what a pattern of the schema asks for.
var PatternWords = map[string]string{
	`^(0|[1-9][0-9]?)\.(0|[1-9][0-9]?)(\.(0|[1-9][0-9]?))?$`: "an ESXi version such as 8.0 or 8.0.3",
	`^(software|vmhba[0-9]+)$`:                               `a vmhba, or "software"`,
	`^(vmnic[0-9]+|[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5})$`:  "a vmnic or a MAC address",
	`^(vmnic|vmrdma)[0-9]+$`:                                 "a vmnic or a vmrdma device",
	`^(vmnic|vusb)[0-9]+$`:                                   "a physical adapter such as vmnic0",
	`^-`:                                                     "a name (it begins with a dash)",
	`^[ -~]+$`:                                               "plain ASCII text",
	`^[!-~]+$`:                                               "plain ASCII text without blanks",
	`^[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){31}$`:                 "the SHA-256 thumbprint of a certificate",
	`^[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}$`:                "a MAC address such as 00:50:56:00:00:01",
	`^[0-9A-Z]{5}(-[0-9A-Z]{5}){4}$`:                         "a serial number of five groups of five",
	`^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$`:           "a domain name",
	`^[^-\x00-\x1f\x7f][^\x00-\x1f\x7f]*$`:                   "a name (it is empty, begins with a dash or holds a control character)",
	`^[^\x00-\x1f\x7f]+$`:                                    "a name (it is empty or holds a control character)",
	`^[^\x00-\x20/@]+$`:                                      "a server's name or address, with or without :port",
	`^vmk(0|[1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5])$`:   "a device from vmk0 to vmk255",
}

func shown(v any) string {
	if s, ok := v.(string); ok {
		return fmt.Sprintf("%q", s)
	}
	return fmt.Sprint(v)
}

func article(types string) string {
	words := map[string]string{"array": "a list", "integer": "a whole number", "string": "a text", "boolean": "true or false", "object": "a block", "string,array": "a text or a list"}
	if w, ok := words[types]; ok {
		return w
	}
	return types
}

func bound(v any) string {
	if r, ok := v.(interface{ FloatString(int) string }); ok {
		return r.FloatString(0)
	}
	return fmt.Sprint(v)
}

func pointer(c *gojsonschema.JsonContext) string {
	parts := strings.Split(c.String("\x00"), "\x00")
	if len(parts) > 0 && parts[0] == root {
		parts = parts[1:]
	}
	p := ""
	for _, part := range parts {
		p = join(p, part)
	}
	return p
}

var escaper = strings.NewReplacer("~", "~0", "/", "~1")

func join(p, key string) string {
	key = escaper.Replace(key)
	if p == "" {
		return key
	}
	return p + "/" + key
}
