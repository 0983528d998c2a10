package vcf

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/document"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/natural"
)

// An sddc is what of a bring-up file is read.
type sddc struct {
	SddcID      string `json:"sddcId"`
	Version     string `json:"version"`
	ClusterSpec struct {
		ClusterName string `json:"clusterName"`
	} `json:"clusterSpec"`
	DNSSpec struct {
		Domain              string   `json:"domain"`
		Subdomain           string   `json:"subdomain"`
		Nameserver          string   `json:"nameserver"`
		SecondaryNameserver string   `json:"secondaryNameserver"`
		Nameservers         []string `json:"nameservers"`
	} `json:"dnsSpec"`
	NetworkSpecs []network `json:"networkSpecs"`
	DVSSpecs     []dvs     `json:"dvsSpecs"`
	HostSpecs    []host    `json:"hostSpecs"`
}

type network struct {
	NetworkType    string       `json:"networkType"`
	Subnet         string       `json:"subnet"`
	SubnetMask     string       `json:"subnetMask"`
	Gateway        string       `json:"gateway"`
	VlanID         number       `json:"vlanId"`
	MTU            number       `json:"mtu"`
	PortGroupKey   string       `json:"portGroupKey"`
	TeamingPolicy  string       `json:"teamingPolicy"`
	ActiveUplinks  []string     `json:"activeUplinks"`
	StandbyUplinks []string     `json:"standbyUplinks"`
	Ranges         []rangeOf    `json:"includeIpAddressRanges"`
	Single         singleValues `json:"includeIpAddress"`
}

type rangeOf struct {
	Start string `json:"startIpAddress"`
	End   string `json:"endIpAddress"`
}

type singleValues []string

type dvs struct {
	DvsName         string   `json:"dvsName"`
	MTU             number   `json:"mtu"`
	Networks        []string `json:"networks"`
	Vmnics          []string `json:"vmnics"`
	VmnicsToUplinks []struct {
		ID string `json:"id"`
	} `json:"vmnicsToUplinks"`
	LagSpecs []struct{} `json:"lagSpecs"`
}

type host struct {
	Hostname         string `json:"hostname"`
	IPAddressPrivate struct {
		IPAddress string `json:"ipAddress"`
		CIDR      string `json:"cidr"`
		Subnet    string `json:"subnet"` // which is a mask
		Gateway   string `json:"gateway"`
	} `json:"ipAddressPrivate"`
}

// vmks are the numbers that bring-up gives, and what they carry.
var vmks = []struct{ kind, device, role, stack string }{
	{"MANAGEMENT", "vmk0", "management", ""},
	{"VMOTION", "vmk1", "vmotion", "vmotion"},
	{"VSAN", "vmk2", "vsan", ""},
	{"NFS", "vmk3", "nfs", ""},
	{"ISCSI", "vmk4", "iscsi", ""},
}

// bringUp makes a cluster of a bring-up file.
func (r *reading) bringUp(s *sddc) {
	c := document.New("cluster", cmp.Or(s.ClusterSpec.ClusterName, s.SddcID, "imported"))
	if strings.HasPrefix(s.Version, "9.") {
		c.Set("esxi", strings.Join(strings.SplitN(s.Version, ".", 3)[:2], "."))
	}
	var names []string
	for _, h := range s.HostSpecs {
		names = append(names, s.named(h.Hostname))
	}
	c.Set("hosts", natural.Ranges(names))
	r.switches(c, s)
	r.names(c, s)
	for _, n := range s.NetworkSpecs {
		r.network(c, s, &n, names)
	}
	r.Document.Blocks = append(r.Document.Blocks, c)
	r.note(importer.Guess, "the numbers of vmks, which bring-up gives in this order: management, vMotion, vSAN")
}

// named gives a host its domain.
func (s *sddc) named(host string) string {
	if domain := cmp.Or(s.DNSSpec.Subdomain, s.DNSSpec.Domain); domain != "" && !strings.Contains(host, ".") {
		return host + "." + domain
	}
	return host
}

