package importer

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"unicode"
)

// A Record is one thing that a source lists, by the names of its fields.
type Record struct {
	Line   int // where it begins, from 1
	Fields map[string]string
}

// FieldName is a field's name without what spellings differ in: case, blanks
// and punctuation.
func FieldName(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// Get gives a field by any of its names; ok is false where the source has no
// such field at all. The first name that is there counts.
func (r Record) Get(names ...string) (value string, ok bool) {
	for _, n := range names {
		if v, ok := r.Fields[FieldName(n)]; ok {
			return v, true
		}
	}
	return "", false
}

// Has says whether the source has all of these fields.
func (r Record) Has(names ...string) bool {
	for _, n := range names {
		if _, ok := r.Fields[FieldName(n)]; !ok {
			return false
		}
	}
	return true
}

func (r *Record) set(name, value string) {
	if r.Fields == nil {
		r.Fields = map[string]string{}
	}
	r.Fields[FieldName(name)] = strings.TrimSpace(value)
}

// Masked makes a prefix of an IPv4 address and its mask in dots, or its length.
func Masked(address, mask string) (netip.Prefix, error) {
	a, err := netip.ParseAddr(address)
	if err != nil || !a.Is4() {
		return netip.Prefix{}, fmt.Errorf("%q is no IPv4 address", address)
	}
	bits, err := strconv.Atoi(strings.TrimPrefix(mask, "/"))
	if err != nil {
		m, bad := netip.ParseAddr(mask)
		if bad != nil || !m.Is4() {
			return netip.Prefix{}, fmt.Errorf("address %s has the mask %q, which is none", address, mask)
		}
		b := m.As4()
		bits, _ = net.IPMask(b[:]).Size()
		if bits == 0 && m != netip.IPv4Unspecified() {
			return netip.Prefix{}, fmt.Errorf("address %s has the mask %q, which has gaps", address, mask)
		}
	}
	if bits < 1 || bits > a.BitLen() {
		return netip.Prefix{}, fmt.Errorf("address %s has the mask %q, which is none", address, mask)
	}
	return netip.PrefixFrom(a, bits), nil
}
