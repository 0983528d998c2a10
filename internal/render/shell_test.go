package render_test

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/render"
)

var words = []string{
	"", "vmk0", "--vlan-id=5", "Management Network", "it's", "''", "'", `"`, "$HOME", "$(reboot)", "`reboot`",
	"a;b", "a&b", "a|b", "<x>", "(x)", "[0-9]", "{a,b}", "*", "?", "!", "#x", "~", "~root", "a=b", "a\\", "\\'",
	"if", "then", "in", "{", "a\nb", "a\tb", "-", "--", "%d", "a^b",
}

func TestAppendShell(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ word, want string }{
		{"", `''`},
		{"vmk0", `vmk0`},
		{"10.0.0.0/24", `10.0.0.0/24`},
		{"fe80::1%vmk0", `fe80::1%vmk0`},
		{"--vlan-id=5", `--vlan-id=5`},
		{"a=b", `'a=b'`},
		{"Management Network", `'Management Network'`},
		{"it's", `'it'\''s'`},
		{"done", `'done'`},
		{"$(reboot)", `'$(reboot)'`},
	} {
		if got := string(render.AppendShell(nil, c.word)); got != c.want {
			t.Errorf("AppendShell(%q) = %s, want %s", c.word, got, c.want)
		}
	}
	if got := string(render.AppendShell([]byte("x "), "y")); got != "x y" {
		t.Errorf("AppendShell does not append: %q", got)
	}
}

// checkParsed holds a word against a shell parser, as an argument and as a command.
func checkParsed(t interface{ Fatalf(string, ...any) }, word string) {
	quoted := string(render.AppendShell(nil, word))
	for _, before := range []string{"", "x "} {
		f, err := syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(strings.NewReader(before+quoted+"\n"), "")
		if err != nil {
			t.Fatalf("%q becomes %s: %v", word, quoted, err)
		}
		call, ok := f.Stmts[0].Cmd.(*syntax.CallExpr)
		if !ok || len(f.Stmts) != 1 || len(call.Assigns) != 0 {
			t.Fatalf("%q becomes %s, which is no single command", word, quoted)
		}
		fields, err := expand.Fields(&expand.Config{Env: expand.ListEnviron()}, call.Args...)
		if err != nil || len(fields) != len(strings.Fields(before))+1 || fields[len(fields)-1] != word {
			t.Fatalf("%q becomes %s, which is read as %q (%v)", word, quoted, fields, err)
		}
	}
}

// parsable leaves out what the parser itself changes or can't hold.
func parsable(word string) bool {
	return utf8.ValidString(word) && !strings.ContainsAny(word, "\x00\r")
}

func TestAppendShellIsReadBack(t *testing.T) {
	t.Parallel()
	for _, w := range words {
		checkParsed(t, w)
	}
	rapid.Check(t, func(t *rapid.T) {
		checkParsed(t, rapid.StringMatching(`[ -~\n\t]{0,12}`).Draw(t, "word"))
	})
}

func FuzzAppendShell(f *testing.F) {
	for _, w := range words {
		f.Add(w)
	}
	f.Fuzz(func(t *testing.T, word string) {
		if !parsable(word) {
			t.Skip("the parser changes carriage returns, and knows UTF-8 only; no shell has NUL")
		}
		checkParsed(t, word)
	})
}

func TestBusyBoxReadsItBack(t *testing.T) {
	t.Parallel()
	busybox, err := exec.LookPath("busybox")
	if err != nil {
		t.Skip("busybox is not installed")
	}
	script := []byte(`printf '%s\0'`)
	for _, w := range words {
		script = render.AppendShell(append(script, ' '), w)
	}
	out, err := exec.CommandContext(t.Context(), busybox, "ash", "-c", string(script)).Output()
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Split(string(bytes.TrimSuffix(out, []byte{0})), "\x00")
	if strings.Join(got, "|") != strings.Join(words, "|") {
		t.Errorf("ash read %q, want %q", got, words)
	}
}

func TestASCII(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"": true, "vSwitch 0 ~!": true, "Zürich": false, "a\tb": false, "a\x00": false, "a\x7f": false, "a\nb": false,
	} {
		if got := render.ASCII(name); got != want {
			t.Errorf("ASCII(%q) = %v", name, got)
		}
	}
}
