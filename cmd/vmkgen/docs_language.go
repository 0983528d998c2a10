package main

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/schema"
)

// languagePage is the table of blocks and attributes, from the schema.
func languagePage() []byte {
	doc, err := schema.Parse(schema.Text)
	if err != nil {
		panic("the embedded schema is not JSON: " + err.Error())
	}
	defs := doc["definitions"].(map[string]any)
	var b bytes.Buffer
	b.WriteString(generated + "# Blocks and attributes\n\nWhat each block may hold. The meaning of layers, defaults and expressions stands in [the language](../language.md).\n")
	for _, name := range []string{"vcenter", "cluster", "switch", "stack", "vmk", "ipv6", "teaming", "security", "iscsi", "nvme", "route", "kickstart"} {
		def := defs[name].(map[string]any)
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| attribute | type | meaning |\n| --- | --- | --- |\n", name, def["description"])
		props := def["properties"].(map[string]any)
		for _, p := range slices.Sorted(maps.Keys(props)) {
			prop := props[p].(map[string]any)
			text := fmt.Sprint(prop["description"])
			if ref, ok := prop["$ref"].(string); ok {
				to := strings.TrimPrefix(ref, "#/definitions/")
				text = fmt.Sprintf("A block: see [%s](#%s).", to, to)
			}
			if more, ok := prop["additionalProperties"].(map[string]any); ok && more["$ref"] != nil {
				to := strings.TrimPrefix(fmt.Sprint(more["$ref"]), "#/definitions/")
				text += fmt.Sprintf(" See [%s](#%s).", to, to)
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", p, kindOf(prop), strings.ReplaceAll(text, "|", `\|`))
		}
	}
	rolesTable(&b)
	functionsList(&b)
	return b.Bytes()
}

// kindOf says in a few words what a value may be.
func kindOf(p map[string]any) string {
	if p["$ref"] != nil || p["additionalProperties"] != nil {
		return "block"
	}
	if list, ok := p["enum"].([]any); ok {
		var words []string
		for _, w := range list {
			words = append(words, fmt.Sprintf("\"%v\"", w))
		}
		return strings.Join(words, ", ")
	}
	kind := strings.Trim(strings.ReplaceAll(fmt.Sprint(p["type"]), " ", " or "), "[]")
	switch kind {
	case "integer":
		if p["minimum"] != nil && p["maximum"] != nil {
			return fmt.Sprintf("%v to %v", p["minimum"], p["maximum"])
		}
		return "number"
	case "boolean":
		return "bool"
	case "array":
		return "list"
	case "string or array":
		return "string or list"
	}
	return kind
}
