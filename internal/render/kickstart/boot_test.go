package kickstart_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/esxtest"
	"github.com/vmkgen/vmkgen/internal/install"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/kickstart"
	"github.com/vmkgen/vmkgen/internal/render/script"
)

// beside is the esxcli script of the same host.
func beside(t testing.TB, c *render.Cluster) []byte {
	t.Helper()
	var text []byte
	err := script.New().Render(c, func(f render.File) error {
		text = append(text, f.Body...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestCutOffFirstBoot cuts the first boot off after each command that writes,
// and before each: the script of the same host completes the work.
func TestCutOffFirstBoot(t *testing.T) {
	t.Parallel()
	want := wanted()
	c := clusterOf(want, nil)
	cfg, by := files(t, c, kickstart.Options{})[path].Body, beside(t, c)
	first := installed(t, cfg)
	r, cuts := esxtest.Cuts(t, first.Host, []byte(first.FirstBoot), esxtest.Run{})
	if r.Exit != 0 || r.Writes < 5 || len(cuts) < r.Writes {
		t.Fatalf("exit %d, %d places to cut a first boot with %d writes at\n%s", r.Exit, len(cuts), r.Writes, r.FirstBoot)
	}
	for i, cut := range cuts {
		if testing.Short() && i%6 != 0 {
			continue
		}
		t.Run(cut.Name, func(t *testing.T) {
			t.Parallel()
			again := esxtest.Run{Args: []string{"--allow-management"}, Folder: cut.Folder}
			if r := esxtest.Script(t, cut.Host, by, again); r.Exit != 0 {
				t.Fatalf("the script beside exits %d\n%s%s", r.Exit, r.Stdout, r.Stderr)
			}
			if d := cut.Host.Differences(&want); d != nil {
				t.Errorf("not as wanted: %v", d)
			}
		})
	}
}

type host struct{ *esxtest.Installation }

func installed(t testing.TB, cfg []byte) host {
	t.Helper()
	in, err := esxtest.Install(cfg, "8.0.3", nics, macs)
	if err != nil {
		t.Fatal(err)
	}
	return host{in}
}

func (h host) bootedWith(t testing.TB, how esxtest.Run, exit int) esxtest.Result {
	t.Helper()
	r := esxtest.Script(t, h.Host, []byte(h.FirstBoot), how)
	if r.Exit != exit {
		t.Fatalf("exit %d, want %d\n%s", r.Exit, exit, r.FirstBoot)
	}
	return r
}

// TestHostdIsLate lets esxcli answer late, or never: nothing is done before it does.
func TestHostdIsLate(t *testing.T) {
	t.Parallel()
	want := wanted()
	cfg := files(t, clusterOf(want, nil), kickstart.Options{})[path].Body
	in := installed(t, cfg)
	in.bootedWith(t, esxtest.Run{Down: 30}, 0)
	if d := in.Host.Differences(&want); d != nil {
		t.Errorf("not as wanted: %v", d)
	}
	in = installed(t, cfg)
	was := in.Host.Clone()
	r := in.bootedWith(t, esxtest.Run{Down: 1000}, 1)
	if len(r.Calls) != 120 || !strings.Contains(r.FirstBoot, "hostd did not answer") || !strings.Contains(r.Log, "hostd did not answer") {
		t.Errorf("after %d calls: %s%s", len(r.Calls), r.FirstBoot, r.Log)
	}
	if fmt.Sprintf("%+v", *in.Host.Vmks[0]) != fmt.Sprintf("%+v", *was.Vmks[0]) || len(in.Host.Vmks) != 1 {
		t.Error("the host was changed")
	}
}

// TestDHCP installs over DHCP, which gives the host no name: the first boot does.
func TestDHCP(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]netstate.Host{"said": wanted(), "left out": wanted(), "no vmk0": wanted()} {
		want.Stacks[0].Gateway, want.Stacks[0].DNS = netstate.Opt[netAddr]{}, want.Stacks[0].DNS[:1]
		switch name {
		case "said":
			want.Vmks[0].IPv4 = &netstate.IPv4{Mode: netstate.Some(netstate.DHCP)}
		case "left out":
			want.Vmks[0].IPv4 = nil
		default:
			want.Vmks, want.PortGroups = want.Vmks[1:], want.PortGroups[1:]
		}
		for _, called := range []string{"esx01.lab.example", "esx01"} {
			t.Run(name+" "+called, func(t *testing.T) {
				t.Parallel()
				c := clusterOf(want, nil)
				c.Groups[0].Members[0].Name = called
				f := files(t, c, kickstart.Options{})["kickstart/lab/"+called+".cfg"]
				if in := booted(t, f.Body, want); in.Host.Name != called || in.Host.Vmks[0].Mode != "DHCP" {
					t.Errorf("it is called %s, and has its address from %s", in.Host.Name, in.Host.Vmks[0].Mode)
				}
			})
		}
	}
}

// TestUnnamed lets the naming fail: the network is made all the same.
func TestUnnamed(t *testing.T) {
	t.Parallel()
	want := wanted()
	want.Vmks[0].IPv4, want.Stacks[0].Gateway = nil, netstate.Opt[netAddr]{}
	in := installed(t, files(t, clusterOf(want, nil), kickstart.Options{})[path].Body)
	r := in.bootedWith(t, esxtest.Run{FailAt: 2}, 0)
	if strings.Join(r.Calls[1], " ") != "system hostname set --fqdn=esx01.lab.example" {
		t.Fatalf("the second call is %v", r.Calls[1])
	}
	if d := in.Host.Differences(&want); d != nil || !strings.Contains(r.FirstBoot, "could not be named esx01.lab.example") {
		t.Errorf("%v\n%s", d, r.FirstBoot)
	}
}

// TestSecureBootOverDHCP follows what the file says is to be run.
func TestSecureBootOverDHCP(t *testing.T) {
	t.Parallel()
	want := wanted()
	want.Vmks[0].IPv4, want.Stacks[0].Gateway = nil, netstate.Opt[netAddr]{}
	out := files(t, clusterOf(want, &install.Options{SecureBoot: true}), kickstart.Options{})
	in := installed(t, out[path].Body)
	_, rest, ok := strings.Cut(string(out[path].Body), "#   sh esx01.lab.example.sh ")
	args, _, _ := strings.Cut(rest, "\n")
	if !ok || in.FirstBoot != "" {
		t.Fatalf("nothing says what to run:\n%s", out[path].Body)
	}
	r := esxtest.Script(t, in.Host, out["kickstart/lab/esx01.lab.example.sh"].Body, esxtest.Run{Args: strings.Fields(args)})
	if d := in.Host.Differences(&want); d != nil || r.Exit != 0 {
		t.Errorf("exit %d, %v\n%s%s", r.Exit, d, r.Stdout, r.Stderr)
	}
}

// TestNamesThatEndSections gives switches names that would end a script
// section, were they to begin a line of it.
func TestNamesThatEndSections(t *testing.T) {
	t.Parallel()
	want := wanted()
	for _, name := range []string{"%post --interpreter=python", "include x", "%"} {
		want.Switches = append(want.Switches, netstate.Switch{Name: name, Kind: netstate.Standard, Uplinks: []string{}})
	}
	booted(t, files(t, clusterOf(want, nil), kickstart.Options{})[path].Body, want)
}

// TestGuessedGateway says that the installer guesses where nothing is known.
func TestGuessedGateway(t *testing.T) {
	t.Parallel()
	const notice = "the installer guesses one"
	want := wanted()
	if f := files(t, clusterOf(want, nil), kickstart.Options{})[path]; strings.Contains(string(f.Body), notice) {
		t.Error("it says so though the gateway is known")
	}
	want.Stacks[0].Gateway = netstate.Opt[netAddr]{}
	f := files(t, clusterOf(want, nil), kickstart.Options{})[path]
	booted(t, f.Body, want)
	if head, _, _ := strings.Cut(string(f.Body), "%firstboot"); !strings.Contains(head, notice) || strings.Contains(head, "--gateway") {
		t.Error(head)
	}
}

// TestNameServers puts two on the network line, IPv4 ones alone.
func TestNameServers(t *testing.T) {
	t.Parallel()
	for servers, line := range map[string]string{
		"192.0.2.51 192.0.2.52 192.0.2.53":  " --nameserver=192.0.2.51,192.0.2.52 ",
		"2001:db8::53 192.0.2.51":           " --nameserver=192.0.2.51 ",
		"2001:db8::53":                      "",
		"":                                  "",
		"192.0.2.51 2001:db8::53 192.0.2.9": " --nameserver=192.0.2.51,192.0.2.9 ",
	} {
		want := wanted()
		want.Stacks[0].DNS = []netAddr{}
		for s := range strings.FieldsSeq(servers) {
			want.Stacks[0].DNS = append(want.Stacks[0].DNS, addr(s))
		}
		f := files(t, clusterOf(want, nil), kickstart.Options{})[path]
		if head, _, _ := strings.Cut(string(f.Body), "%firstboot"); !strings.Contains(head, line) || line == "" && strings.Contains(head, "--nameserver") {
			t.Errorf("for %q, %s", servers, head)
		}
		booted(t, f.Body, want)
	}
}

// TestBoundWhereUplinksMove installs over an adapter that vSwitch0 is to lose:
// until then it alone is active, and a vmk must not be bound because of that.
func TestBoundWhereUplinksMove(t *testing.T) {
	t.Parallel()
	want := wanted()
	want.Switches[0].Uplinks = []string{"vmnic0", "vmnic2"}
	want.PortGroups = append(want.PortGroups, netstate.PortGroup{
		Name: "vmk2-iscsi", Of: "vmk2", Switch: "vSwitch0", VLAN: netstate.Some(30),
		Teaming: &netstate.Teaming{Active: []string{"vmnic0"}, Standby: []string{}},
	})
	want.Vmks = append(want.Vmks, netstate.Vmk{
		Device: "vmk2", Roles: []netstate.Role{netstate.ISCSI}, PortGroup: netstate.Some("vmk2-iscsi"), Switch: netstate.Some("vSwitch0"),
		Stack: netstate.Some("default"), MTU: netstate.Some(1500), IPv4: static("10.30.0.11/24"), ISCSI: []string{"vmhba2"},
	})
	booted(t, files(t, clusterOf(want, nil), kickstart.Options{})[path].Body, want)
}
