package main

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/state"
	"github.com/vmkgen/vmkgen/schema"
)

const hostsIntro = `# Hosts as JSON

One document says what hosts have or will have. ` + "`vmkgen show --format json`" + ` prints it of a configuration, ` + "`vmkgen snapshot`" + `
writes it of any source, and every command that takes a source reads it. ` + "`show --format yaml`" + ` is the same in YAML.
` + "`vmkgen schema hosts`" + ` prints its JSON schema (draft-07), from which this page is made.

` + "```sh" + `
vmkgen show --format json > hosts.json
vmkgen schema hosts > hosts.schema.json
` + "```" + `

## Format and version

A document says what it is: ` + "`format`" + ` is ` + "`%s`" + `, ` + "`format_version`" + ` is %d. Within a version members keep their names, types and
meaning, and those that are always there stay so; new members may come. The version grows when one goes, changes its meaning
or is no longer always there. So a program that reads it compares both members, and passes over members that it doesn't know; the
schema of an older vmkgen has no place for new ones. vmkgen itself reads no member that it doesn't know: what it says would be lost.

- What is absent is, of a configuration, left alone; of a host that was looked at, it was not seen.
- A list that is there is exact: what else a host has in it goes. An empty one says that there is nothing.
- Hosts come in the order in which their cluster lists them, clusters, switches, stacks and vmks in the order of their names, numbers by value.
- The same configuration gives the same bytes. No secret is in it, and nothing of how hosts are installed.
`

// hostsSections are the objects of a document, from the outside in: a name in
// the schema, or a path of names to an object within another.
var hostsSections = []struct{ title, at string }{
	{"document", ""},
	{"cluster", "cluster"},
	{"vcenter of a cluster", "cluster/vcenter"},
	{"host", "host"},
	{"complete of a host", "host/complete"},
	{"switch", "switch"},
	{"security of a switch", "switch/security"},
	{"teaming", "teaming"},
	{"portgroup", "portgroup"},
	{"stack", "stack"},
	{"route", "route"},
	{"vmk", "vmk"},
	{"ipv4", "ipv4"},
	{"ipv6", "ipv6"},
}

// hostsPage is the contract of hosts as JSON, from its schema.
func hostsPage() []byte {
	doc, err := schema.Parse(schema.Hosts)
	if err != nil {
		panic("the embedded schema is not JSON: " + err.Error())
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, generated+hostsIntro, state.Format, state.Version)
	for _, s := range hostsSections {
		object := doc
		for step := range strings.SplitSeq(s.at, "/") {
			switch {
			case step == "":
			case object["definitions"] != nil:
				object = doc["definitions"].(map[string]any)[step].(map[string]any)
			default:
				object = object["properties"].(map[string]any)[step].(map[string]any)
			}
		}
		about := fmt.Sprint(object["description"])
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| member | type | there | meaning |\n| --- | --- | --- | --- |\n", s.title, about)
		hostsMembers(&b, doc, s.at, object)
	}
	return b.Bytes()
}

func hostsMembers(b *bytes.Buffer, doc map[string]any, at string, object map[string]any) {
	required, _ := object["required"].([]any)
	props := object["properties"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(props)) {
		there := "may be absent"
		if slices.Contains(required, any(name)) {
			there = "always"
		}
		kind, meaning := hostsMember(doc, at+"/"+name, props[name].(map[string]any))
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", name, kind, there, strings.ReplaceAll(meaning, "|", `\|`))
	}
}

// hostsMember says what a member may be, and what it means.
func hostsMember(doc map[string]any, at string, p map[string]any) (kind, meaning string) {
	if ref, ok := p["$ref"].(string); ok {
		name := strings.TrimPrefix(ref, "#/definitions/")
		to := doc["definitions"].(map[string]any)[name].(map[string]any)
		if to["properties"] != nil {
			return link(name), fmt.Sprint(to["description"])
		}
		return kindOf(to), fmt.Sprint(to["description"])
	}
	meaning, _ = p["description"].(string)
	for _, s := range hostsSections {
		if s.at == at {
			return link(s.title), meaning
		}
	}
	if items, ok := p["items"].(map[string]any); ok {
		kind, _ := hostsMember(doc, at, items)
		return "list of " + kind, meaning
	}
	if value, ok := p["const"]; ok {
		return fmt.Sprintf("`%v`", value), meaning
	}
	return kindOf(p), meaning
}

func link(title string) string {
	return fmt.Sprintf("[%s](#%s)", title, strings.ReplaceAll(title, " ", "-"))
}
