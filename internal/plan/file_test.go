package plan_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
)

func side(managed bool, hosts ...netstate.Host) plan.Side {
	c := netstate.Cluster{Name: "lab", Release: "8.0"}
	for i, h := range hosts {
		c.Groups = append(c.Groups, netstate.Group{Pattern: h, Members: []netstate.Member{{Name: h.Name, Position: i}}})
	}
	return plan.Side{Name: "x", Hash: strings.Repeat("0", 64), Managed: managed, Clusters: []netstate.Cluster{c}}
}

func planned(t *testing.T) *plan.Plan {
	t.Helper()
	to := *example()
	to.Name = "ESX01"
	other := seen()
	other.Name = "esx02"
	return plan.Sides(side(false, seen(), other), side(true, to, netstate.Host{Name: "esx03"}), nil, plan.Options{})
}

func TestSides(t *testing.T) {
	t.Parallel()
	p := planned(t)
	if len(p.Hosts) != 1 || p.Hosts[0].Name != "ESX01" || len(p.Unseen) != 1 || p.Unseen[0] != "esx03" || len(p.Extra) != 1 || p.Extra[0] != "esx02" {
		t.Errorf("%d hosts, unseen %v, extra %v", len(p.Hosts), p.Unseen, p.Extra)
	}
}

func TestPlanFile(t *testing.T) {
	t.Parallel()
	p := planned(t)
	text, err := plan.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	read, err := plan.Unmarshal(text)
	if err != nil {
		t.Fatal(err)
	}
	again, err := plan.Marshal(read)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(text, again) {
		t.Errorf("read and written again it is\n%s\nwas\n%s", again, text)
	}
	if got, want := steps(read.Hosts[0].Host), steps(p.Hosts[0].Host); got != want {
		t.Errorf("the steps are\n%s\nwere\n%s", got, want)
	}
}

func TestPlanFileIsSealed(t *testing.T) {
	t.Parallel()
	text, err := plan.Marshal(planned(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"changed": strings.Replace(string(text), "vmnic0", "vmnic9", 1),
		"other":   `{"format": "x"}`,
		"no JSON": "hello",
		"newer":   strings.Replace(string(text), `"format_version": 1`, `"format_version": 2`, 1),
		"more":    strings.Replace(string(text), `"format_version": 1`, `"format_version": 1, "more": 1`, 1),
	} {
		if _, err := plan.Unmarshal([]byte(bad)); err == nil {
			t.Errorf("%s: it is read", name)
		}
	}
}
