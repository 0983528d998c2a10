package natural

import (
	"net/netip"
)

// Number gives the last run of digits in the first label of a host's name; an
// IP address has none, nor has a run that no number can hold.
func Number(name string) (n int64, ok bool) {
	if _, err := netip.ParseAddr(name); err == nil {
		return 0, false
	}
	_, digits, _ := split(name)
	if digits == "" {
		return 0, false
	}
	for _, d := range []byte(digits) {
		if n > (1<<62)/10 {
			return 0, false
		}
		n = n*10 + int64(d-'0')
	}
	return n, true
}
