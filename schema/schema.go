// Package schema holds the JSON schema of the language, and checks plain data
// against it.
//
// Its one rule: it carries what can be said of one value or one block; what
// needs two places is a rule of another room.
package schema

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"strconv"
	"sync"

	"github.com/xeipuuv/gojsonschema"
)

// Text is the schema as it stands in the file: draft-07, a definition for each
// kind of block.
//
//go:embed vmkgen.schema.json
var Text []byte

// A Fault is one thing that is wrong with a value.
type Fault struct {
	Pointer string   // keys joined by "/", with ~ and / in a key written as ~0 and ~1
	Missing string   // the attribute that is missing from what Pointer names; else empty
	Unknown string   // the name at Pointer that the schema doesn't know; else empty
	Text    string   // the value where it is a text
	Known   []string // the names or words that could stand in place of Unknown or Text; nil: not a few
	Detail  string   // what is wrong, in words, the value included
	Demand  string   // the same without the value, such as "is not a text"; empty where Detail holds none
	Rule    string   // the library's name for what was broken: number_lte, enum, format …
	// Excludes names what can't stand beside something else that is right as
	// well: dhcp, software; else empty.
	Excludes string

	byPattern bool // Text may be a block's name, which the library reports beside
}

var document = sync.OnceValue(func() map[string]any {
	doc, err := Parse(Text)
	if err != nil {
		panic("schema: the embedded schema is not JSON: " + err.Error())
	}
	return doc
})

// A judge is a compiled definition, but for properties without which the values
// that it has seen do.
type judge struct {
	schema  *gojsonschema.Schema
	without map[string]bool
}

var (
	judging sync.Mutex
	judges  = map[string]judge{} // by kind
	formats sync.Once
)

// compile compiles the definition of a kind: for its first value only what that
// value needs; whole, once, when another needs more.
func compile(kind string, value any) *gojsonschema.Schema {
	judging.Lock()
	defer judging.Unlock()
	j, seen := judges[kind]
	if seen && each(value, func(key string) bool { return !j.without[key] }) {
		return j.schema
	}
	doc, without := document(), map[string]bool(nil)
	if !seen {
		doc, without = Thin(doc, kind, value)
	}
	s, err := Compile(doc, kind)
	if err != nil {
		panic(fmt.Sprintf("schema: %s does not compile: %v", kind, err))
	}
	judges[kind] = judge{s, without}
	return s
}

// Parse reads a schema document, its numbers as they are written.
func Parse(text []byte) (doc map[string]any, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	err = d.Decode(&doc)
	return doc, err
}

// Compile compiles one definition of a schema document, and leaves the document
// as it is.
func Compile(doc map[string]any, kind string) (*gojsonschema.Schema, error) {
	formats.Do(addFormats)
	return gojsonschema.NewSchema(gojsonschema.NewRawLoader(map[string]any{
		"$schema":     "http://json-schema.org/draft-07/schema#",
		"definitions": numbered(doc["definitions"]), // a copy, since the library writes into what it compiles
		"$ref":        "#/definitions/" + kind,
	}))
}

// Check judges plain data by the definition of a kind: cluster, hostblocks,
// vcenter, or a block's name. The faults come by pointer.
func Check(kind string, value any) []Fault {
	result, err := compile(kind, value).Validate(gojsonschema.NewRawLoader(numbered(value)))
	if err != nil {
		return []Fault{{Detail: err.Error(), Rule: "type"}}
	}
	return faults(kind, result.Errors())
}

// numbered gives a copy in which every number is one that the library judges:
// it lets bounds pass on Go's own.
func numbered(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, x := range v {
			out[k] = numbered(x)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = numbered(x)
		}
		return out
	case int:
		return json.Number(strconv.Itoa(v))
	case int64:
		return json.Number(strconv.FormatInt(v, 10))
	case float64:
		return json.Number(strconv.FormatFloat(v, 'g', -1, 64))
	}
	return v
}
