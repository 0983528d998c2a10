package pstest

import (
	"fmt"
	"strings"
)

// A scope holds variables and functions. A function sees those of its callers.
type scope struct {
	parent *scope
	vars   map[string]any
	funcs  map[string]*Block
	run    *runner
}

func (s *scope) child() *scope {
	return &scope{parent: s, vars: map[string]any{}, run: s.run}
}

func (s *scope) get(name string) (any, bool) {
	low := strings.ToLower(name)
	for at := s; at != nil; at = at.parent {
		if v, ok := at.vars[low]; ok {
			return v, true
		}
	}
	return nil, false
}

func (s *scope) set(name string, v any) { s.vars[strings.ToLower(name)] = v }

func (s *scope) function(name string) *Block {
	low := strings.ToLower(name)
	for at := s; at != nil; at = at.parent {
		if f, ok := at.funcs[low]; ok {
			return f
		}
	}
	return nil
}

// A Failure is an error that a script can catch, such as a cmdlet's.
type Failure struct{ Message string }

func (f *Failure) Error() string { return f.Message }

// Fail makes an error that a script can catch.
func Fail(format string, args ...any) error { return &Failure{fmt.Sprintf(format, args...)} }

// signals leave blocks early.
type (
	returned struct{}
	broke    struct{}
	went     struct{} // continue
	exited   struct{ code int }
)

func (returned) Error() string { return "return outside a function" }
func (broke) Error() string    { return "break outside a loop" }
func (went) Error() string     { return "continue outside a loop" }
func (exited) Error() string   { return "exit" }
