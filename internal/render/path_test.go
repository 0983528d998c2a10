package render_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/render"
)

func TestCheckPath(t *testing.T) {
	t.Parallel()
	for _, good := range []string{
		"esxcli/fra-a/esx01.fra.example.com.sh", "esxcli/Fra A/münchen.sh", "powercli/a.ps1", "a..b", "...x",
		"esxcli/console/com10.sh", "comx.sh", "nullify", "esxcli/x/10.0.0.1.sh",
	} {
		if err := render.CheckPath(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{
		"", "/etc/passwd", "../x", "a/../b", "a/./b", "a//b", "a/", "a\x00b", "a\nb", "a\x7f", `a\b`, "a./b", "a /b", "b.",
		"CON", "esxcli/con/x.sh", "esxcli/a/Aux.sh", "nul.tar.gz", "com1.sh", "LPT9", "con .txt",
		strings.Repeat("x", 256), ".vmkgen-1.tmp",
	} {
		if render.CheckPath(bad) == nil {
			t.Errorf("%q passes", bad)
		}
	}
}

func TestSinkRefusesPathsThatMeet(t *testing.T) {
	t.Parallel()
	for name, paths := range map[string][2]string{
		"twice": {"esxcli/a/x.sh", "esxcli/a/x.sh"}, "case": {"esxcli/a/x.sh", "esxcli/A/x.sh"}, "umlaut": {"Ü", "ü"},
		"leads out": {"a", "../b"},
	} {
		for _, out := range []string{t.TempDir(), t.TempDir() + "/x.tar"} {
			_, err := put(t, out, render.Options{}, script(paths[0], ""), script(paths[1], ""))
			if we := new(render.WriteError); !errors.As(err, &we) || we.Path != paths[1] {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}
