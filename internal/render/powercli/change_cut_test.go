package powercli_test

import (
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vctest"
)

// TestChangeCutOff cuts changes off at each of their changes of a host: the same
// script goes on from there to its end, and the way back goes back from there;
// the way back, cut off likewise, goes on as well.
func TestChangeCutOff(t *testing.T) {
	t.Parallel()
	for name, take := range taken {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, h, want := settled(t)
			take(&want)
			cuts{w, h, h.Clone(), change(t, h, want)}.all(t)
		})
	}
}

// cuts are the runs of one change that are cut off.
type cuts struct {
	world
	h   *vctest.Host
	was *standin.Host
	changed
}

func (c cuts) all(t *testing.T) {
	t.Helper()
	n := 0
	for at := 1; c.cut(t, c.there, at); at++ {
		n++
		cut := c.h.Clone()
		c.ends(t, c.there, &c.plan.Goal, at)
		c.h.Host = cut
		c.ends(t, c.back, nil, at)
	}
	if n == 0 {
		t.Fatal("nothing was cut off")
	}
	end := c.h.Clone() // cut off nowhere
	for at := 1; c.cut(t, c.back, at); at++ {
		c.ends(t, c.back, nil, at)
		c.h.Host = end.Clone()
	}
}

// cut runs a script that fails at a change; false where it has fewer of them.
func (c cuts) cut(t *testing.T, body string, at int) bool {
	t.Helper()
	if body == c.there {
		c.h.Host = c.was.Clone()
	}
	c.FailAt = at
	defer func() { c.FailAt = 0 }()
	r := c.run(t, parse(t, body), allow, false)
	if r.Exit == 0 && r.Changes < at {
		return false
	}
	if r.Exit != 1 || !strings.Contains(r.Hosts[0].Error, "the connection was lost") {
		t.Fatalf("cut off at %d: exit %d\n%s", at, r.Exit, r.Hosts[0])
	}
	return true
}

// ends runs a script to its end: what is wanted, or, where that is nothing, the
// host as it was.
func (c cuts) ends(t *testing.T, body string, want *netstate.Host, at int) {
	t.Helper()
	if r := c.run(t, parse(t, body), allow, false); r.Exit != 0 {
		t.Fatalf("cut off at %d, the next run exits %d\n%s\n%s", at, r.Exit, r.Hosts[0], head(body))
	}
	if want == nil {
		if d := sameHost(c.was, c.h.Host); d != "" {
			t.Fatalf("cut off at %d and back, it is not as it was:\n%s", at, d)
		}
		return
	}
	if d := c.differences(c.h, *want); d != nil {
		t.Fatalf("cut off at %d and on, it is not as wanted:\n%s", at, lines(d))
	}
}
