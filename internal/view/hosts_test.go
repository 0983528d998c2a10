package view_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/golden"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/view"
)

// awkward is a cluster of names that mean something to a form of output.
func awkward() netstate.Cluster {
	vmk := func(device, group string) netstate.Vmk {
		return netstate.Vmk{Device: device, PortGroup: netstate.Some(group), Switch: netstate.Some("vSwitch0"), Stack: netstate.Some("default")}
	}
	return netstate.Cluster{Name: "a|b <i>", Release: "8.0", Groups: []netstate.Group{
		{
			Members: []netstate.Member{{Name: "esx1.東京.example"}, {Name: "esx2.東京.example", Position: 1}},
			Pattern: netstate.Host{Name: "esx1.東京.example", Vmks: []netstate.Vmk{
				vmk("vmk0", "=HYPERLINK(\"http://x\")"), vmk("vmk1", "a|b\\c`d`*e*_f_[g]"), vmk("vmk2", "größe\x1b[31m\n\ttab"), vmk("vmk3", "ネットワーク, \"x\""),
				{Device: "vmk4", Roles: []netstate.Role{}},
				vmk("vmk5", ""), vmk("vmk6", "-"), vmk("vmk7", "@sum"),
			}},
		},
		{Members: []netstate.Member{{Name: "bare.東京.example"}}, Pattern: netstate.Host{Name: "bare.東京.example"}},
	}}
}

func shown(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func tableOf(t *testing.T, s *view.Hosts, style view.Style) string {
	t.Helper()
	return shown(t, func(w io.Writer) error { return view.HostsTable(w, s, style) })
}

func TestHostForms(t *testing.T) {
	t.Parallel()
	all := hosts(everything(), awkward())
	for name, write := range map[string]func(io.Writer) error{
		"table":    func(w io.Writer) error { return view.HostsTable(w, all, view.Style{}) },
		"table120": func(w io.Writer) error { return view.HostsTable(w, all, view.Style{Width: 120}) },
		"table80":  func(w io.Writer) error { return view.HostsTable(w, all, view.Style{Width: 80}) },
		"json":     func(w io.Writer) error { return view.HostsJSON(w, all) },
		"csv":      func(w io.Writer) error { return view.HostsCSV(w, all) },
		"md":       func(w io.Writer) error { return view.HostsMarkdown(w, all) },
		"yaml":     func(w io.Writer) error { return view.HostsYAML(w, all) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			golden.Compare(t, "testdata/hosts."+name, []byte(shown(t, write)))
		})
	}
}

// A table is as wide as its terminal at most where names can be cut, which IPv6
// addresses (of the example dual-stack) are not, and never
// loses a vmk, an address, a VLAN or an MTU by it.
func TestHostsTableFits(t *testing.T) {
	t.Parallel()
	for name, s := range examples(t) {
		full := strings.Split(tableOf(t, s, view.Style{}), "\n")
		for _, width := range []int{100, 120, 160} {
			lines := strings.Split(tableOf(t, s, view.Style{Width: width}), "\n")
			if len(lines) != len(full) {
				t.Fatalf("%s: %d lines in %d columns, %d without a limit", name, len(lines), width, len(full))
			}
			for i, line := range lines {
				if n := len([]rune(line)); n > width && name != "dual-stack" {
					t.Errorf("%s: %d columns of %d: %s", name, n, width, line)
				}
				for word := range strings.FieldsSeq(full[i]) {
					if strings.ContainsAny(word, "/") && !strings.Contains(word, ":") && !strings.Contains(line, word) {
						t.Errorf("%s in %d columns lost %s: %s", name, width, word, line)
					}
				}
			}
		}
	}
}

// Colour adds to a text and changes nothing of it; without it nothing steers a
// terminal, whatever names there are.
func TestHostsTableColour(t *testing.T) {
	t.Parallel()
	s := hosts(everything(), awkward())
	coloured, plain := tableOf(t, s, view.Style{Color: true}), tableOf(t, s, view.Style{})
	if strings.ContainsAny(plain, "\x1b\t\x07") || !strings.Contains(coloured, "\x1b[1mcluster lab\x1b[0m") {
		t.Errorf("%q\n%q", plain, coloured)
	}
	if got := uncoloured(coloured); got != plain {
		t.Error(cmp.Diff(plain, got))
	}
}

// uncoloured takes the colours that a style writes out of a text.
func uncoloured(s string) string {
	for _, code := range []string{"0", "1", "2", "31", "32", "33", "34"} {
		s = strings.ReplaceAll(s, "\x1b["+code+"m", "")
	}
	return s
}

// A spreadsheet reads back each vmk's row, and takes no cell for a formula.
func TestHostsCSVIsReadBack(t *testing.T) {
	t.Parallel()
	all := examples(t)
	all["awkward"], all["everything"] = hosts(awkward()), hosts(everything())
	for name, s := range all {
		rows, err := csv.NewReader(strings.NewReader(shown(t, func(w io.Writer) error { return view.HostsCSV(w, s) }))).ReadAll()
		if err != nil {
			t.Fatal(name, err)
		}
		var want []string
		for _, c := range s.Clusters {
			for _, h := range c.Hosts {
				if len(h.Vmks) == 0 {
					want = append(want, fmt.Sprint(c.Name, "/", h.Name, "/"))
				}
				for _, v := range h.Vmks {
					want = append(want, fmt.Sprint(c.Name, "/", h.Name, "/", v.Device))
				}
			}
		}
		var got []string
		for _, r := range rows[1:] {
			got = append(got, strings.Join(r[:3], "/"))
			for _, cell := range r {
				if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
					t.Errorf("%s: a cell may be a formula: %q", name, cell)
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A row of Markdown has as many cells as its heading, whatever names there are.
func TestHostsMarkdownHasItsCells(t *testing.T) {
	t.Parallel()
	text := shown(t, func(w io.Writer) error { return view.HostsMarkdown(w, hosts(awkward(), everything())) })
	for line := range strings.Lines(text) {
		line = strings.ReplaceAll(line, `\\`, "")
		if n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|"); n != 13 {
			t.Errorf("%d bars: %s", n, line)
		}
		if i := strings.IndexByte(line, '<'); i >= 0 {
			t.Errorf("HTML comes through: %s", line)
		}
	}
	if n := strings.Count(text, "\n"); n != 2+2*8+1+2 {
		t.Errorf("%d lines:\n%s", n, text)
	}
}

// A writer that fails is told of by every form.
func TestHostsTellOfAFullDisk(t *testing.T) {
	t.Parallel()
	s := hosts(everything())
	for i, write := range []func(io.Writer, *view.Hosts) error{
		view.HostsJSON, view.HostsCSV, view.HostsMarkdown, view.HostsYAML,
		func(w io.Writer, s *view.Hosts) error { return view.HostsTable(w, s, view.Style{}) },
	} {
		if write(full{}, s) == nil {
			t.Errorf("form %d says that all is written", i)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// Hosts come in the order of their cluster, in every form.
func TestHostOrder(t *testing.T) {
	t.Parallel()
	text := tableOf(t, hosts(awkward()), view.Style{})
	at := []int{strings.Index(text, "esx1."), strings.Index(text, "esx2."), strings.Index(text, "bare.")}
	if !slices.IsSorted(at) || at[0] < 0 {
		t.Errorf("%v:\n%s", at, text)
	}
}
