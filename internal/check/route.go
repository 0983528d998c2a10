package check

import (
	"fmt"
	"strconv"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

func sameFamily(r netstate.Route) bool { return r.To.Addr().Is4() == r.Via.Is4() }

// badRoute: a route leads to a network, by a gateway of the same family, and
// there is one way to each.
func badRoute(h *host) {
	for i := range h.Stacks {
		s := &h.Stacks[i]
		for k, r := range s.Routes {
			if !r.To.IsValid() || !r.Via.IsValid() {
				continue
			}
			at := ofStack(s.Name, "routes/"+strconv.Itoa(k))
			switch before := earlier(s.Routes[:k], r); {
			case !sameFamily(r):
				h.say(at+"/via", fmt.Sprintf("the route to %s goes by way of %s, which is of another address family", r.To, r.Via), "take a gateway of the network's own family")
			case r.To.Bits() == 0:
				name := map[bool]string{true: "gateway", false: "gateway6"}[r.To.Addr().Is4()]
				h.say(at+"/to", fmt.Sprintf("%s is the default route, which is not told as a route", r.To), fmt.Sprintf("write %s = %q in the stack %q", name, r.Via, s.Name))
			case r.To.Masked() != r.To:
				h.say(at+"/to", fmt.Sprintf("%s is an address in the network %s, and a route leads to a network", r.To, r.To.Masked()), fmt.Sprintf("write %q", r.To.Masked()))
			case before >= 0:
				h.say(at+"/to", fmt.Sprintf("the stack %q has two routes to %s, by way of %s and of %s", s.Name, r.To, s.Routes[before].Via, r.Via), "leave one of them out",
					here("the other", ofStack(s.Name, "routes/"+strconv.Itoa(before)+"/to")))
			}
		}
	}
}

// earlier finds a route to the same network; -1 where there is none.
func earlier(routes []netstate.Route, r netstate.Route) int {
	for i := range routes {
		if routes[i].To == r.To {
			return i
		}
	}
	return -1
}
