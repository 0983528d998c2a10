package main_test

import (
	"testing"
	"time"

	main "github.com/vmkgen/vmkgen/cmd/vmkgen"
)

// Runs are listed by their names: those of one second come in their order too.
func TestRunsSortAsTheyBegan(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 26, 13, 15, 2, 481_000_000, time.UTC)
	one, two := main.RunID(at, []byte{0xff, 0xff}), main.RunID(at.Add(time.Millisecond), []byte{0, 0})
	if one != "20261126-131502-481-ffff" || one >= two {
		t.Errorf("%s, then %s", one, two)
	}
}
