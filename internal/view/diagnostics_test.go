package view_test

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/view"
)

// spot gives the place of the n-th piece of a text between «», and the text
// without the marks.
func spot(t testing.TB, file, marked string) (diag.Range, string) {
	t.Helper()
	before, rest, ok := strings.Cut(marked, "«")
	middle, after, closed := strings.Cut(rest, "»")
	if !ok || !closed {
		t.Fatalf("no spot in %q", marked)
	}
	return diag.Range{File: file, Start: posAt(before), End: posAt(before + middle)}, before + middle + after
}

func posAt(before string) diag.Pos {
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return diag.Pos{Line: strings.Count(before, "\n") + 1, Column: utf8.RuneCountInString(line) + 1, Byte: len(before)}
}

func textOf(t testing.TB, l diag.List, src *diag.Sources, style view.Style) string {
	t.Helper()
	var b bytes.Buffer
	if err := view.Diagnostics(&b, l, src, style); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSnippets(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 200)
	for name, c := range map[string]struct{ marked, want string }{
		"in the middle":         {"a\nvlan = «4095» # why\nb", "    2 | vlan = 4095 # why\n      |        ^^^^\n"},
		"the whole line":        {"«a»", "    1 | a\n      | ^\n"},
		"nothing":               {"ab«»c", "    1 | abc\n      |   ^\n"},
		"past the end":          {"abc«»", "    1 | abc\n      |    ^\n"},
		"an empty text":         {"«»", "    1 | \n      | ^\n"},
		"more than a line":      {"a = «[\n  1,\n]»\n", "    1 | a = [\n      |     ^\n"},
		"tabs before and in it": {"\ta\t= «\"\t\"» # x", "    1 |     a    = \"    \" # x\n      |            ^^^^^^\n"},
		"wide characters":       {"名 = «\"東京\"» + x", "    1 | 名 = \"東京\" + x\n      |      ^^^^^^\n"},
		"marks over a letter":   {"e\u0301 = «e\u0301x» y", "    1 | e\u0301 = e\u0301x y\n      |     ^^\n"},
		"line ends of Windows":  {"a\r\nb = «1»\r\nc", "    2 | b = 1\n      |     ^\n"},
		"up to a line's end":    {"b = «1\r\n»c", "    1 | b = 1\n      |     ^\n"},
		"what steers terminals": {"a = «\"\x1b[31m\u202e\x07\"»", "    1 | a = \"\uFFFD[31m\uFFFD\uFFFD\"\n      |     ^^^^^^^^^\n"},
		"no UTF-8":              {"a\xff = «\xfe\xfd1»", "    1 | a\uFFFD = \uFFFD1\n      |      ^^\n"},
		"a long line's begin":   {"a = «b»" + long, "    1 | a = b" + strings.Repeat("x", 94) + "…\n      |     ^\n"},
		"a long line's middle":  {long + "«b»" + long, "    1 | …" + strings.Repeat("x", 50) + "b" + strings.Repeat("x", 47) + "…\n      | " + strings.Repeat(" ", 51) + "^\n"},
		"a long line's end":     {long + "«b»", "    1 | …" + strings.Repeat("x", 50) + "b\n      | " + strings.Repeat(" ", 51) + "^\n"},
		"a long spot":           {"a = «" + long + "»", "    1 | a = " + strings.Repeat("x", 95) + "…\n      |     " + strings.Repeat("^", 96) + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, text := spot(t, "f", c.marked)
			src := &diag.Sources{}
			src.Add("f", []byte(text))
			got := textOf(t, diag.List{{Code: "VMK060", Summary: "s", Subject: &r}}, src, view.Style{})
			if _, body, _ := strings.Cut(got, "\n"); body != c.want {
				t.Errorf("got\n%s\nwant\n%s\n%s", body, c.want, cmp.Diff(c.want, body))
			}
		})
	}
}

