package main_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	main "github.com/vmkgen/vmkgen/cmd/vmkgen"
)

const threeHosts = `cluster "lab" {
  hosts = ["esx[1-3].lab.example"]

  vmk "vmk0" { roles = ["management"] }
}
`

// rendering is a run of the render command on a terminal, whose clock goes on
// by tick whenever it is read.
func rendering(t *testing.T, tick time.Duration) (s *main.Session, out string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.vmk.hcl"), []byte(threeHosts), 0o600); err != nil {
		t.Fatal(err)
	}
	out = filepath.Join(dir, "out")
	now := time.Unix(0, 0)
	return &main.Session{
		Args: []string{"render", dir, "-o", out},
		Now:  func() time.Time { now = now.Add(tick); return now },
	}, out
}

func TestProgressIsShownToWhoWaits(t *testing.T) {
	t.Parallel()
	s, _ := rendering(t, 700*time.Millisecond)
	if code := s.Start(context.Background()); code != 0 {
		t.Fatalf("exit code %d\n%s", code, &s.Err)
	}
	// At 700 ms nobody waits yet.
	if got := s.Err.String(); strings.Contains(got, "1 file …") || !strings.HasPrefix(got, "\rvmkgen: 2 files …\rvmkgen: 3 files …\r\x1b[Kvmkgen: ") {
		t.Errorf("%q", got)
	}
	if s.Out.Len() > 0 {
		t.Errorf("standard output: %q", &s.Out)
	}
}

func TestProgressIsQuietWhereNobodyWaits(t *testing.T) {
	t.Parallel()
	s, _ := rendering(t, time.Millisecond)
	if code := s.Start(context.Background()); code != 0 || strings.Contains(s.Err.String(), "\r") {
		t.Errorf("exit code %d, %q", code, &s.Err)
	}
}

func TestInterruptLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	s, out := rendering(t, 0)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if code := s.Start(ctx); code != 1 || !strings.Contains(s.Err.String(), "vmkgen: interrupted: ") || !strings.Contains(s.Err.String(), "nothing was changed") {
		t.Errorf("exit code %d, %q", code, &s.Err)
	}
	if _, err := os.Lstat(out); err == nil {
		t.Error("the output folder was made")
	}
}
