package script

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/scripted"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
	"github.com/vmkgen/vmkgen/internal/pattern"
)

// opsLine begins the list of what a script of vmkgen's own wants.
const opsLine = "ops() {"

var ownMark = pattern.Of(`(?m)^# Made by vmkgen `)

// isOwn says whether vmkgen made a script. It then lists what is wanted.
func isOwn(text string) bool {
	return ownMark().MatchString(text) && strings.Contains(text, "\n"+opsLine+"\n")
}

// An own script is one that vmkgen made, while it is read.
type own struct {
	file  string
	host  *scripted.Host
	diags diag.List
}

// read reads the list of what is wanted.
func (o *own) read(text string) {
	if !strings.Contains(text, "\nguards() { :; }\n") {
		o.diags = append(o.diags, importer.Fault(diag.SourceIncomplete, o.file, 0, "this script makes a change, and does not say all that is wanted",
			"import the script of the whole configuration, which vmkgen render makes without --from"))
		return
	}
	inside, ended := false, false
	for i, line := range strings.Split(text, "\n") {
		switch {
		case ended:
			return
		case strings.HasPrefix(line, "host="):
			if w := importer.ShellWords(line[len("host="):]); len(w) == 1 {
				o.host.Name = w[0]
			}
		case strings.HasPrefix(line, "release="):
			if r, err := esx.ParseRelease(line[len("release="):]); err == nil {
				o.host.Release = r.String()
			}
		case line == opsLine:
			inside = true
		case line == "}" && inside:
			ended = true
		case inside:
			o.line(i+1, importer.ShellWords(line))
		}
	}
	if !ended {
		o.fault(diag.SourceBroken, 0, "the list of what is wanted has no end")
	}
}

func (o *own) fault(code diag.Code, line int, format string, args ...any) {
	o.diags = append(o.diags, importer.Fault(code, o.file, line, fmt.Sprintf(format, args...), "render the script again"))
}

// guiding are the lines that say how something is done, and nothing that is wanted.
var guiding = []string{":", "restore", "single_role"}

func (o *own) line(at int, words []string) {
	if len(words) == 0 || slices.Contains(guiding, words[0]) {
		return
	}
	l := &ownLine{words: words[1:]}
	made := l.operation(words[0])
	switch {
	case made == nil:
		o.fault(diag.SourceBroken, at, "%q is nothing that vmkgen writes there", words[0])
	case l.bad != "":
		o.fault(diag.SourceValue, at, "%s: %s", words[0], l.bad)
	case o.host.Do(made):
		o.fault(diag.SourceIncomplete, at, "%s takes something away, which only a change does", words[0])
	}
}

// An ownLine is a line of the list: what a function of the library is handed.
type ownLine struct {
	words []string
	bad   string // what is wrong with it; empty: nothing
}

func (l *ownLine) wrong(format string, args ...any) {
	if l.bad == "" {
		l.bad = fmt.Sprintf(format, args...)
	}
}

// word gives the next word.
func (l *ownLine) word() string {
	if len(l.words) == 0 {
		l.wrong("the line ends too early")
		return ""
	}
	w := l.words[0]
	l.words = l.words[1:]
	return w
}

func (l *ownLine) rest() []string {
	r := l.words
	l.words = nil
	return r
}

func (l *ownLine) device() string {
	d := l.word()
	if !scripted.Device(d) {
		l.wrong("%q is no vmk", d)
	}
	return d
}

func (l *ownLine) number() int {
	w := l.word()
	n, err := strconv.Atoi(w)
	if err != nil || n < 0 {
		l.wrong("%q is no number", w)
	}
	return n
}

func (l *ownLine) stack() string { return esx.StackName(l.word()) }

func (l *ownLine) address(w string) netip.Addr {
	a, err := netip.ParseAddr(w)
	if err != nil {
		l.wrong("%q is no address", w)
	}
	return a
}

// ownGateway reads a vmk's own gateway: none, or nothing said.
func (l *ownLine) ownGateway(w string) netstate.Opt[netip.Addr] {
	switch w {
	case "":
		return netstate.Opt[netip.Addr]{}
	case "none":
		return netstate.Some(netip.Addr{})
	}
	return netstate.Some(l.address(w))
}