// sample is a list in which each part of a diagnostic is there.
func sample(t *testing.T) (diag.List, *diag.Sources) {
	t.Helper()
	src := &diag.Sources{}
	at, text := spot(t, "site/a.vmk.hcl", "profile \"p\" {\n  vmk \"vmk1\" { mtu = «9001» }\n}\n")
	src.Add("site/a.vmk.hcl", []byte(text))
	via, text := spot(t, "site/b.vmk.hcl", "cluster «\"c\"» {\n  hosts = []\n}\n")
	src.Add("site/b.vmk.hcl", []byte(text))
	other, text := spot(t, "c.json", `{"cluster": {«"d"»: {}}}`)
	src.Add("c.json", []byte(text))
	secret, text := spot(t, "s.hcl", "a = «\"hunter2\"»\n")
	src.Add("s.hcl", []byte(text))
	src.Hide(secret)
	return diag.List{
		{
			Code: "VMK060", Severity: diag.Error, Summary: "a value that can't stand here", Detail: "9001 is more than 9000\n  and more",
			Hint: "say less\nor nothing", Path: "c/vmk/vmk1/mtu", Subject: &at, Context: &via, Via: []diag.Range{via, other}, Hosts: 3, Host: "esx1",
		},
		{Code: "VMK032", Severity: diag.Error, Summary: "a secret", Subject: &secret, Host: "esx1"},
		{Code: "VMK210", Severity: diag.Warning, Summary: "one uplink on esx1", Host: "esx1", Hosts: 1},
		{Code: "VMK205", Severity: diag.Note, Summary: "many\nlines", Hosts: 2},
	}, src
}

const sampleText = `site/a.vmk.hcl:2:22: error VMK060: a value that can't stand here
    2 |   vmk "vmk1" { mtu = 9001 }
      |                      ^^^^
  9001 is more than 9000
    and more
  used by cluster "c" at site/b.vmk.hcl:1:9
  used at c.json:1:14
  on 3 hosts, the first is esx1
  hint: say less
        or nothing

s.hcl:1:5: error VMK032: a secret
    1 | (this line may hold a secret and is not shown)
  on esx1

warning VMK210: one uplink on esx1

note VMK205: many lines
  on 2 hosts
`

func TestDiagnosticsText(t *testing.T) {
	t.Parallel()
	l, src := sample(t)
	if diff := cmp.Diff(sampleText, textOf(t, l, src, view.Style{})); diff != "" {
		t.Error(diff)
	}
	if got := textOf(t, nil, src, view.Style{}); got != "" {
		t.Errorf("of nothing it tells %q", got)
	}
	if got := textOf(t, l[:1], nil, view.Style{}); !strings.HasPrefix(got, "site/a.vmk.hcl:2:22: error VMK060: a value that can't stand here\n  9001 ") {
		t.Errorf("without texts: %s", got)
	}
	if view.Diagnostics(full{}, l, src, view.Style{}) == nil {
		t.Error("it is told where nothing can be written")
	}
}

// Colour is added to the text and changes nothing of it.
func TestDiagnosticsColour(t *testing.T) {
	t.Parallel()
	l, src := sample(t)
	got := textOf(t, l, src, view.Style{Color: true})
	if diff := cmp.Diff(sampleText, uncoloured(got)); diff != "" {
		t.Error(diff)
	}
	for _, part := range []string{
		"\x1b[1msite/a.vmk.hcl:2:22\x1b[0m: \x1b[31merror VMK060\x1b[0m: \x1b[1ma value", "\x1b[31m^^^^\x1b[0m\n", "\x1b[33mwarning VMK210\x1b[0m",
		"\x1b[34mnote VMK205\x1b[0m", "\x1b[32mhint:\x1b[0m say less", "\x1b[2m    2 |\x1b[0m   vmk",
	} {
		if !strings.Contains(got, part) {
			t.Errorf("%q is not in %q", part, got)
		}
	}
}

// Whatever stands in a configuration, what is told of it steers no terminal,
// and each diagnostic begins a line of its own.
func TestDiagnosticsSteerNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		l, src := drawn(rt)
		got := textOf(both{t, rt}, l, src, view.Style{})
		if i := strings.IndexFunc(got, steers); i >= 0 {
			rt.Fatalf("%q comes through: %q", got[i:], got)
		}
		heads := 0
		for line := range strings.Lines(got) {
			if strings.Contains(line, ": error VMK060: ") || strings.HasPrefix(line, "error VMK060: ") {
				heads++
			}
		}
		if heads < len(l) {
			rt.Fatalf("%d heads of %d diagnostics: %q", heads, len(l), got)
		}
	})
}

