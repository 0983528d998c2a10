package main_test

import (
	"bytes"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/sim"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// ends runs the program and demands an exit code and words on either output.
func (v *victim) ends(code int, words []string, args ...string) (out string) {
	v.Helper()
	text, err := v.vmkgen(args...).CombinedOutput()
	got := 0
	if failed := new(exec.ExitError); errors.As(err, &failed) {
		got = failed.ExitCode()
	} else if err != nil {
		v.Fatal(err)
	}
	if got != code {
		v.Errorf("vmkgen %s: exit code %d, want %d\n%s", strings.Join(args, " "), got, code, text)
	}
	for _, w := range words {
		if !bytes.Contains(text, []byte(w)) {
			v.Errorf("vmkgen %s: %q is not in\n%s", strings.Join(args, " "), w, text)
		}
	}
	return string(text)
}

func (v *victim) write(text string) {
	v.Helper()
	if err := os.WriteFile(filepath.Join(v.dir, "a.vmk.hcl"), []byte(text), 0o600); err != nil {
		v.Fatal(err)
	}
}

// A host that vCenter lacks or that is not connected is named, and is never all
// right; one that the configuration lacks is listed.
func TestHostsThatAreNotThere(t *testing.T) {
	t.Parallel()
	away := sim.Host{State: installed("esx02.lab.example", 12), Disconnected: true}
	v := victimOf(t, sim.Options{}, sim.Host{State: installed(killed, 11)}, away, sim.Host{State: installed("esx09.lab.example", 19)})
	v.write("cluster \"lab\" {\n  hosts = [\"ESX01.lab.example\", \"esx02.lab.example\", \"esx03.lab.example\"]\n  vmk \"vmk0\" { roles = [\"management\"] }\n}\n")
	for _, args := range [][]string{{"plan", "--from", "live"}, {"verify"}, all("apply")} {
		v.ends(3, []string{"esx02.lab.example is disconnected", "esx[02-03].lab.example", "esx09.lab.example"}, args...)
	}
	v.write("cluster \"lab\" {\n  hosts = [\"esx01.lab.example\", \"esx02.lab.example\"]\n  vmk \"vmk0\" { mtu = 1400 }\n}\n")
	out := v.ends(3, []string{"esx02.lab.example is disconnected", "1 applied"}, all("apply")...)
	if strings.Contains(out, "esx03") {
		t.Errorf("a host that nobody speaks of is in\n%s", out)
	}
}

// Management is changed only where something can undo it.
func TestManagementNeedsAWayBack(t *testing.T) {
	t.Parallel()
	const wider = "cluster \"lab\" {\n  hosts = [\"" + killed + "\"]\n  switch \"vSwitch0\" { mtu = 9000 }\n  vmk \"vmk0\" { mtu = 9000 }\n}\n"
	const moved = "cluster \"lab\" {\n  hosts = [\"" + killed + "\"]\n  vmk \"vmk0\" { address = \"198.51.100.7/24\" }\n}\n"
	second := installed(killed, 11)
	second.Vmks = append(second.Vmks, &standin.Vmk{
		Device: "vmk1", Group: "VM Network", Stack: standin.DefaultStack, MTU: 1500, Mode: "NONE", MAC: "00:50:56:00:00:05", Tags: []string{"Management"},
	})
	for _, c := range []struct {
		name, text string
		options    sim.Options
		host       *standin.Host
		code       int
		words      []string
	}{
		{"vCenter undoes it", wider, sim.Options{}, installed(killed, 11), 0, []string{"waiting for it to answer afresh", "1 applied"}},
		{"nothing would", wider, sim.Options{NoRollback: true}, installed(killed, 11), 4, []string{"1 refused", "nothing would undo"}},
		{"a second vmk would", wider, sim.Options{NoRollback: true}, second, 0, []string{"1 applied"}},
		{"vCenter undoes what cuts off", moved, sim.Options{}, installed(killed, 11), 3, []string{"NetworkDisruptedAndConfigRolledBack", "1 rolled back"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := victimOf(t, c.options, sim.Host{State: c.host})
			v.write(c.text)
			before := v.state()
			v.ends(3, []string{"1 held"}, "apply", "--yes")
			if v.state() != before {
				t.Error("what may cut management off was done without leave")
			}
			v.ends(c.code, c.words, all("apply", "--confirm-within", "5s")...)
			if c.code != 0 && v.state() != before {
				t.Error("the host is not as before")
			}
			if c := v.vc.Connection(killed); c != "connected" {
				t.Errorf("it is %s", c)
			}
		})
	}
}

// A password is in no output, whatever becomes of a command, and in no file.
func TestPasswordsAreNowhere(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("left out with -short: it runs the program many times")
	}
	const canary = "c4n4ry-&<Pass>\"word'"
	for _, right := range []bool{true, false} {
		o := sim.Options{User: "user", Password: canary}
		if !right {
			o.Password = "another"
		}
		v := victimOf(t, o, sim.Host{State: installed(killed, 11)})
		v.password = canary
		if right {
			if err := v.vc.Trouble(sim.Trouble{Method: "AddPortGroup", Nth: 1, Fault: "PlatformConfigFault", Text: "no"}); err != nil {
				t.Fatal(err)
			}
		}
		var told strings.Builder
		for _, args := range [][]string{
			{"plan", "--from", "live", "--out", "a.plan"},
			{"verify", "--format", "sarif"},
			all("apply", "--progress", "json"), all("apply", "--plan", "a.plan", "--format", "json"),
			{"snapshot", "live", "-o", "s.json"},
			{"ping", "--format", "json"},
			{"runs"},
			{"apply", "--rehearse"},
			{"plan", "--from", "live", "--format", "html"},
			all("rollback", "none"),
			{"verify", "--esxi", "127.0.0.1:1"},
			{"verify", "--esxi", "https://user:" + url.QueryEscape(canary) + "@x"},
		} {
			out, _ := v.vmkgen(args...).CombinedOutput() // some are to fail
			told.Write(out)
		}
		said := told.String()
		if right == strings.Contains(said, "InvalidLogin") || !strings.Contains(said, "there is no run none") {
			t.Errorf("that was not what is to be tried\n%s", said)
		}
		files, err := filepath.Glob(filepath.Join(v.dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			told.Write(text)
		}
		said = told.String()
		for _, form := range []string{"c4n4ry", url.QueryEscape(canary)} {
			if at := strings.Index(said, form); at >= 0 {
				t.Errorf("the password is told: …%s…", said[max(0, at-200):min(len(said), at+100)])
			}
		}
	}
}
