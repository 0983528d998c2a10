package main

import (
	"bytes"
	"context"
	"time"
)

// Run is the program but for its end.
var Run = run

// A Session is a run of the program on a terminal, in the same process.
type Session struct {
	Out, Err bytes.Buffer
	Now      func() time.Time
	Args     []string
}

// Start runs it and gives its exit code.
func (s *Session) Start(ctx context.Context) int {
	a := &app{in: &bytes.Buffer{}, out: &s.Out, err: &s.Err, now: s.Now, outIsTerminal: true, errIsTerminal: true}
	return a.run(ctx, s.Args)
}

// RunID names a run.
var RunID = runID

// CommandNames gives the names of all commands.
func CommandNames() []string {
	var names []string
	for _, m := range new(app).makers() {
		names = append(names, m.name)
	}
	return names
}

// Parse says what is wrong with a command line, without running it.
func Parse(args []string) error {
	a := &app{in: &bytes.Buffer{}, now: time.Now}
	c, rest, err := a.command(nil).Find(args)
	if err != nil {
		return err
	}
	if c.Name() == "vmkgen" && len(rest) > 0 {
		return unknownCommand(c, rest)
	}
	c.InitDefaultHelpFlag()
	if err := c.ParseFlags(rest); err != nil {
		return err
	}
	return c.ValidateArgs(c.Flags().Args())
}
