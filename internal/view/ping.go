package view

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// A Ping is one vmk that pinged another, or a gateway.
type Ping struct {
	Cluster    string `json:"cluster"`
	Host       string `json:"host"`
	Device     string `json:"device"`
	Stack      string `json:"stack"`
	Network    string `json:"network"` // subnet that both are in
	Peer       string `json:"peer"`
	PeerDevice string `json:"peer_device,omitempty"`
	Address    string `json:"address"`
	Size       int    `json:"size"` // payload bytes of a frame of the full MTU
	Fits       int    `json:"fits"` // payload bytes of the largest that was answered
	Answers    bool   `json:"answers"`
	Why        string `json:"why,omitempty"` // it could not be tried
}

// headerBytes are those of a frame that are not a ping's payload.
const headerBytes = 28

// PingsJSON writes pings for programs.
func PingsJSON(w io.Writer, pings []Ping) error {
	if pings == nil {
		pings = []Ping{}
	}
	return indented(w, struct {
		Format  string `json:"format"`
		Version int    `json:"format_version"`
		Pings   []Ping `json:"pings"`
	}{"vmkgen.pings", 1, pings})
}

// mostColumns is how many peers a matrix has at most; of more, each row counts.
const mostColumns = 40

// gatewayPeer is what a ping to a gateway has for a peer.
const gatewayPeer = "gateway"

// PingsText writes, for each network of a stack, who reaches whom: a row for each
// vmk that pings, a column for each peer; then what is wrong in words.
func PingsText(w io.Writer, pings []Ping, style Style) error {
	b := bufio.NewWriter(w)
	for _, m := range matrices(pings) {
		m.write(b, style)
	}
	good := 0
	for i := range pings {
		if pings[i].full() {
			good++
		}
	}
	fmt.Fprintf(b, "%d of %s answered in full\n", good, counted(len(pings), "ping"))
	return b.Flush()
}

// full says whether frames of the full size were answered.
func (p *Ping) full() bool { return p.Answers && p.Fits >= p.Size }

// An end is a vmk of a host, or a gateway.
type end struct{ host, device string }

func (e end) String() string { return strings.TrimSuffix(e.host+" "+e.device, " ") }

// A matrix is the pings within one network of a stack.
type matrix struct {
	cluster, stack, network string
	rows, columns           []end
	cells                   map[[2]end]*Ping
	known                   [2]map[end]int // rows and columns
	wrong                   []*Ping
}

func matrices(pings []Ping) (out []*matrix) {
	at := map[[3]string]*matrix{}
	for i := range pings {
		p := &pings[i]
		key := [3]string{p.Cluster, p.Stack, p.Network}
		m := at[key]
		if m == nil {
			m = &matrix{cluster: p.Cluster, stack: p.Stack, network: p.Network, cells: map[[2]end]*Ping{}, known: [2]map[end]int{{}, {}}}
			at[key], out = m, append(out, m)
		}
		m.add(p)
	}
	for _, m := range out {
		m.arrange()
	}
	return out
}

func (m *matrix) add(p *Ping) {
	from, to := end{p.Host, p.Device}, end{p.Peer, p.PeerDevice}
	if m.cells[[2]end{from, to}] = p; !p.full() {
		m.wrong = append(m.wrong, p)
	}
	if m.known[0][from]++; m.known[0][from] == 1 {
		m.rows = append(m.rows, from)
	}
	if m.known[1][to]++; m.known[1][to] == 1 {
		m.columns = append(m.columns, to)
	}
}

// arrange puts the columns in the order of the rows, those that ping nothing
// themselves after them, and the gateway last.
func (m *matrix) arrange() {
	at := map[end]int{}
	for i, r := range m.rows {
		at[r] = i
	}
	rank := func(e end) int {
		if i, ok := at[e]; ok {
			return i
		}
		if e.host == gatewayPeer && e.device == "" {
			return 2 * len(m.rows)
		}
		return len(m.rows)
	}
	slices.SortStableFunc(m.columns, func(a, b end) int { return rank(a) - rank(b) })
}

func (m *matrix) write(b *bufio.Writer, style Style) {
	b.WriteString(style.paint(bold, plain(fmt.Sprintf("%s: stack %s, %s", m.cluster, m.stack, m.network))) + "\n")
	if len(m.columns) <= mostColumns {
		m.table(b, style)
	} else {
		m.counts(b, style)
	}
	for _, p := range m.wrong {
		b.WriteString("  " + pingLine(p, style) + "\n")
	}
}

// table writes a cell for each pair; columns have the numbers of their rows.
func (m *matrix) table(b *bufio.Writer, style Style) {
	const cell = 5
	names := slices.Clone(m.rows)
	for _, c := range m.columns {
		if m.known[0][c] == 0 && c.host != gatewayPeer {
			names = append(names, c)
		}
	}
	width := widest(names)
	b.WriteString(strings.Repeat(" ", cell+1+width))
	for _, c := range m.columns {
		head := "gw"
		if i := slices.Index(names, c); i >= 0 {
			head = strconv.Itoa(i + 1)
		}
		fmt.Fprintf(b, " %*s", cell, head)
	}
	b.WriteByte('\n')
	for i, r := range names {
		fmt.Fprintf(b, "%*d %s", cell, i+1, pad(plain(r.String()), width))
		for _, c := range m.columns {
			word, color := cellOf(m.cells[[2]end{r, c}])
			b.WriteString(" " + strings.Repeat(" ", cell-len(word)) + style.paint(color, word))
		}
		b.WriteByte('\n')
	}
}

func widest(names []end) (n int) {
	for _, e := range names {
		n = max(n, columns(plain(e.String())))
	}
	return n
}

// cellOf is a pair in short: ok, no answer, or the size that gets through.
func cellOf(p *Ping) (word, color string) {
	switch {
	case p == nil:
		return "-", dim
	case p.Why != "":
		return "?", red
	case !p.Answers:
		return "no", red
	case p.Fits < p.Size:
		return strconv.Itoa(p.Fits + headerBytes), yellow
	}
	return "ok", green
}

// counts writes how many peers answer each row in full.
func (m *matrix) counts(b *bufio.Writer, style Style) {
	width := widest(m.rows)
	for _, r := range m.rows {
		good, all := 0, 0
		for _, c := range m.columns {
			if p := m.cells[[2]end{r, c}]; p != nil {
				if all++; p.full() {
					good++
				}
			}
		}
		color := green
		if good < all {
			color = red
		}
		fmt.Fprintf(b, "  %s %s\n", pad(plain(r.String()), width), style.paint(color, fmt.Sprintf("%d of %d", good, all)))
	}
}

func pingLine(p *Ping, style Style) string {
	who := plain(fmt.Sprintf("%s %s to %s (%s)", p.Host, p.Device, end{p.Peer, p.PeerDevice}, p.Address))
	switch {
	case p.Why != "":
		return style.paint(red, who) + ": " + oneLine(p.Why)
	case !p.Answers:
		return style.paint(red, who) + " does not answer"
	}
	return style.paint(yellow, who) + fmt.Sprintf(": frames of %d bytes don't get through, %d do", p.Size+headerBytes, p.Fits+headerBytes)
}
