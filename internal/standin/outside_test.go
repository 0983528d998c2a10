package standin_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/standin"
)

func TestAskGivesAnswersInParts(t *testing.T) {
	h := standin.Fresh("esx01", "8.0.3", "10.0.0.11/24", "10.0.0.1", "vmnic0", "vmnic1")
	got, err := h.Ask("network", "vswitch", "standard", "portgroup", "list")
	if err != nil {
		t.Fatal(err)
	}
	want := &standin.Answer{
		Labels: []string{"Name", "Virtual Switch", "Active Clients", "VLAN ID"},
		Rows:   [][]any{{"Management Network", "vSwitch0", 1, 0}, {"VM Network", "vSwitch0", 0, 0}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := h.Ask("network", "ip", "netstack", "add", "--netstack", "backup"); err != nil || h.Stack("backup") == nil {
		t.Errorf("a command that writes: %v", err)
	}
	if _, err := h.Ask("network", "ip", "netstack", "add", "--netstack", "backup"); err == nil {
		t.Error("the same stack twice is no error")
	}
	if out, code := h.Exec("--formatter=csv", "network", "ip", "netstack", "remove", "--netstack", "backup"); out != "" || code != 0 {
		t.Errorf("a command that writes prints %q, exit %d", out, code)
	}
}
