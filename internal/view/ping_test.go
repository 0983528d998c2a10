package view_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/view"
)

func pings() []view.Ping {
	ping := func(from, to, device string) view.Ping {
		return view.Ping{
			Cluster: "lab", Host: from, Device: "vmk1", Stack: "vmotion", Network: "10.2.0.0/24", Peer: to, PeerDevice: device,
			Address: "10.2.0.9", Size: 8972, Fits: 8972, Answers: true,
		}
	}
	out := []view.Ping{
		ping("esx1", "esx2", "vmk1"), ping("esx1", "esx3", "vmk2"), ping("esx1", "gateway", ""),
		ping("esx2", "esx1", "vmk1"), ping("esx2", "esx3", "vmk2"), ping("esx2", "gateway", ""),
	}
	out[1].Fits = 1472
	out[2].Fits, out[2].Answers = 0, false
	out[4].Why, out[4].Answers, out[4].Fits = "the host is away", false, 0
	return out
}

// A matrix shows who reaches whom, and words what is wrong.
func TestPings(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := view.PingsText(&b, pings(), view.Style{}); err != nil {
		t.Fatal(err)
	}
	const want = `lab: stack vmotion, 10.2.0.0/24
                    1     2     3    gw
    1 esx1 vmk1     -    ok  1500    no
    2 esx2 vmk1    ok     -     ?    ok
    3 esx3 vmk2     -     -     -     -
  esx1 vmk1 to esx3 vmk2 (10.2.0.9): frames of 9000 bytes don't get through, 1500 do
  esx1 vmk1 to gateway (10.2.0.9) does not answer
  esx2 vmk1 to esx3 vmk2 (10.2.0.9): the host is away
3 of 6 pings answered in full
`
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// Where there are too many peers for a line, they are counted.
func TestManyPings(t *testing.T) {
	t.Parallel()
	var many []view.Ping
	for i := range 50 {
		p := pings()[0]
		p.Peer = fmt.Sprintf("esx%d", i+2)
		many = append(many, p)
	}
	many[7].Answers, many[7].Fits = false, 0
	var b bytes.Buffer
	if err := view.PingsText(&b, many, view.Style{}); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"  esx1 vmk1 49 of 50\n", "esx1 vmk1 to esx9 vmk1 (10.2.0.9) does not answer\n", "49 of 50 pings"} {
		if !strings.Contains(b.String(), line) {
			t.Errorf("%q is not in\n%s", line, b.String())
		}
	}
}
