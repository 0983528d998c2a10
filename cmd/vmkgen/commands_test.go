package main_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func absolute(path string) string {
	p, err := filepath.Abs(path)
	if err != nil {
		panic(err)
	}
	return p
}

// exits runs vmkgen and demands an exit code: exits CODE ARG...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: exits CODE ARG...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec("vmkgen", args[1:]...)
	code := 0
	if failed := new(exec.ExitError); errors.As(err, &failed) {
		code = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

// mode demands a file's rights: mode FILE OCTAL
func mode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode FILE OCTAL")
	}
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if got := strconv.FormatUint(uint64(info.Mode().Perm()), 8); got != strings.TrimPrefix(args[1], "0") {
		ts.Fatalf("%s has mode %s, want %s", args[0], got, args[1])
	}
}

// mtime makes files old, or demands that they still are, or aren't:
// mtime set FILE... · mtime kept FILE... · ! mtime kept FILE...
func mtime(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: mtime set|kept FILE...")
	}
	old := time.Unix(1_000_000_000, 0)
	for _, name := range args[1:] {
		if args[0] == "set" {
			ts.Check(os.Chtimes(ts.MkAbs(name), old, old))
			continue
		}
		info, err := os.Stat(ts.MkAbs(name))
		ts.Check(err)
		if kept := info.ModTime().Equal(old); kept == neg {
			ts.Fatalf("%s kept its time: %v", name, kept)
		}
	}
}
