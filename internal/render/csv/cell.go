package csv

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// formula are the characters by which spreadsheets begin something that they
// calculate, among them the wide ones of East Asian keyboards, and the
// apostrophe, by which harmless marks a cell.
const formula = "=+-@\t\r＝＋－＠'"

// harmless puts an apostrophe before a text that a spreadsheet would take for
// a formula. Whoever reads the table takes one apostrophe off where a cell
// begins with one.
func harmless(text string) string {
	if first, _ := utf8.DecodeRuneInString(text); text != "" && strings.ContainsRune(formula, first) {
		return "'" + text
	}
	return text
}

// none says of a list that it is wanted empty, which an empty cell does not.
const none = "none"

// words joins a list by blanks; nil gives an empty cell.
func words[T any](list []T) string {
	if list == nil {
		return ""
	}
	if len(list) == 0 {
		return none
	}
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = fmt.Sprint(v)
	}
	return strings.Join(texts, " ")
}

func number(n netstate.Opt[int]) string {
	if v, ok := n.Get(); ok {
		return strconv.Itoa(v)
	}
	return ""
}

func yesNo(b netstate.Opt[bool]) string {
	v, ok := b.Get()
	switch {
	case !ok:
		return ""
	case v:
		return "yes"
	}
	return "no"
}

func netmask(p netip.Prefix) string {
	return net.IP(net.CIDRMask(p.Bits(), p.Addr().BitLen())).String()
}
