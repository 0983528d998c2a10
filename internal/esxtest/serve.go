//go:build unix

package esxtest

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"github.com/vmkgen/vmkgen/internal/standin"
)

// calling runs a script with an esxcli that hands its arguments to the server
// and takes over what it answers: a function, like the logger, as a program of its
// own for each of a hundred calls would take most of a test's time.
const calling = `logger() { printf '%s\n' "$*" >>"$VMKGEN_TEST/log"; }
sleep() { :; }
esxcli() {
  printf '%s\0' $# "$@" >"$VMKGEN_TEST/asked" && read -r VMKGEN_TEST_ANSWERED <"$VMKGEN_TEST/answered" && . "$VMKGEN_TEST/answer"
}
. "$0"`

// A server answers the calls of one script, one at a time.
type server struct {
	host            *standin.Host
	how             Run
	answer          string // the file that holds an answer, as shell text
	asked, answered *os.File
	mutex           sync.Mutex
	pid             chan int
	group           int
	calls           [][]string
	writes          int
}

// listen makes the two pipes between script and server, and serves.
func (s *server) listen(asked, answered string) (err error) {
	s.pid = make(chan int, 1)
	for _, pipe := range []struct {
		path string
		file **os.File
	}{{asked, &s.asked}, {answered, &s.answered}} {
		if err := syscall.Mkfifo(pipe.path, 0o600); err != nil {
			return err
		}
		if *pipe.file, err = os.OpenFile(pipe.path, os.O_RDWR, 0); err != nil {
			return err
		}
	}
	go func() {
		in := bufio.NewReader(s.asked)
		for {
			args, err := question(in)
			if err != nil {
				return
			}
			s.serve(args)
		}
	}()
	return nil
}

// question reads how many arguments there are, then those.
func question(in *bufio.Reader) (args []string, err error) {
	word := func() (string, error) {
		w, err := in.ReadString(0)
		return strings.TrimSuffix(w, "\x00"), err
	}
	text, err := word()
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(text)
	for range n {
		if err == nil {
			text, err = word()
			args = append(args, text)
		}
	}
	return args, err
}

func (s *server) close() {
	s.asked.Close()
	s.answered.Close()
}

func (s *server) started(pid int) { s.pid <- pid }

func (s *server) serve(args []string) {
	if s.group == 0 {
		s.group = <-s.pid
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.calls = append(s.calls, args)
	if s.how.Ahead != nil && standin.Writes(args) {
		s.how.Ahead()
	}
	if s.how.CutBefore == len(s.calls) {
		s.kill()
		return
	}
	if s.how.SignalAt == len(s.calls) {
		_ = syscall.Kill(-s.group, s.how.Signal)
	}
	out, code := "Unable to complete Sysinfo operation. Please see the VMkernel log file for more details.\n", 1
	before := s.host
	if s.how.LoseAt == len(s.calls) {
		before = s.host.Clone()
	}
	if s.how.Down < len(s.calls) && s.how.FailAt != len(s.calls) {
		out, code = s.host.Exec(args...)
	}
	if s.how.LoseAt == len(s.calls) {
		*s.host, out, code = *before, "", 0
	}
	if standin.Writes(args) {
		s.writes++
		if s.how.Watch != nil {
			s.how.Watch()
		}
	}
	if s.how.CutAfter == len(s.calls) {
		s.kill()
		return
	}
	text := "printf %s '" + strings.ReplaceAll(out, "'", `'\''`) + "'\nreturn " + strconv.Itoa(code) + "\n"
	if err := os.WriteFile(s.answer, []byte(text), 0o600); err == nil {
		_, _ = s.answered.WriteString("\n")
	}
}

func (s *server) kill() { _ = syscall.Kill(-s.group, syscall.SIGKILL) }
