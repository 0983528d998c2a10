package powercli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// checker gives the PowerShell checker's program: $VMKGEN_PSCHECK, or what the
// neighbour of this repository builds to. Empty: there is none.
var checker = sync.OnceValue(func() string {
	if p := os.Getenv("VMKGEN_PSCHECK"); p != "" {
		return p
	}
	dir, err := filepath.Abs(filepath.Join("..", "..", "..", "..", "shared", "tools", "pscheck"))
	if err != nil {
		return ""
	}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
		return ""
	}
	program := filepath.Join(os.TempDir(), "vmkgen-pscheck", "pscheck")
	build := exec.Command("go", "build", "-o", program, "./cmd/pscheck")
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		return "cannot be built: " + string(out)
	}
	return program
})

// check runs the checker over a script, where there is one.
func check(t *testing.T, body string) {
	t.Helper()
	if checker() == "" {
		return
	}
	file := filepath.Join(t.TempDir(), "script.ps1")
	if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(checker(), "-strict", file).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestPscheck(t *testing.T) {
	t.Parallel()
	if checker() == "" {
		t.Skip("no checker: set VMKGEN_PSCHECK to the program to run it")
	}
	check(t, script(t, cluster(full(), "esx01", "esx02")))
	c := cluster(full(), "esx01")
	c.Server = ""
	check(t, script(t, c))
}
