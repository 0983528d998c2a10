package esxcli

import (
	"path"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/pattern"

	"github.com/vmkgen/vmkgen/internal/esxcli"
	"github.com/vmkgen/vmkgen/internal/importer"
)

// A call is a command that was run, and of what.
type call struct {
	words                      string
	vmk, stack, vswitch, group string
	whole                      bool // of all things of its kind
}

// A listing is how the output of a command is read.
type listing struct {
	labels []string // which a record of it has and none of another
	read   func(*reading, section, importer.Record)
	seen   func(*reading, section) // afterwards, even where it lists nothing
}

// commandOfLine takes a command line apart.
func commandOfLine(line string) call {
	args := importer.ShellWords(line)
	switch base := path.Base(args[0]); base {
	case "esxcfg-vmknic", "esxcfg-vswitch":
		return call{words: base, whole: true}
	}
	args = ofCommand(args)
	c, err := esxcli.Parse(args[1:])
	if err != nil {
		words := strings.Join(slices.DeleteFunc(args[1:], func(w string) bool { return strings.HasPrefix(w, "-") }), " ")
		return call{words: words}
	}
	out := call{
		words: c.Words, vmk: c.Get("interface-name"), stack: c.Get("netstack"), vswitch: c.Get("vswitch-name"), group: c.Get("portgroup-name"),
	}
	out.whole = len(c.Values) == 0
	return out
}

// ofCommand leaves out the options of esxcli itself: how something is printed
// is seen on what is printed.
func ofCommand(args []string) (out []string) {
	for i := 0; i < len(args); i++ {
		name, _, valued := strings.Cut(args[i], "=")
		switch name {
		case "--debug":
		case "--formatter", "--screen-width":
			if !valued {
				i++
			}
		case "|", ">", ">>", "2>&1", ";", "&&":
			return out
		default:
			out = append(out, args[i])
		}
	}
	return out
}

var nameWord = pattern.Of(`[^_\-. ]+`)

// options are the words of a file's name that only lead to a value.
var options = []string{"i", "N", "v", "p", "interface", "netstack", "vswitch", "portgroup", "name", "l", "txt", "csv", "json", "out", "log", "formatter", "keyvalue", "debug"}

// commandOfName takes the command out of a file's name, as vm-support and
// people spell it: esxcli_network_ip_interface_list.txt.
func commandOfName(file string) (call, bool) {
	base := path.Base(file)
	lower := strings.ToLower(base)
	switch {
	case strings.HasPrefix(lower, "esxcfg-vmknic"):
		return call{words: "esxcfg-vmknic", whole: true}, true
	case strings.HasPrefix(lower, "esxcfg-vswitch"):
		return call{words: "esxcfg-vswitch", whole: true}, true
	case !strings.HasPrefix(lower, "esxcli") && !strings.HasPrefix(lower, "localcli"):
		return call{}, false
	}
	words := nameWord().FindAllString(base, -1)[1:]
	for n := len(words); n > 0; n-- {
		c := call{words: strings.ToLower(strings.Join(words[:n], " "))}
		if c.words == "system maintenancemode get" {
			c.words = "system maintenanceMode get"
		}
		if _, ok := listings[c.words]; !ok && c.words != "iscsi software get" {
			continue
		}
		rest := slices.DeleteFunc(words[n:], func(w string) bool { return slices.Contains(options, w) })
		of := strings.Join(rest, "-")
		c.vmk, c.stack, c.vswitch, c.group, c.whole = of, of, of, of, of == ""
		if !strings.HasPrefix(of, "vmk") {
			c.vmk = ""
		}
		return c, true
	}
	return call{words: strings.Join(words, " ")}, true
}

// commandOfLabels finds the command that prints records with these labels.
func commandOfLabels(rec importer.Record) string {
	best, most := "", 0
	for words, l := range listings {
		if n := len(l.labels); n > most && rec.Has(l.labels...) || n == most && n > 0 && rec.Has(l.labels...) && words < best {
			best, most = words, n
		}
	}
	return best
}
