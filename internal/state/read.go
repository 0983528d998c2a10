package state

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

type document struct {
	Head
	Clusters []struct {
		Cluster
		Hosts []Host `json:"hosts"`
	} `json:"clusters"`
}

// Read reads a document, and gives the hash of its bytes. Members that this
// version doesn't know are errors: what they say would be lost.
func Read(r io.Reader) (clusters []netstate.Cluster, hash string, err error) {
	sum := sha256.New()
	in := io.TeeReader(r, sum)
	d := json.NewDecoder(in)
	d.DisallowUnknownFields()
	var doc document
	if err := d.Decode(&doc); err != nil {
		return nil, "", explained(err)
	}
	if doc.Format != Format {
		return nil, "", fmt.Errorf("its format is %q, not %q", doc.Format, Format)
	}
	if doc.Version != Version {
		return nil, "", fmt.Errorf("its format is version %d, and this vmkgen knows version %d", doc.Version, Version)
	}
	rest := io.MultiReader(d.Buffered(), in)
	if n, err := io.Copy(io.Discard, blanks{rest}); err != nil || n < 0 {
		return nil, "", errors.New("there is more in the file than one document")
	}
	for i := range doc.Clusters {
		c := &doc.Clusters[i]
		cluster := netstate.Cluster{Name: c.Name, Datacenter: c.Datacenter, Release: c.ESXi}
		if c.VCenter != nil {
			cluster.VCenter, cluster.Server = c.VCenter.Name, c.VCenter.Server
		}
		for n := range c.Hosts {
			h, m := c.Hosts[n].host(c.ESXi, n)
			if err := judge(&h); err != nil {
				return nil, "", fmt.Errorf("cluster %q, host %q: %w", c.Name, m.Name, err)
			}
			cluster.Groups = append(cluster.Groups, netstate.Group{Pattern: h, Members: []netstate.Member{m}})
		}
		clusters = append(clusters, cluster)
	}
	return clusters, hex.EncodeToString(sum.Sum(nil)), nil
}

func (h *Host) host(release string, position int) (netstate.Host, netstate.Member) {
	m := netstate.Member{Name: h.Name, Position: position, MAC: h.MAC, Serial: h.Serial}
	if h.Number != nil {
		m.Number, m.HasNumber = *h.Number, true
	}
	return netstate.Host{
		Name: h.Name, UUID: h.UUID, Release: cmp.Or(h.ESXi, release), Complete: h.Complete, IPv6: h.IPv6,
		SoftwareISCSI: h.SoftwareISCSI, NVMe: h.NVMe,
		Switches: h.Switches, PortGroups: h.PortGroups, Stacks: h.Stacks, Vmks: h.Vmks,
	}, m
}

// blanks reads white space and fails at anything else.
type blanks struct{ r io.Reader }

func (b blanks) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	for _, c := range p[:n] {
		if c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return 0, errors.New("not blank")
		}
	}
	return n, err
}

// explained leaves Go's names out of a decoder's error.
func explained(err error) error {
	var kind *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &kind):
		return fmt.Errorf("%s can't be a %s (at byte %d)", kind.Field, kind.Value, kind.Offset)
	case errors.As(err, &syntax):
		return fmt.Errorf("it is not JSON: %w (at byte %d)", err, syntax.Offset)
	case errors.Is(err, io.EOF):
		return errors.New("it is empty")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("it ends too early")
	}
	return err
}
