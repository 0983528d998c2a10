package sim

import (
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esxcli"
	"github.com/vmkgen/vmkgen/internal/standin"
)

const objOpen = `<obj xmlns="urn:vim25" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="%s">`

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a builder takes everything
	return b.String()
}

func element(name, text string) string { return "<" + name + ">" + escaped(text) + "</" + name + ">" }

func nativeResponse(kind, text string) string {
	return fmt.Sprintf(objOpen, "xsd:"+kind) + escaped(text) + "</obj>"
}

func cliFault(text string) string {
	return fmt.Sprintf(objOpen, "LocalizedMethodFault") + `<fault xsi:type="VimEsxCLICLIFault">` + element("errMsg", text) + "</fault>" + element("localizedMessage", "EsxCLI.CLIFault.summary") + "</obj>"
}

// kind is the name of the objects in a command's answer.
func kind(c *esxcli.Command) string { return "VimEsxCLI" + strings.ReplaceAll(c.Words, " ", "") }

// response is an answer as the executer gives it: an object for a command that
// gets one, a list of them for one that lists.
func response(c *esxcli.Command, a *standin.Answer) string {
	if a.Labels == nil {
		text := strings.TrimSuffix(a.Text, "\n")
		if text == "true" || text == "false" {
			return nativeResponse("boolean", text)
		}
		return nativeResponse("string", text)
	}
	var b strings.Builder
	if strings.HasSuffix(c.Words, " get") && len(a.Rows) == 1 && !strings.HasSuffix(c.Words, "ipv4 get") && !strings.HasSuffix(c.Words, "ipv6 get") {
		fmt.Fprintf(&b, objOpen, kind(c))
		fields(&b, a.Labels, a.Rows[0])
		return b.String() + "</obj>"
	}
	fmt.Fprintf(&b, objOpen, "ArrayOfDataObject")
	for _, row := range a.Rows {
		b.WriteString(`<DataObject xsi:type="` + kind(c) + `">`)
		fields(&b, a.Labels, row)
		b.WriteString("</DataObject>")
	}
	return b.String() + "</obj>"
}

// fields writes a record's fields, in the order of their names.
func fields(b *strings.Builder, labels []string, row []any) {
	order := make([]int, len(labels))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int { return strings.Compare(field(labels[x]), field(labels[y])) })
	for _, i := range order {
		if list, ok := row[i].([]string); ok {
			for _, item := range list {
				b.WriteString(element(field(labels[i]), item))
			}
			continue
		}
		b.WriteString(element(field(labels[i]), fmt.Sprint(row[i])))
	}
}

func field(label string) string { return strings.NewReplacer(" ", "", "/", "", "-", "").Replace(label) }

// cliInfo tells what commands a namespace has and how they are called.
func cliInfo(namespace string) (string, error) {
	words := strings.ReplaceAll(namespace, ".", " ") + " "
	var names []string
	for w := range esxcli.Table() {
		if rest, ok := strings.CutPrefix(w, words); ok && !strings.Contains(rest, " ") {
			names = append(names, w)
		}
	}
	if names == nil {
		return "", errors.New("The object or item referred to could not be found.") //nolint:revive,staticcheck // the host's text
	}
	slices.Sort(names)
	var b strings.Builder
	fmt.Fprintf(&b, objOpen, "VimCLIInfoCommandInfo")
	b.WriteString(element("name", namespace) + element("displayName", namespace[strings.LastIndex(namespace, ".")+1:]) + element("help", namespace))
	for _, w := range names {
		methodInfo(&b, esxcli.Table()[w])
	}
	return b.String() + "</obj>", nil
}

func methodInfo(b *strings.Builder, c *esxcli.Command) {
	name := c.Words[strings.LastIndex(c.Words, " ")+1:]
	b.WriteString("<method>" + element("name", name) + element("displayName", name) + element("help", c.Words))
	for _, o := range c.Options {
		b.WriteString("<param>" + element("name", parameter(o)) + element("displayName", o.Long) + element("help", o.Long))
		if o.Short != "" {
			b.WriteString(element("aliases", "-"+o.Short))
		}
		b.WriteString(element("aliases", "--"+o.Long) + element("flag", strconv.FormatBool(o.Type == "flag")) + "</param>")
	}
	b.WriteString("<hints>" + element("key", "formatter") + element("value", "simple") + "</hints></method>")
}