func (l *ownLine) optBool(w string) netstate.Opt[bool] {
	switch w {
	case "":
		return netstate.Opt[bool]{}
	case "true", "false":
		return netstate.Some(w == "true")
	}
	l.wrong("%q is neither true nor false", w)
	return netstate.Opt[bool]{}
}

// options takes words such as --mtu=9000 apart.
func (l *ownLine) options(take func(name, value string) bool) {
	for _, w := range l.rest() {
		name, value, ok := strings.Cut(w, "=")
		if !ok || !take(name, value) {
			l.wrong("%q is no option of it", w)
		}
	}
}

// operation reads the operation that a function carries out; nil: there is no such.
func (l *ownLine) operation(function string) op.Op {
	for _, set := range []map[string]func(*ownLine) op.Op{ownPlaces(), ownVmks(), ownStacks(), ownRemovals()} {
		if read, ok := set[function]; ok {
			return read(l)
		}
	}
	return nil
}

func ownPlaces() map[string]func(*ownLine) op.Op {
	return map[string]func(*ownLine) op.Op{
		"switch": func(l *ownLine) op.Op { return op.EnsureSwitch{Switch: l.word()} },
		"switch_mtu": func(l *ownLine) op.Op {
			o := op.SetSwitchMTU{Switch: l.word(), MTU: l.number()}
			if l.word() == "lower" {
				o.Way = op.Lower
			}
			return o
		},
		"uplinks":        func(l *ownLine) op.Op { return op.SetUplinks{Switch: l.word(), Uplinks: l.rest()} },
		"switch_teaming": func(l *ownLine) op.Op { return op.SetSwitchTeaming{Switch: l.word(), Teaming: l.teaming()} },
		"security":       (*ownLine).security,
		"discovery":      (*ownLine).discovery,
		"portgroup": func(l *ownLine) op.Op {
			return op.EnsurePortGroup{Place: op.Place{PortGroup: l.word(), Switch: l.word(), Of: l.device()}}
		},
		"vlan": func(l *ownLine) op.Op {
			return op.SetVLAN{Place: op.Place{PortGroup: l.word(), Of: l.device()}, VLAN: l.number()}
		},
		"portgroup_teaming": (*ownLine).groupTeaming,
	}
}

func (l *ownLine) teaming() (t netstate.Teaming) {
	l.options(func(name, value string) bool {
		switch name {
		case "-l", "--load-balancing":
			at := slices.IndexFunc(esx.Teaming, func(r esx.TeamingRow) bool { return r.Set == value })
			if at < 0 {
				return false
			}
			t.Policy = netstate.Some(esx.Teaming[at].Policy)
		case "-f", "--failure-detection":
			t.Detection = netstate.Some(netstate.Detection(value))
		case "-n", "--notify-switches":
			t.Notify = l.optBool(value)
		case "--failback":
			t.Failback = l.optBool(value)
		case "--active-uplinks":
			t.Active = importer.List(value)
		case "--standby-uplinks":
			t.Standby = importer.List(value)
		default:
			return false
		}
		return true
	})
	return t
}

func (l *ownLine) groupTeaming() op.Op {
	first := l.word()
	inherits := first == "--use-vswitch"
	if inherits {
		first = l.word()
	}
	o := op.SetPortGroupTeaming{Place: op.Place{PortGroup: first, Of: l.device()}, Teaming: l.teaming()}
	o.Teaming.Inherits = inherits
	return o
}

func (l *ownLine) security() op.Op {
	o := op.SetSecurity{Switch: l.word()}
	l.options(func(name, value string) bool {
		at := map[string]*netstate.Opt[bool]{
			"--allow-promiscuous": &o.Security.Promiscuous, "--allow-mac-change": &o.Security.MACChanges, "--allow-forged-transmits": &o.Security.ForgedTransmits,
		}[name]
		if at == nil {
			return false
		}
		*at = l.optBool(value)
		return true
	})
	return o
}

func (l *ownLine) discovery() op.Op {
	o := op.SetDiscovery{Switch: l.word()}
	spelt := l.word()
	for d, s := range esx.CDP {
		if s == spelt {
			o.Discovery = d
		}
	}
	if o.Discovery == "" {
		l.wrong("%q is no discovery mode", spelt)
	}
	return o
}
