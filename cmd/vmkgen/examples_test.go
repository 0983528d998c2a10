package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/esxtest"
	"github.com/vmkgen/vmkgen/internal/golden"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// An example is one of examples/, rendered.
type example struct {
	dir, out string
	hosts    []hostOf // in order
	*load.Result
}

type hostOf struct {
	netstate.Host
	cluster, release, mac string
}

// examples are the folders of all examples.
func examples(t *testing.T) []string {
	t.Helper()
	dirs, err := filepath.Glob("../../examples/*")
	if err != nil || len(dirs) < 8 {
		t.Fatalf("only %d examples: %v", len(dirs), err)
	}
	return dirs
}

// render renders an example for all targets.
func render(t *testing.T, dir string) *example {
	t.Helper()
	e := &example{dir: dir, out: t.TempDir(), Result: load.Load(load.Request{FS: os.DirFS(dir)})}
	for _, c := range e.Clusters {
		for g := range c.Groups {
			for i, m := range c.Groups[g].Members {
				e.hosts = append(e.hosts, hostOf{c.Groups[g].Host(i), c.Name, c.Release, m.MAC})
			}
		}
	}
	e.vmkgen(t, "render", "--strict", "--target", "esxcli,kickstart,powercli,csv", "-o", e.out)
	return e
}

// vmkgen runs the program in the example's folder.
func (e *example) vmkgen(t *testing.T, args ...string) []byte {
	t.Helper()
	cmd := exec.Command("vmkgen", args...)
	cmd.Dir = e.dir
	cmd.Stderr = t.Output()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("vmkgen %s: %v", strings.Join(args, " "), err)
	}
	return out
}

// file reads what was rendered.
func (e *example) file(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(e.out, path))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// chosen are the hosts that are looked at: the first of each cluster, and the
// first of each that differs from its cluster.
func (e *example) chosen() (hosts []hostOf) {
	for _, c := range e.Clusters {
		for g := range c.Groups {
			name := c.Groups[g].Members[0].Name
			i := slices.IndexFunc(e.hosts, func(h hostOf) bool { return h.cluster == c.Name && h.Name == name })
			hosts = append(hosts, e.hosts[i])
		}
	}
	return hosts
}

// what follows this line is the same for everybody.
var fixed = regexp.MustCompile(`(?m)^# --- how it works -+\n`)

// own gives the part of a rendered file that is its own.
func own(t *testing.T, text []byte) []byte {
	t.Helper()
	at := fixed.FindIndex(text)
	if at == nil {
		return text
	}
	return append(slices.Clone(text[:at[0]]), "# (the functions that do it follow here)\n"...)
}

func TestExamplesAreAsExpected(t *testing.T) {
	t.Parallel()
	for _, dir := range examples(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			e := render(t, dir)
			expected := filepath.Join(e.dir, "expected")
			golden.Compare(t, filepath.Join(expected, "show.txt"), e.vmkgen(t, "show"))
			wanted := []string{"show.txt"}
			chosen := e.chosen()
			for _, h := range chosen[:min(2, len(chosen))] {
				wanted = append(wanted, "esxcli/"+h.cluster+"/"+h.Name+".sh", "kickstart/"+h.cluster+"/"+h.Name+".cfg", "powercli/"+h.cluster+".ps1", "csv/"+h.cluster+".csv")
			}
			slices.Sort(wanted[1:])
			wanted = slices.Compact(wanted)
			for _, path := range wanted[1:] {
				golden.Compare(t, filepath.Join(expected, path), own(t, e.file(t, path)))
			}
			nothingElse(t, expected, wanted)
		})
	}
}

// nothingElse demands that a folder has these files alone.
func nothingElse(t *testing.T, dir string, wanted []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, p)
		if !slices.Contains(wanted, filepath.ToSlash(name)) {
			t.Errorf("%s is expected of nothing", p)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func nics() (names, macs []string) {
	for _, n := range "01234567" {
		names, macs = append(names, "vmnic"+string(n)), append(macs, "00:50:56:aa:00:0"+string(n))
	}
	return names, macs
}

func full(release string) string {
	if strings.Count(release, ".") < 2 {
		return release + ".0"
	}
	return release
}

// TestExamplesRunOnHosts runs each script on a host as the installer leaves it.
func TestExamplesRunOnHosts(t *testing.T) {
	t.Parallel()
	for _, dir := range examples(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			e := render(t, dir)
			for _, h := range e.chosen() {
				host := h.fresh()
				text := e.file(t, "esxcli/"+h.cluster+"/"+h.Name+".sh")
				r := esxtest.Script(t, host, text, esxtest.Run{})
				if r.Exit != 0 && r.Exit != 3 {
					t.Fatalf("%s: exit code %d\n%s%s", h.Name, r.Exit, r.Stdout, r.Stderr)
				}
				if r.Exit == 3 {
					r = esxtest.Script(t, host, text, esxtest.Run{Args: []string{"--allow-management"}})
				}
				if r.Exit != 0 {
					t.Fatalf("%s: exit code %d\n%s%s", h.Name, r.Exit, r.Stdout, r.Stderr)
				}
				asWanted(t, host, &h.Host)
				if r = esxtest.Script(t, host, text, esxtest.Run{}); r.Exit != 0 || r.Writes != 0 {
					t.Errorf("%s: the second run exits %d after %d writes\n%s%s", h.Name, r.Exit, r.Writes, r.Stdout, r.Stderr)
				}
			}
		})
	}
}

// TestExamplesInstall installs a host and lets it boot.
func TestExamplesInstall(t *testing.T) {
	t.Parallel()
	for _, dir := range examples(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			e := render(t, dir)
			names, macs := nics()
			for _, h := range e.chosen() {
				if h.mac != "" {
					macs[1] = h.mac
				}
				in, err := esxtest.Install(e.file(t, "kickstart/"+h.cluster+"/"+h.Name+".cfg"), full(h.release), names, macs)
				if err != nil {
					t.Fatalf("%s: %v", h.Name, err)
				}
				if r := esxtest.Script(t, in.Host, []byte(in.FirstBoot), esxtest.Run{}); r.Exit != 0 || !r.Saved {
					t.Fatalf("%s: exit code %d, saved: %v\n%s%s%s", h.Name, r.Exit, r.Saved, r.Stdout, r.Stderr, r.FirstBoot)
				}
				asWanted(t, in.Host, &h.Host)
			}
		})
	}
}

func asWanted(t *testing.T, host *standin.Host, want *netstate.Host) {
	t.Helper()
	if d := host.Differences(want); d != nil {
		t.Errorf("%s is not as wanted:\n  %s", want.Name, strings.Join(d, "\n  "))
	}
}

func TestExamplesAreCanonical(t *testing.T) {
	t.Parallel()
	if out, err := exec.Command("vmkgen", "fmt", "--check", "../../examples").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
