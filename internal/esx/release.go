package esx

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// A Release is an ESXi version: major, minor, update.
type Release struct{ Major, Minor, Update int }

// Known are the releases that vmkgen knows, oldest first. A newer one counts
// as the last of them.
var Known = []Release{{6, 7, 0}, {7, 0, 0}, {7, 0, 3}, {8, 0, 0}, {8, 0, 3}, {9, 0, 0}, {9, 1, 0}}

// ParseRelease reads "7.0" or "8.0.3". A third part that is left out is 0.
func ParseRelease(s string) (Release, error) {
	parts := strings.Split(s, ".")
	if len(parts) < 2 || len(parts) > 3 {
		return Release{}, fmt.Errorf("%q is not an ESXi version such as 8.0 or 8.0.3", s)
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil || v < 0 || v > 99 || (len(p) > 1 && p[0] == '0') {
			return Release{}, fmt.Errorf("%q is not an ESXi version such as 8.0 or 8.0.3", s)
		}
		n[i] = v
	}
	return Release{n[0], n[1], n[2]}, nil
}

// String gives it with two parts where the third is 0: "8.0", "8.0.3".
func (r Release) String() string {
	if r.Update == 0 {
		return fmt.Sprintf("%d.%d", r.Major, r.Minor)
	}
	return fmt.Sprintf("%d.%d.%d", r.Major, r.Minor, r.Update)
}

// Compare is negative where r is older than o, positive where it is newer.
func (r Release) Compare(o Release) int {
	return cmp.Or(cmp.Compare(r.Major, o.Major), cmp.Compare(r.Minor, o.Minor), cmp.Compare(r.Update, o.Update))
}

// The releases since which a vmk can have what isn't a role.
var (
	VmkGatewaySince = Release{6, 5, 0} // a gateway of its own
	NVMeRDMASince   = Release{7, 0, 0} // NVMe over Fabrics at all
	NVMeTCPSince    = Release{7, 0, 3} // NVMe over TCP
	NewStacksSince  = Release{6, 0, 0} // the stacks vmotion and provisioning
)
