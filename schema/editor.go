package schema

import (
	_ "embed"
	"encoding/json"
	"maps"
	"slices"
)

// Hosts is the schema of what show --format json prints, version 1.
//
//go:embed hosts.schema.json
var Hosts []byte

// removable are the definitions of blocks that a layer can take away again.
var removable = []string{"vmk", "switch", "stack", "ipv6", "teaming", "security", "iscsi", "nvme"}

// Editor gives the schema of a whole *.vmk.json, for editors. It differs from
// what evaluated data is judged by in three things: wherever a value may stand,
// so may a template that makes one, such as "${vars.mtu}", and null; blocks may
// be removed, or made by dynamic blocks; and what one layer leaves out, another
// may say.
func Editor() []byte {
	doc := document()
	defs := map[string]any{"dynamic": dynamic}
	for name, d := range doc["definitions"].(map[string]any) {
		defs[name] = lenient(name, d.(map[string]any))
	}
	defs["profile"] = with(defs["cluster"], nil)
	defs["cluster"] = with(defs["cluster"], map[string]any{
		"hosts": templated(hostList),
		"host":  labelled("hostblock", "What is different on one host, by its name."),
	})
	defs["hostblock"] = with(defs["hostblocks"], map[string]any{
		"number": templated(described("The number that addresses are made from.", "integer")),
		"vars":   templated(described("Values of your own, over the cluster's.", "object")),
		"mac":    templated(described("Its MAC address, for kickstart.", "string")),
		"serial": templated(described("Its serial number.", "string")),
	})
	delete(defs, "hostblocks")
	defs["variable"], defs["lint"] = variable, lint
	out := map[string]any{
		"$schema": doc["$schema"], "title": "vmkgen configuration (*.vmk.json)", "type": "object", "additionalProperties": false,
		"definitions": defs, "patternProperties": comment,
		"properties": map[string]any{
			"variable": labelled("variable", "Values that are set from outside, by name."),
			"locals":   map[string]any{"description": "Values with a name.", "type": []any{"object", "array"}, "items": map[string]any{"type": "object"}},
			"lint":     oneOrMore(map[string]any{"$ref": "#/definitions/lint"}, "Which warnings are silenced."),
			"vcenter":  labelled("vcenter", "vCenters by a name of yours."),
			"profile":  labelled("profile", "Clusters without hosts, to be shared."),
			"cluster":  labelled("cluster", "Clusters by their name in vCenter."),
		},
	}
	text, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		panic("schema: " + err.Error())
	}
	return append(text, '\n')
}

func described(description, typ string) map[string]any {
	return map[string]any{"description": description, "type": typ}
}

// comment lets "//" hold a remark, as HCL's JSON does.
var comment = map[string]any{"^//$": map[string]any{}}

var hostList = map[string]any{
	"description": "The hosts: names with bracket ranges, or objects of name, number, mac, serial and vars; what else they hold goes to vars.",
	"type":        "array",
	"items": map[string]any{
		"type": []any{"string", "object"}, "required": []any{"name"},
		"properties": map[string]any{
			"name":   described("The host's name.", "string"),
			"number": map[string]any{"description": "The number that addresses are made from.", "type": []any{"integer", "string", "null"}},
			"mac":    map[string]any{"description": "Its MAC address, for kickstart.", "type": []any{"string", "null"}},
			"serial": map[string]any{"description": "Its serial number.", "type": []any{"string", "null"}},
			"vars":   map[string]any{"description": "Values of your own, over the cluster's.", "type": []any{"object", "string", "null"}},
		},
		"additionalProperties": map[string]any{"type": []any{"string", "null"}},
	},
}

var variable = map[string]any{
	"description": "A value that is set from outside.", "type": "object", "additionalProperties": false, "patternProperties": comment,
	"properties": map[string]any{
		"type":        described("What it must be: string, number, list(string) …", "string"),
		"default":     map[string]any{"description": "Its value where nothing sets it."},
		"sensitive":   described("Whether it is a secret, printed nowhere but in the file that needs it.", "boolean"),
		"description": described("What it is for.", "string"),
	},
}

