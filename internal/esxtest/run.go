//go:build unix

package esxtest

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/vmkgen/vmkgen/internal/standin"
)

// A Run says how a script is run.
type Run struct {
	Args      []string
	CutAfter  int            // kill the script once this many esxcli calls have taken effect; 0: never
	CutBefore int            // kill it as this call is made, before it takes effect; 0: never
	Down      int            // so many calls fail at first, as before hostd is up
	Signal    syscall.Signal // sent to the script and all that it runs, as it makes the call SignalAt
	SignalAt  int            // 0: never
	FailAt    int            // this call fails without taking effect; 0: none
	LoseAt    int            // this call says that it has been done, and nothing has; 0: none
	Folder    string         // the script's run folder on the host; empty: a new one
	Ahead     func()         // called before each call that writes
	Watch     func()         // called after each call that writes
}

// A Result is what came of a run.
type Result struct {
	Stdout, Stderr string
	Exit           int // -1: killed
	Calls          [][]string
	Writes         int
	Saved          bool   // the backup script ran
	FirstBoot      string // what a first-boot section wrote to its log file
	Log            string // what went to syslog
}

// BusyBox skips a test visibly where there is no BusyBox.
func BusyBox(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("busybox")
	if err != nil {
		t.Skip("busybox is not installed: scripts can't be run")
	}
	return path
}

// Script runs a script in BusyBox ash against the host, which it changes.
func Script(t testing.TB, h *standin.Host, script []byte, how Run) Result {
	t.Helper()
	box := BusyBox(t)
	dir, err := os.MkdirTemp("", "vmkgen-run")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if how.Folder == "" {
		how.Folder = filepath.Join(dir, "run")
	}
	path := filepath.Join(dir, "s.sh")
	tools := filepath.Join(dir, "bin")
	for _, err := range []error{
		os.WriteFile(path, script, 0o700), os.Mkdir(tools, 0o700),
		os.WriteFile(filepath.Join(tools, "backup"), []byte("#!/bin/sh\n: >\"$VMKGEN_TEST/saved\"\n"), 0o700),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, applet := range applets {
		if err := os.Symlink(box, filepath.Join(tools, applet)); err != nil {
			t.Fatal(err)
		}
	}
	s := &server{host: h, how: how, answer: filepath.Join(dir, "answer")}
	if err := s.listen(filepath.Join(dir, "asked"), filepath.Join(dir, "answered")); err != nil {
		t.Fatal(err)
	}
	defer s.close()
	var stdout, stderr bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, box, append([]string{"ash", "-c", calling, path}, how.Args...)...)
	cmd.Env = []string{"PATH=" + tools, "VMKGEN_TEST=" + dir, "VMKGEN_RUN_DIR=" + how.Folder, "VMKGEN_LOG=" + filepath.Join(dir, "first"), "VMKGEN_BACKUP=" + filepath.Join(tools, "backup")}
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.started(cmd.Process.Pid)
	err = cmd.Wait()
	r := Result{Stdout: stdout.String(), Stderr: stderr.String(), Exit: cmd.ProcessState.ExitCode()}
	if ctx.Err() != nil {
		t.Fatalf("the script hangs: %v\n%s%s", err, r.Stdout, r.Stderr)
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	r.Calls, r.Writes = s.calls, s.writes
	log, _ := os.ReadFile(filepath.Join(dir, "log"))
	r.Log = string(log)
	first, _ := os.ReadFile(filepath.Join(dir, "first"))
	r.FirstBoot = string(first)
	_, err = os.Stat(filepath.Join(dir, "saved"))
	r.Saved = err == nil
	return r
}

// applets are what a script finds of BusyBox.
var applets = []string{"awk", "cat", "mkdir", "mv", "rm", "sed", "sh", "tr"}
