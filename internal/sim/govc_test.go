package sim_test

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/vmware/govmomi/cli"
	_ "github.com/vmware/govmomi/cli/host/esxcli"    // govc's own commands
	_ "github.com/vmware/govmomi/cli/host/portgroup" // as its program has them
	_ "github.com/vmware/govmomi/cli/host/vnic"
	_ "github.com/vmware/govmomi/cli/host/vswitch"

	"github.com/vmkgen/vmkgen/internal/sim"
)

// govc runs one of govc's commands as its program does, and gives what it
// writes to standard output.
func govc(t *testing.T, args ...string) string {
	t.Helper()
	was := os.Stdout
	r, w, err := os.Pipe()
	ok(t, "pipe", err)
	os.Stdout = w
	defer func() { os.Stdout = was }()
	done := make(chan string)
	go func() {
		var b bytes.Buffer
		_, _ = io.Copy(&b, r)
		done <- b.String()
	}()
	code := cli.Run(args)
	w.Close()
	out := <-done
	if code != 0 {
		t.Errorf("govc %v exits %d: %s", args, code, out)
	}
	return out
}

func TestGovc(t *testing.T) {
	w := newWorld(t, twoHosts(), sim.Options{})
	t.Setenv("GOVC_URL", w.vc.URL().String())
	t.Setenv("GOVC_INSECURE", "1")
	t.Setenv("GOVMOMI_HOME", t.TempDir())
	t.Setenv("GOVC_PERSIST_SESSION", "false")
	path := "/DC/host/lab/" + first
	for _, c := range []struct {
		args string
		want []string
	}{
		{"host.vswitch.add -host " + path + " -mtu 9000 -nic vmnic1 vSwitch1", nil},
		{"host.portgroup.add -host " + path + " -vswitch vSwitch1 -vlan 120 vmotion", nil},
		{"host.vswitch.info -host " + path, []string{"vSwitch0", "vSwitch1", "9000"}},
		{"host.portgroup.info -host " + path, []string{"Management Network", "vmotion", "120"}},
		{"host.vnic.info -host " + path, []string{"vmk0", "10.0.0.11", "management", "vSwitch0"}},
		{"host.vnic.service -host " + path + " -enable vmotion vmk0", nil},
		{"host.vnic.info -host " + path, []string{"vmotion"}},
		{"host.esxcli -host " + path + " network ip netstack add -N backup", nil},
		{"host.esxcli -host " + path + " network ip netstack list", []string{"backup", "defaultTcpipStack"}},
		{"host.esxcli -host " + path + " network ip interface ipv4 get", []string{"10.0.0.11", "255.255.255.0"}},
	} {
		out := govc(t, strings.Fields(c.args)...)
		for _, want := range c.want {
			if !strings.Contains(out, want) {
				t.Errorf("govc %s does not tell %q:\n%s", c.args, want, out)
			}
		}
	}
	if h := w.vc.Host(first); h.Group("vmotion").VLAN != 120 || h.Stack("backup") == nil {
		t.Error("govc's changes did not arrive")
	}
}
