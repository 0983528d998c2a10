package pstest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A Cmdlet is a command that the world outside brings. Its parameters are
// always named.
type Cmdlet struct {
	// Params maps the names of its parameters to their types: string, int,
	// bool, switch, hashtable, any, or one of these with [] for a list.
	Params map[string]string
	Must   []string // the parameters that it can't do without
	Do     func(given map[string]any) (any, error)
}

// Options say how a script is run.
type Options struct {
	Cmdlets map[string]Cmdlet
	Globals map[string]any // what Get-Variable -Scope Global finds
	Params  map[string]any // the script's parameters
	WhatIf  bool
	Decline func(target, action string) bool // the answer no to -Confirm
}

// A Result is what a run left behind.
type Result struct {
	Output   []any
	Warnings []string
	Asked    []string // what ShouldProcess was asked
	Code     int
}

type runner struct {
	Options
	result Result
}

// Run runs a script to its end. A failure that the script lets through is an
// error, as is anything that the interpreter doesn't know.
func (s *Script) Run(o Options) (Result, error) {
	r := &runner{Options: o}
	top := &scope{vars: map[string]any{}, funcs: map[string]*Block{}, run: r}
	top.set("WhatIfPreference", o.WhatIf)
	top.set("ErrorActionPreference", "Continue")
	top.set("PSCmdlet", &cmdletSelf{r})
	given := NewHash()
	for k, v := range o.Params {
		given.Set(k, v)
	}
	if err := bind(top, s.block, nil, given, top); err != nil {
		return r.result, err
	}
	err := runAll(top, s.block.body, &r.result.Output)
	var e exited
	if errors.As(err, &e) {
		r.result.Code = e.code
		return r.result, nil
	}
	return r.result, err
}

// cmdletSelf is $PSCmdlet.
type cmdletSelf struct{ run *runner }

func (c *cmdletSelf) Get(name string) (any, error) {
	return nil, fmt.Errorf("$PSCmdlet.%s is not known here", name)
}

func (c *cmdletSelf) Set(name string, _ any) error {
	return fmt.Errorf("$PSCmdlet.%s can't be set", name)
}

func (c *cmdletSelf) Call(name string, args []any) (any, error) {
	if name != "ShouldProcess" || len(args) != 2 {
		return nil, fmt.Errorf("$PSCmdlet.%s is not known here", name)
	}
	target, ok := args[0].(string)
	action, ok2 := args[1].(string)
	if !ok || !ok2 {
		return nil, errors.New("ShouldProcess takes two texts")
	}
	c.run.result.Asked = append(c.run.result.Asked, action)
	if c.run.WhatIf || c.run.Decline != nil && c.run.Decline(target, action) {
		return false, nil
	}
	return true, nil
}

func runAll(s *scope, body []stmt, out *[]any) error {
	for _, st := range body {
		if err := st.run(s, out); err != nil {
			return err
		}
	}
	return nil
}

func emit(out *[]any, v any) {
	switch v := v.(type) {
	case Void:
	case *Array:
		*out = append(*out, v.Items...)
	default:
		*out = append(*out, v)
	}
}

func (e *exprStmt) run(s *scope, out *[]any) error {
	v, err := e.x.eval(s)
	if err == nil {
		emit(out, v)
	}
	return err
}

// value gives what a variable would get of a statement.
func value(s *scope, st stmt) (any, error) {
	if e, ok := st.(*exprStmt); ok {
		v, err := e.x.eval(s)
		if _, void := v.(Void); void {
			v = nil
		}
		return v, err
	}
	var out []any
	if err := st.run(s, &out); err != nil {
		return nil, err
	}
	return collapse(out), nil
}

func (p *pipeline) run(s *scope, out *[]any) error {
	var in []any
	if err := p.stages[0].run(s, &in); err != nil {
		return err
	}
	for _, stage := range p.stages[1:] {
		c := stage.(*command)
		if c.name != "Where-Object" || len(c.args) != 1 || c.args[0].name != "FilterScript" {
			return fmt.Errorf("line %d: a pipeline into %s is not known here", c.line, c.name)
		}
		block, ok := c.args[0].value.(*literal).value.(*Block)
		if !ok {
			return fmt.Errorf("line %d: Where-Object without a block", c.line)
		}
		var kept []any
		for _, item := range in {
			inner := s.child()
			inner.set("_", item)
			var answer []any
			if err := runAll(inner, block.body, &answer); err != nil {
				return err
			}
			if truth(collapse(answer)) {
				kept = append(kept, item)
			}
		}
		in = kept
	}
	*out = append(*out, in...)
	return nil
}