func (r *reading) switches(c *document.Block, s *sddc) {
	for _, d := range s.DVSSpecs {
		b := c.Block("switch", d.DvsName).Set("type", "distributed")
		uplinks := slices.Clone(d.Vmnics)
		for _, u := range d.VmnicsToUplinks {
			uplinks = append(uplinks, u.ID)
		}
		if uplinks != nil {
			b.Set("uplinks", uplinks)
		}
		if d.MTU.set {
			b.Set("mtu", d.MTU.value)
		}
		if len(d.LagSpecs) > 0 {
			r.leftOut("distributed switch %q has link aggregation groups", d.DvsName)
		}
	}
	if len(s.DVSSpecs) == 0 {
		r.note(importer.Unsaid, "the distributed switch (dvsSpecs)")
	}
}

// names sets name servers and search domains of the default stack.
func (r *reading) names(c *document.Block, s *sddc) {
	var dns []string
	for _, a := range append([]string{s.DNSSpec.Nameserver, s.DNSSpec.SecondaryNameserver}, s.DNSSpec.Nameservers...) {
		if _, err := netip.ParseAddr(a); err == nil {
			dns = append(dns, a)
		}
	}
	if dns != nil {
		c.Block("stack", "default").Set("dns", dns)
	}
	if d := cmp.Or(s.DNSSpec.Subdomain, s.DNSSpec.Domain); d != "" {
		c.Block("stack", "default").Set("search", []string{d})
	}
}

// network makes the vmk of a network that hosts have one in.
func (r *reading) network(c *document.Block, s *sddc, n *network, names []string) {
	at := slices.IndexFunc(vmks, func(v struct{ kind, device, role, stack string }) bool { return v.kind == n.NetworkType })
	if at < 0 {
		r.note(importer.LeftOut, "network %s, in which hosts have no vmk", n.NetworkType)
		return
	}
	row := vmks[at]
	v := c.Block("vmk", row.device).Set("roles", []string{row.role})
	stack := "default"
	if row.stack != "" {
		stack = row.stack
		v.SetWith("stack", stack, "guessed: bring-up puts vMotion there")
	}
	for _, d := range s.DVSSpecs {
		if slices.Contains(d.Networks, n.NetworkType) {
			v.Set("switch", d.DvsName)
		}
	}
	r.common(v, n.VlanID, n.MTU)
	if n.PortGroupKey != "" {
		v.Set("portgroup", n.PortGroupKey)
		if strings.HasPrefix(n.PortGroupKey, "DVPG_FOR_") {
			v.SetWith("portgroup", n.PortGroupKey, "a placeholder: VCF gives it its name")
		}
	}
	r.teaming(v, n)
	if row.role == "vsan" || row.role == "nfs" || row.role == "iscsi" { // on the default stack, whose gateway is management's
		stack = ""
	}
	if _, err := netip.ParseAddr(n.Gateway); err == nil && stack != "" {
		c.Block("stack", stack).Set("gateway", n.Gateway)
	} else if err == nil {
		r.note(importer.LeftOut, "the gateway %s of %s: its vmks are on the default stack, which has management's", n.Gateway, n.NetworkType)
	}
	subnet := r.prefix(n.NetworkType, n.Subnet, n.SubnetMask)
	switch {
	case !subnet.IsValid():
		r.note(importer.Unsaid, "the subnet of %s", n.NetworkType)
	case row.device == esx.InstallVmk:
		r.management(c, v, s, subnet, names)
	default:
		v.Set("subnet", subnet.String())
		r.offset(v, n, subnet, names)
	}
}

// common sets what networks of bring-up files and of pools have.
func (r *reading) common(v *document.Block, vlan, mtu number) {
	if vlan.set {
		v.Set("vlan", vlan.value)
	}
	if mtu.set && mtu.value != esx.DefaultMTU {
		v.Set("mtu", mtu.value)
	}
}

