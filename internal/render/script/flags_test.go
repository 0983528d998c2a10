package script_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/esxtest"
	"github.com/vmkgen/vmkgen/internal/standin"
)

func TestOtherHosts(t *testing.T) {
	t.Parallel()
	text := rendered(t, wanted())
	for _, c := range []struct {
		name string
		make func(*standin.Host)
		says string
	}{
		{"another name", func(h *standin.Host) { h.Name = "esx02.lab.example" }, "this is esx02.lab.example, not esx01.lab.example"},
		{"another domain", func(h *standin.Host) { h.Name = "esx01.prod.example" }, "not esx01.lab.example"},
		{"a longer name", func(h *standin.Host) { h.Name = "esx011.lab.example" }, "not esx01.lab.example"},
		{"an older release", func(h *standin.Host) { h.Version = "7.0.2" }, "this host runs ESXi 7.0.2, older than 7.0.3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := fresh()
			c.make(h)
			refuses(t, h, text, esxtest.Run{}, c.says)
		})
	}
	for name, prepare := range map[string]func(*standin.Host){
		"the short name":  func(h *standin.Host) { h.Name = "esx01" },
		"upper case":      func(h *standin.Host) { h.Name = "ESX01.Lab.Example" },
		"the same":        func(h *standin.Host) { h.Version = "7.0.3" },
		"a newer release": func(h *standin.Host) { h.Version = "9.0.0" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := fresh()
			prepare(h)
			ends(t, h, text, allowed, 0)
		})
	}
	h := fresh()
	h.Name = "localhost"
	ends(t, h, text, esxtest.Run{Args: []string{"--any-host", "--allow-management"}}, 0)
}

func TestDryRun(t *testing.T) {
	t.Parallel()
	text := rendered(t, wanted())
	for name, from := range map[string]*standin.Host{"fresh": fresh(), "jumbled": jumbled(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, was := from.Clone(), from.Clone()
			folder := t.TempDir()
			r := ends(t, h, text, esxtest.Run{Args: []string{"--dry-run", "--allow-management"}, Folder: folder}, 0)
			if d := differ(was, h); r.Writes != 0 || r.Saved || d != "" {
				t.Errorf("%d writes\n%s", r.Writes, d)
			}
			if left, _ := filepath.Glob(folder + "/*"); len(left) > 0 {
				t.Errorf("it leaves %v behind", left)
			}
			done := ends(t, h, text, allowed, 0)
			printed := strings.ReplaceAll(strings.Join(commandLines(r.Stdout), "\n"), "'<software adapter>'", standin.SoftwareHBA)
			if d := cmp.Diff(strings.Split(printed, "\n"), writes(done)); d != "" {
				t.Errorf("what it prints is not what it runs:\n%s", d)
			}
			if told := fmt.Sprintf("not run, as this is a dry run: %d commands", done.Writes); !strings.Contains(r.Stderr, told) {
				t.Errorf("%q is not told:\n%s", told, r.Stderr)
			}
		})
	}
}

func commandLines(out string) (lines []string) {
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, "esxcli ") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

func writes(r esxtest.Result) (lines []string) {
	for _, call := range r.Calls {
		if standin.Writes(call) {
			words := []string{"esxcli"}
			for _, w := range call {
				if w == "" || strings.ContainsAny(w, " '\"$;[]()") {
					w = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
				}
				words = append(words, w)
			}
			lines = append(lines, strings.Join(words, " "))
		}
	}
	return lines
}

func TestOneRunAtATime(t *testing.T) {
	t.Parallel()
	text := rendered(t, wanted())
	lock := func(pid string) string {
		folder := t.TempDir()
		if err := os.Mkdir(filepath.Join(folder, "lock"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "lock", "pid"), []byte(pid+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return folder
	}
	refuses(t, fresh(), text, esxtest.Run{Folder: lock(strconv.Itoa(os.Getpid()))}, "another run is under way")

	how := allowed
	how.Folder = lock("999999999")
	ends(t, fresh(), text, how, 0)
	if _, err := os.Stat(filepath.Join(how.Folder, "lock")); err == nil {
		t.Error("the lock is still there")
	}
}

func TestArguments(t *testing.T) {
	t.Parallel()
	text, h := rendered(t, wanted()), fresh()
	if r := ends(t, h, text, esxtest.Run{Args: []string{"--help"}}, 0); len(r.Calls) > 0 || !strings.Contains(r.Stdout, "--allow-management") {
		t.Errorf("--help: %v\n%s", r.Calls, r.Stdout)
	}
	if r := ends(t, h, text, esxtest.Run{Args: []string{"--dryrun"}}, 1); len(r.Calls) > 0 || !strings.Contains(r.Stderr, "unknown argument --dryrun") {
		t.Errorf("%v\n%s", r.Calls, r.Stderr)
	}
}

func TestWhatIsTold(t *testing.T) {
	t.Parallel()
	h := fresh()
	r := ends(t, h, rendered(t, wanted()), esxtest.Run{}, 3)
	for _, log := range []string{"-t vmkgen begins on esx01", "-t vmkgen vmk1: made on port group vmk1-vmotion", "-t vmkgen done on esx01", "left alone on esx01"} {
		if !strings.Contains(r.Log, log) {
			t.Errorf("syslog lacks %q:\n%s", log, r.Log)
		}
	}
	for _, done := range []string{
		"vmk1: IPv4 none to static 203.0.113.11",
		`port group iSCSI $(reboot) "a"; [b]: teaming: notify-switches none to false; active-uplinks none to vmnic2; standby-uplinks none`,
		fmt.Sprintf("esx01.lab.example: changed and verified, with %d commands", r.Writes),
	} {
		if !strings.Contains(r.Stdout, done) {
			t.Errorf("%q is not printed:\n%s", done, r.Stdout)
		}
	}
}

// TestFewCalls keeps a converged host's run from asking more than it must:
// each call costs half a second or more on a real host.
func TestFewCalls(t *testing.T) {
	t.Parallel()
	h := settled(t)
	r := ends(t, h, rendered(t, wanted()), esxtest.Run{}, 0)
	asked := map[string]bool{}
	for _, c := range r.Calls {
		line := strings.Join(c, " ")
		if asked[line] {
			t.Errorf("it asks twice: %s", line)
		}
		asked[line] = true
	}
	if len(r.Calls) > 28 {
		t.Errorf("it asks %d times", len(r.Calls))
	}
}

func TestTextIsPlain(t *testing.T) {
	t.Parallel()
	text := rendered(t, wanted())
	for i, b := range text {
		if b > '~' || b < ' ' && b != '\n' {
			t.Fatalf("byte %d is %q, in %q", i, b, text[max(0, i-20):i+1])
		}
	}
	if !bytes.HasPrefix(text, []byte("#!/bin/sh\n# Made by vmkgen test from lab (sha256 0)\n")) {
		t.Errorf("the header is %q", text[:80])
	}
}

func TestShellcheck(t *testing.T) {
	t.Parallel()
	path, err := exec.LookPath("shellcheck")
	if err != nil {
		t.Skip("shellcheck is not installed")
	}
	cmd := exec.Command(path, "--shell=sh", "--severity=style", "-")
	cmd.Stdin = bytes.NewReader(rendered(t, wanted()))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
