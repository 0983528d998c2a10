package vcf

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/document"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/natural"
)

// A pool is what of a network pool is read.
type pool struct {
	Name     string `json:"name"`
	Networks []struct {
		Type    string `json:"type"`
		VlanID  number `json:"vlanId"`
		MTU     number `json:"mtu"`
		Subnet  string `json:"subnet"`
		Mask    string `json:"mask"`
		Gateway string `json:"gateway"`
		IPPools []struct {
			Start string `json:"start"`
			End   string `json:"end"`
		} `json:"ipPools"`
	} `json:"networks"`
}

// A commission is a host that VCF is to take in. Some samples have blanks in
// the name of its pool.
type commission struct {
	FQDN     string `json:"fqdn"`
	HostFQDN string `json:"hostfqdn"`
	Pool     string `json:"networkPoolName"`
	Blanks   string `json:"networkPool  Name"`
}

// pool makes a profile of a network pool: what hosts of several clusters share.
func (r *reading) pool(p *pool) {
	name := cmp.Or(p.Name, "pool")
	if r.pools[name] != nil {
		r.fault(diag.SourceTwice, 0, "network pool %q is there twice", name)
		return
	}
	b := document.New("profile", name)
	r.pools[name] = b
	for _, n := range p.Networks {
		at := slices.IndexFunc(vmks, func(v struct{ kind, device, role, stack string }) bool { return v.kind == n.Type })
		if at < 1 {
			r.note(importer.LeftOut, "network %s of pool %q, in which hosts have no vmk", n.Type, name)
			continue
		}
		v := b.Block("vmk", vmks[at].device).Set("roles", []string{vmks[at].role})
		r.common(v, n.VlanID, n.MTU)
		if subnet := r.prefix(n.Type, n.Subnet, n.Mask); subnet.IsValid() {
			v.Set("subnet", subnet.String())
		}
		var texts []string
		for _, x := range n.IPPools {
			texts = append(texts, x.Start+" to "+x.End)
		}
		if texts != nil {
			v.Comments = append(v.Comments, "VCF hands out "+strings.Join(texts, ", ")+", and doesn't say to whom.")
			r.note(importer.Unsaid, "which host has which address of %s of pool %q: VCF hands out %s", n.Type, name, strings.Join(texts, ", "))
		}
		_, err := netip.ParseAddr(n.Gateway)
		switch {
		case err == nil && vmks[at].stack != "":
			v.SetWith("stack", vmks[at].stack, "guessed: VCF puts vMotion there")
			b.Block("stack", vmks[at].stack).Set("gateway", n.Gateway)
		case err == nil:
			r.note(importer.LeftOut, "the gateway %s of %s of pool %q: its vmks are on the default stack, which has management's", n.Gateway, n.Type, name)
		}
	}
	r.note(importer.Guess, "the numbers of vmks, of which a network pool says nothing")
	r.note(importer.Unsaid, "the switch and the port groups of pool %q", name)
	r.Document.Blocks = append(r.Document.Blocks, b)
}

func (r *reading) commission(hosts []commission) {
	for _, h := range hosts {
		name, in := cmp.Or(h.FQDN, h.HostFQDN), cmp.Or(h.Pool, h.Blanks)
		if name == "" {
			continue
		}
		if r.hosts[in] == nil {
			r.order = append(r.order, in)
		}
		r.hosts[in] = append(r.hosts[in], name)
	}
}

// commissioned makes a cluster of the hosts of each pool.
func (r *reading) commissioned() {
	for _, in := range r.order {
		c := document.New("cluster", cmp.Or(in, "imported")).Set("hosts", natural.Ranges(r.hosts[in]))
		if r.pools[in] != nil {
			c.Set("profiles", []string{in})
		} else {
			r.note(importer.Unsaid, "network pool %q, which hosts are to be in: import it with them", in)
		}
		r.note(importer.Guess, "the name of cluster %q, from the hosts' network pool", c.Label)
		r.Document.Blocks = append(r.Document.Blocks, c)
	}
}
