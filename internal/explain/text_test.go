package explain_test

import (
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/explain"
)

func TestText(t *testing.T) {
	t.Parallel()
	for code, want := range map[diag.Code][]string{
		"VMK411": {
			"a card without a cable", "\n\nIt comes with: vmkgen render --target kickstart\n",
			"\n\nThis fails:\n\n    cluster \"lab\" {\n      hosts", "\n\nThis passes:\n\n    cluster \"lab\" {\n",
		},
		"VMK055": { // more than one file, each under its name
			"It comes with: vmkgen validate --var-file site.vars\n",
			"\nThis fails, main.vmk.hcl:\n\n    variable \"domain\"", "\nThis fails, site.vars:\n\n    domian = ",
			"\nThis passes, main.vmk.hcl:\n", "\nThis passes, site.vars:\n\n    domain = ",
		},
		"VMK060": {"\n\nThis fails:\n\n    cluster \"lab\" {\n      hosts = [\"esx[1-4].lab.example\"]\n\n      vmk"},
	} {
		text := explain.Text(code)
		for _, part := range want {
			if !strings.Contains(text, part) {
				t.Errorf("%s lacks %q:\n%s", code, part, text)
			}
		}
		for line := range strings.Lines(text) {
			if strings.TrimRight(line, " \n") != strings.TrimRight(line, "\n") {
				t.Errorf("%s: a line ends in blanks: %q", code, line)
			}
		}
	}
	if text := explain.Text("VMK999"); text != "" {
		t.Errorf("a code that doesn't exist is explained: %s", text)
	}
	if strings.Contains(explain.Text("VMK060"), "It comes with") {
		t.Error("a page without flags names some")
	}
}
