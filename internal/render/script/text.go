package script

import (
	"net/netip"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
)

// A hole is a place in a group's text where its members differ.
type hole struct {
	at   int // offset into the text
	kind holeKind
	slot int // with address holes: index into the group's slots
}

type holeKind int

const (
	nameWord  holeKind = iota // the host's name as a shell word
	nameText                  // the host's name in a comment
	ipAddress                 // an address without its prefix length
	ipPrefix                  // an address with its prefix length
)

// A text is what all members of a group share, and its holes.
type text struct {
	buf   []byte
	holes []hole
	slots map[slotKey]int
}

// slotKey names an address of the pattern.
type slotKey struct {
	device string
	ipv6   int // index of the IPv6 address; -1: the IPv4 address
}

func newText(g *netstate.Group) *text {
	t := &text{slots: map[slotKey]int{}}
	for i, s := range g.Slots {
		t.slots[slotKey{g.Pattern.Vmks[s.Vmk].Device, s.IPv6}] = i
	}
	return t
}

func (t *text) raw(s string) { t.buf = append(t.buf, s...) }

// word appends a blank and a word, quoted.
func (t *text) word(s string) {
	t.buf = append(t.buf, ' ')
	t.buf = render.AppendShell(t.buf, s)
}

func (t *text) name(kind holeKind) {
	t.holes = append(t.holes, hole{at: len(t.buf), kind: kind})
}

// address appends an address, or leaves a hole where members differ in it.
func (t *text) address(key slotKey, p netip.Prefix, kind holeKind) {
	if i, ok := t.slots[key]; ok {
		t.holes = append(t.holes, hole{at: len(t.buf), kind: kind, slot: i})
		return
	}
	t.buf = appendAddress(t.buf, p, kind)
}

func appendAddress(dst []byte, p netip.Prefix, kind holeKind) []byte {
	if kind == ipPrefix {
		return p.AppendTo(dst)
	}
	return p.Addr().AppendTo(dst)
}

// fill appends the text with one member's values in its holes.
func (t *text) fill(dst []byte, g *netstate.Group, m *netstate.Member) []byte {
	from := 0
	for _, h := range t.holes {
		dst = append(dst, t.buf[from:h.at]...)
		from = h.at
		switch h.kind {
		case nameWord:
			dst = render.AppendShell(dst, m.Name)
		case nameText:
			dst = append(dst, m.Name...)
		default:
			dst = appendAddress(dst, g.Slots[h.slot].Address(*m), h.kind)
		}
	}
	return append(dst, t.buf[from:]...)
}
