package view

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

// A Ping is one vmk that pinged another, or a gateway.
type Ping struct {
	Cluster    string `json:"cluster"`
	Host       string `json:"host"`
	Device     string `json:"device"`
	Stack      string `json:"stack"`
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
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		Format  string `json:"format"`
		Version int    `json:"format_version"`
		Pings   []Ping `json:"pings"`
	}{"vmkgen.pings", 1, pings})
}

// PingsText writes a matrix for each vmk and stack of a cluster, a row a host
// and a column a peer, then what is wrong in words.
func PingsText(w io.Writer, pings []Ping, style Style) error {
	b := bufio.NewWriter(w)
	for at := 0; at < len(pings); {
		p := &pings[at]
		title := fmt.Sprintf("%s: %s of %s, stack %s", p.Cluster, p.Device, p.Host, p.Stack)
		b.WriteString(style.paint(bold, plain(title)) + "\n")
		for ; at < len(pings) && pings[at].Host == p.Host && pings[at].Device == p.Device; at++ {
			b.WriteString("  " + pingLine(&pings[at], style) + "\n")
		}
	}
	good := 0
	for i := range pings {
		if pings[i].Answers && pings[i].Fits >= pings[i].Size {
			good++
		}
	}
	fmt.Fprintf(b, "%d of %s answered in full\n", good, counted(len(pings), "ping"))
	return b.Flush()
}

func pingLine(p *Ping, style Style) string {
	who := p.Peer
	if p.PeerDevice != "" {
		who += " " + p.PeerDevice
	}
	who = plain(who) + " (" + p.Address + ")"
	switch {
	case p.Why != "":
		return style.paint(red, "?  ") + who + ": " + oneLine(p.Why)
	case !p.Answers:
		return style.paint(red, "no ") + who + " does not answer"
	case p.Fits < p.Size:
		return style.paint(yellow, "mtu") + " " + who + fmt.Sprintf(": frames of %d bytes don't get through, %d do", p.Size+headerBytes, p.Fits+headerBytes)
	}
	return style.paint(green, "ok ") + who + fmt.Sprintf(" with %d bytes", p.Size+headerBytes)
}
