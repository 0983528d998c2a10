package main_test

import (
	"bufio"
	"os/exec"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// simulate starts vmkgen sim in the background, and sets the environment that
// leads to it: simulate ARG...
func simulate(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: simulate ARG...")
	}
	path, err := exec.LookPath("vmkgen")
	ts.Check(err)
	c := exec.Command(path, append([]string{"sim"}, args...)...)
	c.Dir, c.Env = ts.MkAbs("."), append(c.Environ(), "HOME="+ts.MkAbs("."))
	out, err := c.StdoutPipe()
	ts.Check(err)
	ts.Check(c.Start())
	ts.Defer(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	ts.Check(err)
	for word := range strings.FieldsSeq(strings.TrimPrefix(line, "export ")) {
		if name, value, ok := strings.Cut(word, "="); ok {
			ts.Setenv(name, value)
		}
	}
}
