package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// A login is whom to connect as.
type login struct{ user, password string }

// credentials finds whom to connect to a vCenter as: in the environment under
// its label, as govc has it where one vCenter is meant, from a file
// descriptor, or by asking on a terminal. They are never flags.
func (a *app) credentials(label, server string, only bool, fd int) (login, error) {
	l := a.environment(label, only)
	if fd >= 0 && l.password == "" {
		password, err := readPassword(fd)
		if err != nil {
			return l, err
		}
		l.password = password
	}
	if l.user != "" && l.password != "" {
		return l, nil
	}
	if !a.inIsTerminal {
		return l, failed("no credentials for %s: set %s_USERNAME and %s_PASSWORD%s", server, variable(label), variable(label), alsoGovc(only))
	}
	return a.ask(l, server)
}

func alsoGovc(only bool) string {
	if only {
		return ", or GOVC_USERNAME and GOVC_PASSWORD"
	}
	return ""
}

// variable begins the names of a vCenter's variables: VMKGEN_FRA_1 for fra-1.
func variable(label string) string {
	var b strings.Builder
	b.WriteString("VMKGEN_")
	for _, r := range strings.ToUpper(label) {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else {
			b.WriteByte('_')
		}
	}
	return b.String()
}

func (a *app) environment(label string, only bool) (l login) {
	l.user = a.getenv(variable(label) + "_USERNAME")
	l.password = a.getenv(variable(label) + "_PASSWORD")
	if only && l.user == "" && l.password == "" {
		l.user = a.getenv("GOVC_USERNAME")
		l.password = a.getenv("GOVC_PASSWORD")
	}
	return l
}

// readPassword reads a password from an open file descriptor, up to its first
// line's end.
func readPassword(fd int) (string, error) {
	f := os.NewFile(uintptr(fd), "password")
	if f == nil {
		return "", failed("--password-fd %d is not open", fd)
	}
	defer f.Close()
	line, err := bufio.NewReader(io.LimitReader(f, 1<<16)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", failed("--password-fd %d can't be read", fd)
	}
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", failed("--password-fd %d gave no password", fd)
	}
	return line, nil
}

// ask asks on the terminal for what is missing.
func (a *app) ask(l login, server string) (login, error) {
	if l.user == "" {
		fmt.Fprintf(a.err, "user name for %s: ", server)
		line, err := bufio.NewReader(a.in).ReadString('\n')
		if err != nil {
			return l, failed("no user name for %s", server)
		}
		l.user = strings.TrimSpace(line)
	}
	if l.password == "" {
		fmt.Fprintf(a.err, "password of %s at %s: ", l.user, server)
		text, err := term.ReadPassword(int(os.Stdin.Fd()))
		fmt.Fprintln(a.err)
		if err != nil {
			return l, failed("no password for %s", server)
		}
		l.password = string(text)
	}
	return l, nil
}