var lint = map[string]any{
	"description": "Which warnings are silenced.", "type": "object", "additionalProperties": false, "patternProperties": comment,
	"properties": map[string]any{
		"disable": templated(map[string]any{
			"description": "Their codes.", "type": "array", "items": map[string]any{"type": "string", "pattern": "^VMK[0-9]{3}$"},
		}),
	},
}

var dynamic = map[string]any{
	"description": "Blocks of one type that are made from the elements of a collection.", "type": "object", "additionalProperties": false,
	"patternProperties": comment, "required": []any{"for_each", "content"},
	"properties": map[string]any{
		"for_each": map[string]any{"description": "The collection: a list, an object, or a template that makes one.", "type": []any{"array", "object", "string"}},
		"iterator": described("The element's name in expressions; default: the type of the blocks.", "string"),
		"labels":   map[string]any{"description": "The label of each block.", "type": "array", "items": map[string]any{"type": "string"}},
		"content":  map[string]any{"description": "What each block holds.", "type": []any{"object", "array"}},
	},
}

// labelled are blocks by label: one each, or a list of them, all together or
// for each label.
func labelled(def, description string) map[string]any {
	one := oneOrMore(map[string]any{"$ref": "#/definitions/" + def}, "")
	return map[string]any{
		"description": description, "type": []any{"object", "array"}, "additionalProperties": one,
		"items": map[string]any{"type": "object", "additionalProperties": one},
	}
}

func oneOrMore(one map[string]any, description string) map[string]any {
	out := map[string]any{"anyOf": []any{one, map[string]any{"type": "array", "items": one}}}
	if description != "" {
		out["description"] = description
	}
	return out
}

// with gives a copy of an object's schema with more properties.
func with(def any, more map[string]any) map[string]any {
	out := maps.Clone(def.(map[string]any))
	props := maps.Clone(out["properties"].(map[string]any))
	maps.Copy(props, more)
	out["properties"] = props
	return out
}

// lenient lets templates stand for the values of a definition, and adds what
// evaluated data no longer has: removals, dynamic blocks and comments.
func lenient(name string, d map[string]any) any {
	def := maps.Clone(d)
	out := map[string]any{}
	blocks := false
	props := def["properties"].(map[string]any)
	for _, p := range slices.Sorted(maps.Keys(props)) {
		prop := props[p].(map[string]any)
		blocks = blocks || isBlock(prop)
		out[p] = value(prop)
	}
	if name != "route" { // a value and no block: nothing but its own names
		def["patternProperties"] = comment
	}
	if slices.Contains(removable, name) {
		out["remove"] = templated(described("Take away what earlier layers brought.", "boolean"))
		delete(def, "required")
	}
	if blocks {
		out["dynamic"] = labelled("dynamic", "Blocks that are made from a collection, by their type.")
	}
	def["properties"] = out
	return def
}

func isBlock(p map[string]any) bool {
	_, many := p["additionalProperties"].(map[string]any)
	return many || p["$ref"] != nil
}

// value is the lenient form of a property.
func value(p map[string]any) any {
	if each, many := p["additionalProperties"].(map[string]any); many {
		out := maps.Clone(p)
		one := oneOrMore(each, "")
		list := map[string]any{"type": "object", "additionalProperties": one}
		if n := p["propertyNames"]; n != nil {
			list["propertyNames"] = n
		}
		out["type"], out["additionalProperties"], out["items"] = []any{"object", "array"}, one, list
		return out
	}
	if isBlock(p) {
		return oneOrMore(p, "")
	}
	return templated(p)
}

// templated lets a template or null stand for a value. The description stays
// outside, where editors look for it.
func templated(p map[string]any) map[string]any {
	inner := maps.Clone(p)
	delete(inner, "description")
	if items, ok := inner["items"].(map[string]any); ok {
		inner["items"] = map[string]any{"anyOf": []any{items, template}}
	}
	return map[string]any{
		"description": p["description"],
		"anyOf":       []any{inner, template, map[string]any{"type": "null"}},
	}
}

var template = map[string]any{"type": "string", "pattern": `[$%]\{`}