// steers says whether a character does something to a terminal.
func steers(r rune) bool {
	return r < 0x20 && r != '\n' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// drawn gives diagnostics of any texts and places.
func drawn(t *rapid.T) (diag.List, *diag.Sources) {
	word := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "a\nb", "\r\n", "100%", "a,b:c", "::error::x", "\x1b[31m", "\u202e", "%0A", "é", "東京\t"}))
	src := &diag.Sources{}
	var l diag.List
	for i := range rapid.IntRange(1, 3).Draw(t, "how many") {
		text := rapid.SliceOfN(rapid.Byte(), 0, 60).Draw(t, "text")
		file := fmt.Sprintf("f%d%s", i, word.Draw(t, "file"))
		src.Add(file, text)
		d := diag.Diagnostic{Code: "VMK060", Summary: "s" + word.Draw(t, "summary"), Detail: word.Draw(t, "detail"), Hint: word.Draw(t, "hint"), Host: word.Draw(t, "host")}
		if rapid.Bool().Draw(t, "placed") {
			from := rapid.IntRange(0, len(text)).Draw(t, "from")
			to := rapid.IntRange(from, len(text)).Draw(t, "to")
			d.Subject = &diag.Range{File: file, Start: posAt(string(text[:from])), End: posAt(string(text[:to]))}
			d.Via = []diag.Range{*d.Subject}
		}
		l = append(l, d)
	}
	return l, src
}

// Equal ones that hosts share are folded into one that counts them; others
// stay apart.
func TestFolding(t *testing.T) {
	t.Parallel()
	at, text := spot(t, "f", "«a» b")
	src := &diag.Sources{}
	src.Add("f", []byte(text))
	one := diag.Diagnostic{Code: "VMK060", Summary: "s", Detail: "d", Subject: &at}
	other := one
	other.Detail = "e"
	got := textOf(t, diag.List{other, one, one, other}.Sorted(), src, view.Style{})
	if n := strings.Count(got, "VMK060"); n != 2 || strings.Index(got, "  d\n") > strings.Index(got, "  e\n") {
		t.Errorf("%d:\n%s", n, got)
	}
}

func githubOf(t testing.TB, l diag.List, src *diag.Sources) string {
	t.Helper()
	var b bytes.Buffer
	if err := view.DiagnosticsGitHub(&b, l, src); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestDiagnosticsGitHub(t *testing.T) {
	t.Parallel()
	l, src := sample(t)
	long := diag.Range{File: "a, b:c%.hcl", Start: diag.Pos{Line: 2, Column: 3}, End: diag.Pos{Line: 4, Column: 1}}
	l = append(l, diag.Diagnostic{Code: "VMK002", Summary: "50% of it", Detail: "a\r\nb", Subject: &long})
	want := strings.Join([]string{
		"::error file=site/a.vmk.hcl,line=2,endLine=2,col=22,endColumn=26,title=VMK060 a value that can't stand here::" +
			"9001 is more than 9000%0A  and more%0Aused by cluster \"c\" at site/b.vmk.hcl:1:9%0Aused at c.json:1:14%0Aon 3 hosts, the first is esx1%0Ahint: say less%0Aor nothing",
		"::error file=s.hcl,line=1,endLine=1,col=5,endColumn=14,title=VMK032 a secret::on esx1",
		"::warning title=VMK210 one uplink on esx1::one uplink on esx1",
		"::notice title=VMK205 many lines::on 2 hosts",
		"::error file=a%2C b%3Ac%25.hcl,line=2,endLine=4,title=VMK002 50%25 of it::a\uFFFD%0Ab",
		"",
	}, "\n")
	if diff := cmp.Diff(want, githubOf(t, l, src)); diff != "" {
		t.Error(diff)
	}
	if view.DiagnosticsGitHub(full{}, l, src) == nil {
		t.Error("it is told where nothing can be written")
	}
}

// One diagnostic is one command, whatever it says, and GitHub reads its parts
// as they are meant.
func TestGitHubCommandsAreReadBack(t *testing.T) {
	t.Parallel()
	back := strings.NewReplacer("%25", "%", "%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",")
	rapid.Check(t, func(rt *rapid.T) {
		l, src := drawn(rt)
		lines := strings.Split(strings.TrimSuffix(githubOf(both{t, rt}, l, src), "\n"), "\n")
		if len(lines) != len(l) {
			rt.Fatalf("%d commands of %d diagnostics: %q", len(lines), len(l), lines)
		}
		for i, line := range lines {
			head, message, ok := strings.Cut(strings.TrimPrefix(line, "::"), "::")
			command, props, _ := strings.Cut(head, " ")
			read := map[string]string{}
			for p := range strings.SplitSeq(props, ",") {
				k, v, _ := strings.Cut(p, "=")
				read[k] = back.Replace(v)
			}
			if !ok || command != "error" || !strings.HasPrefix(read["title"], "VMK060") || strings.ContainsAny(message, "\r\n") {
				rt.Fatalf("%q", line)
			}
			if s := l[i].Subject; s != nil && (read["file"] != s.File || read["line"] != strconv.Itoa(s.Start.Line)) {
				rt.Fatalf("%q is not at %v", line, s)
			}
		}
	})
}
