package script_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/syntax"

	"github.com/vmkgen/vmkgen/templates"
)

// What scripts may use of the shell of ESXi 6.7 and of the programs there. Each
// is POSIX, has been in BusyBox for longer than ESXi 6.7 and hangs on no option
// that its makers may have left out.
var (
	// programs are BusyBox's applets and ESXi's own programs, with the flags of
	// theirs that are used.
	programs = map[string]string{
		"awk": "-F -v", "cat": "", "mkdir": "-p", "mv": "", "rm": "-f -rf", "sed": "", "sleep": "", "tr": "-d",
		"esxcli": "", "logger": "-t",
	}
	builtins = map[string]string{
		":": "", "[": "-n -z -e -f -eq -gt -ge -le -lt", "break": "", "continue": "", "eval": "", "exit": "", "export": "",
		"kill": "-0", "printf": "", "read": "-r", "return": "", "set": "-uf -f", "shift": "", "trap": "-",
	}
	// called are words that name a command by a variable.
	called    = []string{`"$form"`, `"is_$gd_kind"`, `"$backup"`}
	awkCalls  = []string{"bits", "flush", "gsub", "index", "match", "split", "sub", "substr", "tolower"}
	awkCall   = regexp.MustCompile(`([A-Za-z_]+)\(`)
	awkVar    = regexp.MustCompile(`^[a-z]+=`)
	awkVars   = []string{`want="$1"`, `sep="$us"`, `d="$1"`, `m="$2"`} // labels, devices and MACs, never names
	awkSyntax = []string{"if", "for", "while", "exit", "in"}
	oneDash   = regexp.MustCompile(`^-[A-Za-z0-9]*$`)
	onlyS     = regexp.MustCompile(`^s(.)`)
)

// TestShellOfESXi67 holds the library to that.
func TestShellOfESXi67(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(templates.FS, "esxcli/*.sh")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	var all []*syntax.File
	functions := map[string]bool{"ops": true, "guards": true}
	for _, name := range files {
		text, err := fs.ReadFile(templates.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(strings.NewReader(string(text)), name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, file)
		syntax.Walk(file, func(n syntax.Node) bool {
			if f, ok := n.(*syntax.FuncDecl); ok {
				functions[f.Name.Value] = true
			}
			return true
		})
	}
	seen := map[string]bool{}
	for _, file := range all {
		syntax.Walk(file, func(n syntax.Node) bool {
			if call, ok := n.(*syntax.CallExpr); ok && len(call.Args) > 0 && !functions[call.Args[0].Lit()] {
				seen[word(t, call.Args[0])] = true
				if complaint := judgeCall(t, call.Args); complaint != "" {
					t.Errorf("%s:%s: %s", file.Name, call.Pos(), complaint)
				}
			}
			return true
		})
	}
	for _, list := range []map[string]string{programs, builtins} {
		for name := range list {
			if !seen[name] {
				t.Errorf("%s is allowed and never used", name)
			}
		}
	}
}

// word gives a word as it is written.
func word(t *testing.T, w *syntax.Word) string {
	t.Helper()
	var b strings.Builder
	if err := syntax.NewPrinter().Print(&b, w); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func judgeCall(t *testing.T, args []*syntax.Word) string {
	t.Helper()
	name := word(t, args[0])
	flags, known := programs[name]
	if !known {
		flags, known = builtins[name]
	}
	switch {
	case slices.Contains(called, name):
		return ""
	case !known:
		return name + " is neither a function nor a program that is known to be there"
	case name == "esxcli":
		return "" // its words are judged elsewhere
	}
	for _, a := range args[1:] {
		text := word(t, a)
		if text == "--" {
			break
		}
		if oneDash.MatchString(text) && !slices.Contains(strings.Fields(flags), text) {
			return name + " may not be there with " + text
		}
		if name == "awk" && awkVar.MatchString(text) && !slices.Contains(awkVars, text) {
			return "awk would read backslashes in " + text
		}
		if program, ok := strings.CutPrefix(text, "'"); ok && name == "awk" {
			for _, c := range awkCall.FindAllStringSubmatch(program, -1) {
				if !slices.Contains(awkCalls, c[1]) && !slices.Contains(awkSyntax, c[1]) {
					return "awk may not be there with " + c[1]
				}
			}
		}
		if name == "sed" && !onlyS.MatchString(strings.Trim(text, `"'`)) {
			return "sed is there to substitute, not for " + text
		}
	}
	return ""
}
