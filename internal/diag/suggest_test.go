package diag_test

import (
	"testing"

	"github.com/vmkgen/vmkgen/internal/diag"
)

func TestNearest(t *testing.T) {
	t.Parallel()
	names := []string{"vlan", "mtu", "address", "subnet", "stack", "switch", "VMK201"}
	for name, want := range map[string]string{
		"vlna": "vlan", "vlans": "vlan", "adddress": "address", "Subnet": "subnet", "swtich": "switch",
		"mtt": "mtu", "x": "", "wildgoose": "", "vmk201": "VMK201", "": "",
	} {
		if got := diag.Nearest(name, names); got != want {
			t.Errorf("%q was meant to be %q, want %q", name, got, want)
		}
	}
}

func TestDidYouMean(t *testing.T) {
	t.Parallel()
	if got := diag.DidYouMean("vlna", []string{"mtu", "vlan"}); got != `did you mean "vlan"?` {
		t.Error(got)
	}
	if got := diag.DidYouMean("wildgoose", []string{"mtu", "vlan"}); got != "known here: mtu, vlan" {
		t.Error(got)
	}
	if got := diag.DidYouMean("x", nil); got != "" {
		t.Error(got)
	}
}

// Every code is one row, has the form VMKnnn and a title.
func TestCodes(t *testing.T) {
	t.Parallel()
	seen := map[diag.Code]bool{}
	for _, row := range diag.Codes() {
		if seen[row.Code] || len(row.Code) != 6 || row.Code[:3] != "VMK" || row.Title == "" {
			t.Errorf("%+v", row)
		}
		seen[row.Code] = true
	}
}
