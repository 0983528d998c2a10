package esxcli_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/esxcli"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ line, wrong string }{
		{"network ip interface list", ""},
		{"network ip interface set --interface-name vmk1 --mtu 9000", ""},
		{"network ip interface set --interface-name=vmk1 -m=9000", ""},
		{"network ip interface set -i vmk1 -m9000", "Invalid option"},
		{"network ip interface set -i vmk1 --mt 9000", "Invalid option"},
		{"network ip interface set -i vmk1 -i vmk2", "Duplicated option"},
		{"network ip interface set -m 9000", "Missing required parameter -i|--interface-name"},
		{"network ip interface set -i vmk1 --mtu big", "Expecting integer value"},
		{"network ip interface set -i vmk1 --enabled perhaps", "Expecting boolean value"},
		{"network ip interface set -i vmk1 --enabled YES", ""},
		{"network ip interface set -i --mtu 9000", "must have value"},
		{"network vswitch standard portgroup add -p -prod -v vSwitch0", "must have value"},
		{"network vswitch standard policy failover set -v vSwitch0 -l fast", "is not one of"},
		{"network vswitch standard portgroup policy failover set -p pg --use-vswitch=true", "takes no value"},
		{"vsan network ip add --interface-name vmk2 -T vsan -T witness", ""},
		{"network ip dns server get", "Unknown command or namespace"},
		{"--formatter=csv network ip interface list", ""},
		{"--formatter=json network ip interface list", "Unable to find requested formatter: json"},
		{"--debug --formatter=json network ip interface list", ""},
		{"network ip interface list --formatter=csv", "Invalid option"},
	} {
		_, err := esxcli.Parse(strings.Fields(c.line))
		if c.wrong == "" && err != nil || c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
			t.Errorf("%s: %v, want %q", c.line, err, c.wrong)
		}
	}
	if _, err := esxcli.Parse(strings.Fields("network ip")); !errors.Is(err, esxcli.ErrHelp) {
		t.Errorf("a namespace alone: %v", err)
	}
	if call, err := esxcli.Parse([]string{"network", "vswitch", "standard", "policy", "failover", "set", "-v", "a b", "-s", ""}); err != nil || !call.Has("standby-uplinks") || call.Get("standby-uplinks") != "" {
		t.Errorf("an empty value: %v %v", call, err)
	}
}
