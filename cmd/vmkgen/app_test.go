package main_test

import (
	"context"
	"strings"
	"testing"
	"time"

	main "github.com/vmkgen/vmkgen/cmd/vmkgen"
)

// A command by itself says of itself what it says among all others.
func TestCommandsAlone(t *testing.T) {
	t.Parallel()
	ask := func(args ...string) string {
		s := main.Session{Now: time.Now, Args: args}
		if code := s.Start(context.Background()); code != 0 {
			t.Errorf("%v exits %d: %s", args, code, &s.Err)
		}
		return s.Out.String() + s.Err.String()
	}
	for _, name := range main.CommandNames() {
		alone, among := ask(name, "--help"), ask("help", name)
		if alone != among || !strings.Contains(alone, "vmkgen "+name) {
			t.Errorf("%s alone:\n%s\namong others:\n%s", name, alone, among)
		}
	}
}
