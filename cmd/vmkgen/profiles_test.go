package main_test

import (
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/vmkgen/vmkgen/internal/vcptest"
)

// profiles starts a server of configuration profiles before the pretend vCenter
// that simulate started, in place of one that was started before, and leads to
// it: profiles CONFIG OPTIONS [ARG...]. With arguments, remediation is vmkgen
// apply with them, on the pretend vCenter itself.
func profiles(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: profiles CONFIG OPTIONS [ARG...]")
	}
	direct := map[string]string{}
	for _, name := range []string{"GOVC_URL", "GOVC_THUMBPRINT"} {
		if direct[name] = ts.Getenv("SIM_" + name); direct[name] == "" {
			direct[name] = ts.Getenv(name)
			ts.Setenv("SIM_"+name, direct[name])
		}
	}
	vcenter, err := url.Parse(direct["GOVC_URL"])
	ts.Check(err)
	o := vcptest.Options{User: ts.Getenv("GOVC_USERNAME"), Password: ts.Getenv("GOVC_PASSWORD")}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[1])), &o))
	o.Config = ts.ReadFile(args[0])
	if apply := args[2:]; len(apply) > 0 {
		path, err := exec.LookPath("vmkgen")
		ts.Check(err)
		env := append(os.Environ(), "GOVC_URL="+direct["GOVC_URL"], "GOVC_THUMBPRINT="+direct["GOVC_THUMBPRINT"],
			"GOVC_USERNAME="+o.User, "GOVC_PASSWORD="+o.Password, "VMKGEN_RUNS="+ts.MkAbs("direct"), "HOME="+ts.MkAbs("."))
		dir := ts.MkAbs(".")
		o.OnApply = func(string) {
			c := exec.Command(path, append([]string{"apply", "--yes"}, apply...)...)
			c.Dir, c.Env = dir, env
			if out, err := c.CombinedOutput(); err != nil && c.ProcessState.ExitCode() != 3 {
				ts.Logf("%v: %v\n%s", apply, err, out)
			}
		}
	}
	s := vcptest.New(vcenter, o)
	ts.Defer(s.Close)
	ts.Setenv("GOVC_URL", "https://"+s.Address)
	ts.Setenv("GOVC_THUMBPRINT", s.Thumbprint)
}

// never fails where a word stands in what the last command printed, or in a
// file below a folder: never WORD FOLDER.
func never(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: never WORD FOLDER")
	}
	texts := map[string]string{"stdout": ts.ReadFile("stdout"), "stderr": ts.ReadFile("stderr")}
	files, err := os.ReadDir(ts.MkAbs(args[1]))
	ts.Check(err)
	for _, f := range files {
		texts[f.Name()] = ts.ReadFile(args[1] + "/" + f.Name())
	}
	for name, text := range texts {
		if strings.Contains(text, args[0]) {
			ts.Fatalf("%s holds %s:\n%s", name, args[0], text)
		}
	}
}
