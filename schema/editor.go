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

// Editor gives the schema of a whole *.vmk.json, for editors. It differs from
// what evaluated data is judged by in one thing: wherever a value may stand, so
// may a template that makes one, such as "${vars.mtu}", and null.
func Editor() []byte {
	doc := document()
	defs := map[string]any{}
	for name, d := range doc["definitions"].(map[string]any) {
		defs[name] = lenient(d)
	}
	defs["profile"] = with(defs["cluster"], nil)
	defs["cluster"] = with(defs["cluster"], map[string]any{
		"hosts": templated(map[string]any{"description": "The hosts, with bracket ranges, or objects of name, number, mac, serial and vars.", "type": "array"}),
		"host":  labelled("hostblock", "What is different on one host, by its name."),
	})
	defs["hostblock"] = with(defs["hostblocks"], map[string]any{
		"number": templated(map[string]any{"description": "The number that addresses are made from.", "type": "integer"}),
		"vars":   templated(map[string]any{"description": "Values of your own, over the cluster's.", "type": "object"}),
		"mac":    map[string]any{"description": "Its MAC address, for kickstart.", "type": "string"},
		"serial": map[string]any{"description": "Its serial number.", "type": "string"},
	})
	out := map[string]any{
		"$schema": doc["$schema"], "title": "vmkgen configuration (*.vmk.json)", "type": "object", "additionalProperties": false,
		"definitions": defs,
		"properties": map[string]any{
			"variable": map[string]any{"description": "Values that are set from outside.", "type": "object"},
			"locals":   map[string]any{"description": "Values with a name.", "type": "object"},
			"lint":     map[string]any{"description": "Which warnings are silenced.", "type": "object"},
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

// labelled are blocks by label: one each, or a list that is laid together.
func labelled(def, description string) map[string]any {
	one := map[string]any{"$ref": "#/definitions/" + def}
	return map[string]any{"description": description, "type": "object", "additionalProperties": oneOrMore(one)}
}

func oneOrMore(one map[string]any) map[string]any {
	return map[string]any{"anyOf": []any{one, map[string]any{"type": "array", "items": one}}}
}

// with gives a copy of an object's schema with more properties, and with
// remove, dynamic blocks and comments, which evaluated data no longer has.
func with(def any, more map[string]any) map[string]any {
	out := maps.Clone(def.(map[string]any))
	props := maps.Clone(out["properties"].(map[string]any))
	maps.Copy(props, more)
	props["dynamic"] = map[string]any{"description": "Blocks that are made from a collection.", "type": []any{"object", "array"}}
	out["properties"] = props
	return out
}

// lenient lets templates stand for the values of a definition.
func lenient(d any) any {
	def := maps.Clone(d.(map[string]any))
	props, _ := def["properties"].(map[string]any)
	if props == nil {
		return def
	}
	def["patternProperties"] = map[string]any{"^//$": map[string]any{}}
	out := map[string]any{"remove": map[string]any{"description": "Take away what earlier layers brought.", "type": "boolean"}}
	for _, name := range slices.Sorted(maps.Keys(props)) {
		out[name] = value(props[name].(map[string]any))
	}
	def["properties"] = out
	return def
}

// value is the lenient form of a property.
func value(p map[string]any) any {
	if _, block := p["additionalProperties"].(map[string]any); block {
		out := maps.Clone(p)
		out["additionalProperties"] = oneOrMore(p["additionalProperties"].(map[string]any))
		return out
	}
	if _, block := p["$ref"]; block {
		return oneOrMore(p)
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