func (r *reading) teaming(v *document.Block, n *network) {
	at := slices.IndexFunc(esx.Teaming, func(row esx.TeamingRow) bool { return row.API == n.TeamingPolicy })
	switch {
	case at >= 0:
		v.Block("teaming", "").Set("policy", string(esx.Teaming[at].Policy))
	case n.TeamingPolicy != "":
		r.note(importer.LeftOut, "the teaming policy %s of %s, which vmkgen has no word for", n.TeamingPolicy, n.NetworkType)
	}
	if len(n.ActiveUplinks) > 0 {
		v.Block("teaming", "").Set("active", n.ActiveUplinks)
	}
	if len(n.StandbyUplinks) > 0 {
		v.Block("teaming", "").Set("standby", n.StandbyUplinks)
	}
}

// management gives vmk0 its addresses: by the rule of hosts' numbers, where all
// follow one, and else to each host its own. Releases without addresses leave them to DNS.
func (r *reading) management(c, v *document.Block, s *sddc, subnet netip.Prefix, names []string) {
	offsets := map[int64]bool{}
	told := 0
	for i, h := range s.HostSpecs {
		a, err := netip.ParseAddr(h.IPAddressPrivate.IPAddress)
		if err != nil {
			continue
		}
		told++
		n, ok := natural.Number(names[i])
		if !ok || !subnet.Contains(a) {
			n = 1 << 40 // no rule
		}
		offsets[indexOf(subnet, a)-n] = true
	}
	v.Set("subnet", subnet.String())
	switch {
	case told == 0:
		r.note(importer.Unsaid, "the addresses of management, which DNS has: write address = ... or offset")
		delete(v.Attrs, "subnet")
	case told == len(names) && len(offsets) == 1:
		for o := range offsets {
			if o != 0 {
				v.Set("offset", o)
			}
		}
	default:
		delete(v.Attrs, "subnet")
		for i, h := range s.HostSpecs {
			if a, err := netip.ParseAddr(h.IPAddressPrivate.IPAddress); err == nil {
				c.Block("host", names[i]).Block("vmk", v.Label).Set("address", fmt.Sprintf("%s/%d", a, subnet.Bits()))
			}
		}
	}
}

// indexOf is which address of its subnet an IPv4 address is.
func indexOf(subnet netip.Prefix, a netip.Addr) (n int64) {
	x, y := subnet.Masked().Addr().As16(), a.As16()
	for i := 8; i < 16; i++ {
		n = n<<8 | (int64(y[i]) - int64(x[i]))
	}
	return n
}

// offset guesses how addresses are handed out of the ranges: in the order of
// hosts' numbers from the first on, where they all lie in the first range.
func (r *reading) offset(v *document.Block, n *network, subnet netip.Prefix, names []string) {
	var texts []string
	for _, x := range n.Ranges {
		texts = append(texts, x.Start+" to "+x.End)
	}
	texts = append(texts, n.Single...)
	if len(texts) == 0 {
		return
	}
	r.note(importer.Unsaid, "which host has which address of %s: VCF hands out %s", n.NetworkType, strings.Join(texts, ", "))
	v.Comments = append(v.Comments, "VCF hands out "+strings.Join(texts, ", ")+", and doesn't say to whom.")
	if len(n.Ranges) == 0 || len(names) == 0 {
		return
	}
	start, err := netip.ParseAddr(n.Ranges[0].Start)
	end, bad := netip.ParseAddr(n.Ranges[0].End)
	first, ok := natural.Number(names[0])
	if err != nil || bad != nil || !ok || !subnet.Contains(start) || !subnet.Contains(end) {
		return
	}
	offset := indexOf(subnet, start) - first
	for _, name := range names {
		m, ok := natural.Number(name)
		if at := offset + m; !ok || at < indexOf(subnet, start) || at > indexOf(subnet, end) {
			return
		}
	}
	v.SetWith("offset", offset, "guessed: the first host has the first one")
}
