package esxtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A Run says how a script is run.
type Run struct {
	Args      []string
	CutAfter  int    // kill the script once this many esxcli calls have taken effect; 0: never
	CutBefore int    // kill it as this call is made, before it takes effect; 0: never
	FailAt    int    // this call fails without taking effect; 0: none
	Folder    string // the script's run folder on the host; empty: a new one
	Watch     func() // called after each call that writes
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

var stub = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "vmkgen-stub")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "esxcli")
	cmd := exec.Command("go", "build", "-o", path, "github.com/vmkgen/vmkgen/internal/esxtest/stub")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", errors.New(string(out))
	}
	return path, nil
})

// Script runs a script in BusyBox ash against the host, which it changes.
func (h *Host) Script(t testing.TB, script []byte, how Run) Result {
	t.Helper()
	box := BusyBox(t)
	bin, err := stub()
	if err != nil {
		t.Fatalf("the esxcli stub does not build: %v", err)
	}
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
		os.WriteFile(path, script, 0o700), os.Mkdir(tools, 0o700), os.Symlink(bin, filepath.Join(tools, "esxcli")),
		os.WriteFile(filepath.Join(tools, "logger"), []byte("#!/bin/sh\nprintf '%s\\n' \"$*\" >>\"$VMKGEN_TEST/log\"\n"), 0o700),
		os.WriteFile(filepath.Join(tools, "backup"), []byte("#!/bin/sh\n: >\"$VMKGEN_TEST/saved\"\n"), 0o700),
		os.WriteFile(filepath.Join(tools, "sleep"), []byte("#!/bin/sh\n"), 0o700),
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
	s := &server{host: h, how: how}
	socket := filepath.Join(dir, "s")
	if err := s.listen(socket); err != nil {
		t.Fatal(err)
	}
	defer s.close()
	var stdout, stderr bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, box, append([]string{"ash", path}, how.Args...)...)
	cmd.Env = []string{"PATH=" + tools, "VMKGEN_TEST_PATH=" + tools, "VMKGEN_SOCKET=" + socket, "VMKGEN_TEST=" + dir, "VMKGEN_RUN_DIR=" + how.Folder, "VMKGEN_LOG=" + filepath.Join(dir, "first"), "VMKGEN_BACKUP=" + filepath.Join(tools, "backup")}
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

// applets are what a script may use of BusyBox, as ESXi has it.
var applets = []string{"ash", "sh", "awk", "sed", "tr", "cut", "grep", "cat", "mkdir", "mv", "rm", "kill", "printf", "echo", "date", "head", "tail", "sort"}

// A server answers the stub's calls.
type server struct {
	host   *Host
	how    Run
	mutex  sync.Mutex
	pid    chan int
	group  int
	l      net.Listener
	calls  [][]string
	writes int
}

type answer struct {
	Out  string
	Code int
}

func (s *server) listen(path string) (err error) {
	s.pid = make(chan int, 1)
	s.l, err = net.Listen("unix", path)
	if err != nil {
		return err
	}
	go func() {
		for {
			c, err := s.l.Accept()
			if err != nil {
				return
			}
			s.serve(c)
		}
	}()
	return nil
}

func (s *server) close()          { s.l.Close() }
func (s *server) started(pid int) { s.pid <- pid }

func (s *server) serve(c net.Conn) {
	defer c.Close()
	var args []string
	if err := json.NewDecoder(c).Decode(&args); err != nil {
		return
	}
	if s.group == 0 {
		s.group = <-s.pid
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.calls = append(s.calls, args)
	if s.how.CutBefore == len(s.calls) {
		s.kill()
		return
	}
	var a answer
	if s.how.FailAt == len(s.calls) {
		a = answer{"Unable to complete Sysinfo operation. Please see the VMkernel log file for more details.\n", 1}
	} else {
		a.Out, a.Code = s.host.Exec(args...)
	}
	if Writes(args) {
		s.writes++
		if s.how.Watch != nil {
			s.how.Watch()
		}
	}
	if s.how.CutAfter == len(s.calls) {
		s.kill()
		return
	}
	_ = json.NewEncoder(c).Encode(a)
}

func (s *server) kill() { _ = syscall.Kill(-s.group, syscall.SIGKILL) }
