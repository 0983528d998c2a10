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
func faults(kind string, errs []gojsonschema.ResultError) []Fault {
	var out []Fault
	for _, e := range errs {
		out = append(out, fault(kind, e))
	}
	out = named(out)
	slices.SortFunc(out, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Detail, b.Detail))
	})
	return slices.CompactFunc(out, func(a, b Fault) bool { return a.Pointer == b.Pointer && a.Rule == b.Rule && a.Detail == b.Detail })
}

// named moves what is wrong with a block's name to the name, where the library
// reports it twice: vaguely there, and exactly at what holds the block.
func named(in []Fault) []Fault {
	why := map[string]string{}
	for _, f := range in {
		if f.byPattern {
			why[join(f.Pointer, f.Text)] = f.Detail
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
	return slices.DeleteFunc(in, func(f Fault) bool { return f.byPattern && names[join(f.Pointer, f.Text)] })
}

const root = "(root)"

func fault(kind string, e gojsonschema.ResultError) Fault {
	f := Fault{Pointer: pointer(e.Context()), Rule: e.Type()}
	property, _ := e.Details()["property"].(string)
	switch e.Type() {
	case "required":
		f.Missing = property
		f.Detail = fmt.Sprintf("%s is missing", property)
	case "additional_property_not_allowed":
		f.Unknown, f.Known = property, names(kind, f.Pointer)
		f.Pointer = join(f.Pointer, property)
		f.Detail = fmt.Sprintf("there is no %q here", property)
	case "invalid_property_name":
		f.Unknown = property
		f.Pointer = join(f.Pointer, property)
		f.Detail = fmt.Sprintf("%q can't be a name here", property)
	case "unique":
		f.Detail = "the same value stands in the list twice"
	case "array_min_items":
		f.Detail = "the list is empty"
	case "number_not":
		f.Excludes, f.Detail = excluded(e.Value())
	default:
		f.Demand = demand(e)
		f.Detail = shown(e.Value()) + " " + f.Demand
		f.Text, _ = e.Value().(string)
		f.byPattern = e.Type() == "pattern"
		if e.Type() == "enum" {
			f.Known = words(kind, f.Pointer)
		}
	}
	return f
}

// demand says what a value isn't, without the value.
func demand(e gojsonschema.ResultError) string {
	details := e.Details()
	switch e.Type() {
	case "format":
		return "is not " + formatWords[fmt.Sprint(details["format"])]
	case "pattern":
		return "is not " + PatternWords[fmt.Sprint(details["pattern"])]
	case "enum":
		return fmt.Sprintf("is none of %s", details["allowed"])
	case "invalid_type":
		return "is not " + article(fmt.Sprint(details["expected"]))
	case "number_gte":
		return "is less than " + bound(details["min"])
	case "number_lte":
		return "is more than " + bound(details["max"])
	case "string_gte":
		return "is too short"
	}
	return "can't stand here (" + e.Type() + ")"
}

// excluded says which things can't stand together.
func excluded(v any) (what, why string) {
	if _, list := v.([]any); list {
		return "software", `"software" stands for the adapter whatever its number, so it stands alone`
	}
	return "dhcp", "dhcp stands beside an address or a subnet, and an address comes from one of them"
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
	"server":              "a server's name or address, with or without :port",
}

// PatternWords say what a pattern of the schema asks for.
var PatternWords = map[string]string{
	`^(0|[1-9][0-9]?)\.(0|[1-9][0-9]?)(\.(0|[1-9][0-9]?))?$`:                "an ESXi version such as 8.0 or 8.0.3",
	`^(software|vmhba[0-9]+)$`:                                              `a vmhba, or "software"`,
	`^(vmnic[0-9]+|[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5})$`:                 "a vmnic or a MAC address",
	`^(vmnic|vmrdma)[0-9]+$`:                                                "a vmnic or a vmrdma device",
	`^(vmnic|vusb)[0-9]+$`:                                                  "a physical adapter such as vmnic0",
	`^[ -~]+$`:                                                              "plain ASCII text",
	`^[!-~]+$`:                                                              "plain ASCII text without blanks",
	`^[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){31}$`:                                "the SHA-256 thumbprint of a certificate",
	`^[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}$`:                               "a MAC address such as 00:50:56:00:00:01",
	`^[0-9A-Z]{5}(-[0-9A-Z]{5}){4}$`:                                        "a serial number of five groups of five",
	`^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$`:                          "a domain name",
	`^[^-\x00-\x1f\x7f][^\x00-\x1f\x7f]*$`:                                  "a name (it is empty, begins with a dash or holds a control character)",
	`^vmk(0|[1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5])$`:                  "a device from vmk0 to vmk255",
	`^(\$[16]\$[!-#%-~]+(\$[!-#%-~]+)?\$[./0-9A-Za-z]+|[./0-9A-Za-z]{13})$`: "a crypt hash that ESXi takes: $6$SALT$HASH, $1$SALT$HASH or 13 characters",
}

// shown is a value as it was written; a list or an object may hold secrets, and
// is only named.
func shown(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return fmt.Sprintf("%q", v)
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	}
	return fmt.Sprint(v)
}

func article(types string) string {
	words := map[string]string{"array": "a list", "integer": "a whole number", "string": "a text", "boolean": "true or false", "object": "a block", "[string,array]": "a text or a list"}
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