func (i *ifStmt) run(s *scope, out *[]any) error {
	for n, c := range i.conds {
		v, err := value(s, c)
		if err != nil {
			return err
		}
		if truth(v) {
			return runAll(s, i.bodies[n], out)
		}
	}
	return runAll(s, i.other, out)
}

// loop runs a body once; stop says that the loop is to end.
func loop(s *scope, body []stmt, out *[]any) (stop bool, err error) {
	err = runAll(s, body, out)
	switch err.(type) {
	case broke:
		return true, nil
	case went:
		return false, nil
	}
	return err != nil, err
}

func (f *foreachStmt) run(s *scope, out *[]any) error {
	v, err := value(s, f.in)
	if err != nil {
		return err
	}
	if err := free(f.name); err != nil {
		return err
	}
	for _, item := range items(v) {
		s.set(f.name, item)
		if stop, err := loop(s, f.body, out); stop {
			return err
		}
	}
	return nil
}

func (w *whileStmt) run(s *scope, out *[]any) error {
	for range 100000 {
		v, err := value(s, w.cond)
		if err != nil || !truth(v) {
			return err
		}
		if stop, err := loop(s, w.body, out); stop {
			return err
		}
	}
	return errors.New("a loop without end")
}

func (t *tryStmt) run(s *scope, out *[]any) error {
	err := runAll(s, t.body, out)
	var f *Failure
	if t.catch != nil && errors.As(err, &f) {
		inner := NewHash()
		inner.Set("Message", f.Message)
		record := NewHash()
		record.Set("Exception", &Custom{inner})
		old, had := s.vars["_"]
		s.set("_", &Custom{record})
		err = runAll(s, t.catch, out)
		if had {
			s.set("_", old)
		}
	}
	if last := runAll(s, t.finally, out); last != nil {
		return last
	}
	return err
}

func (j *jump) run(s *scope, out *[]any) error {
	switch j.kind {
	case "break":
		return broke{}
	case "continue":
		return went{}
	case "return":
		if j.value != nil {
			if err := j.value.run(s, out); err != nil {
				return err
			}
		}
		return returned{}
	}
	if j.value == nil {
		return fmt.Errorf("%s without a value", j.kind)
	}
	v, err := value(s, j.value)
	if err != nil {
		return err
	}
	if j.kind == "exit" {
		code, ok := v.(int)
		if !ok {
			return errors.New("exit without a number")
		}
		return exited{code}
	}
	message, err := text(v)
	if err != nil {
		return err
	}
	return &Failure{message}
}

func (f *function) run(s *scope, _ *[]any) error {
	if s.parent != nil {
		return errors.New("functions in functions aren't known here")
	}
	low := strings.ToLower(f.block.name)
	if _, ok := s.funcs[low]; ok {
		return fmt.Errorf("function %s is there twice", f.block.name)
	}
	s.funcs[low] = f.block
	return nil
}

func (a *assign) run(s *scope, _ *[]any) error {
	v, err := value(s, a.value)
	if err != nil {
		return err
	}
	if a.op == "+=" {
		old, err := a.to.eval(s)
		if err != nil {
			return err
		}
		if v, err = add(old, v); err != nil {
			return err
		}
	}
	return store(s, a.to, v)
}

// automatic are the variables that PowerShell sets itself.
var automatic = []string{
	"_", "args", "error", "event", "false", "foreach", "home", "host", "input", "matches", "null", "pid", "profile", "pscmdlet", "psitem", "sender", "switch",
	"this", "true",
}

// free refuses a variable that is PowerShell's own.
func free(name string) error {
	if slices.Contains(automatic, strings.ToLower(name)) {
		return fmt.Errorf("$%s is PowerShell's own", name)
	}
	return nil
}

func store(s *scope, to expr, v any) error {
	switch to := to.(type) {
	case *literal:
		return nil
	case *variable:
		if err := free(to.name); err != nil {
			return err
		}
		s.set(to.name, v)
		return nil
	case *member:
		of, err := to.of.eval(s)
		if err != nil {
			return err
		}
		switch of := of.(type) {
		case *Hash:
			of.Set(to.name, v)
			return nil
		case Thing:
			return of.Set(to.name, v)
		}
		return fmt.Errorf("a %s has no property %s to set", typeOf(of), to.name)
	case *index:
		of, err := to.of.eval(s)
		if err != nil {
			return err
		}
		at, err := to.at.eval(s)
		if err != nil {
			return err
		}
		h, ok := of.(*Hash)
		key, ok2 := at.(string)
		if !ok || !ok2 {
			return fmt.Errorf("a %s can't be set at a %s", typeOf(of), typeOf(at))
		}
		h.Set(key, v)
		return nil
	}
	return errors.New("this can't be assigned to")
}
