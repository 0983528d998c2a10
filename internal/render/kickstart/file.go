package kickstart

import (
	"io/fs"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/install"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/script"
)

// A file is one host's kickstart while it is written.
type file struct {
	cluster *render.Cluster
	group   *netstate.Group
	member  int
	install *install.Options // nil: a snippet to include
	buf     []byte
}

func (f *file) host() *netstate.Member { return &f.group.Members[f.member] }

func (f *file) secureBoot() bool { return f.install != nil && f.install.SecureBoot }

// mode keeps a file that holds a password hash to its owner.
func (f *file) mode() fs.FileMode {
	if f.install != nil && (f.install.RootHash != "" || f.install.License != "") {
		return 0o600
	}
	return 0o644
}

func (f *file) line(words ...string) {
	for i, w := range words {
		if i > 0 {
			f.buf = append(f.buf, ' ')
		}
		f.buf = render.AppendShell(f.buf, w)
	}
	f.buf = append(f.buf, '\n')
}

func (f *file) note(text string) { f.buf = append(append(append(f.buf, "# "...), text...), '\n') }

func (f *file) write(section *script.Script) {
	m := f.cluster.Meta
	f.note("Made by vmkgen " + m.Version + " from " + printable(m.Source) + " (sha256 " + m.Hash + ")")
	if f.install == nil {
		f.note("Kickstart of " + f.host().Name + ", to be included: it lacks vmaccepteula, rootpw and install.")
		f.network()
	} else {
		f.note("Kickstart of " + f.host().Name + ".")
		f.whole()
	}
	if f.secureBoot() {
		f.note("With UEFI Secure Boot ESXi runs no %firstboot section: once this host is up, run on it")
		f.note("  sh " + f.host().Name + ".sh --allow-management" + f.anyHost())
		f.note("The script stands beside this file.")
		return
	}
	f.buf = append(f.buf, "\n%firstboot --interpreter=busybox\n"...)
	f.buf = section.Append(f.buf, f.member)
}

// anyHost lets the script run on a host that the installer gave no name.
func (f *file) anyHost() string {
	if static(&f.group.Pattern) {
		return ""
	}
	return " --any-host"
}

func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s)
}

// whole writes the commands of a complete kickstart.
func (f *file) whole() {
	o := f.install
	f.line("vmaccepteula")
	if o.RootHash != "" {
		f.line("rootpw", "--iscrypted", o.RootHash)
	} else {
		f.note("The next line needs a file rootpw.cfg beside this one, which says: rootpw --iscrypted HASH")
		f.line("%include", "./rootpw.cfg")
	}
	disk, vmfs := "--firstdisk=local", "--preservevmfs"
	if o.Disk != "" {
		disk = "--disk=" + o.Disk
	}
	if o.OverwriteVMFS {
		vmfs = "--overwritevmfs"
	}
	f.line("install", disk, vmfs)
	f.network()
	if o.Keyboard != "" {
		f.line("keyboard", o.Keyboard)
	}
	if o.License != "" {
		f.line("serialnum", "--esx="+o.License)
	}
	if o.Reboot {
		f.line("reboot")
	}
}

// network writes the line that makes vmk0. With DHCP the installer takes no
// host name and no name servers; they are the first boot's then.
func (f *file) network() {
	h := f.group.Host(f.member)
	words := []string{"network", "--bootproto=dhcp"}
	if static(&h) {
		ip := h.Vmk(esx.InstallVmk).IPv4.Address
		words = append(words[:1], "--bootproto=static", "--ip="+ip.Addr().String(),
			"--netmask="+net.IP(net.CIDRMask(ip.Bits(), 32)).String())
		words = append(words, f.stack(h.Stack(netstate.DefaultStack))...)
		words = append(words, "--hostname="+h.Name)
	}
	words = append(words, "--device="+deviceOf(f.install, f.host(), &h))
	if vlan := vlanOf(&h); vlan > 0 {
		words = append(words, "--vlanid="+strconv.Itoa(vlan))
	}
	f.line(append(words, "--addvmportgroup=0")...)
}

// static says whether the installer gives vmk0 an address; else it is DHCP's.
func static(h *netstate.Host) bool {
	v := h.Vmk(esx.InstallVmk)
	return v != nil && v.IPv4 != nil && v.IPv4.Mode.Or(netstate.DHCP) == netstate.Static
}

func (f *file) stack(s *netstate.Stack) []string {
	if s == nil {
		s = &netstate.Stack{}
	}
	var words []string
	if g, ok := s.Gateway.Get(); ok {
		words = append(words, "--gateway="+g.String())
	} else {
		f.note("No gateway is known for the default stack: the installer guesses one from the address.")
	}
	if two := firstTwo(s.DNS); two != "" {
		words = append(words, "--nameserver="+two)
	}
	return words
}

// firstTwo are the name servers for the network line, which takes two. Whether
// it takes IPv6 ones is not known.
func firstTwo(servers []netip.Addr) string {
	var two []string
	for _, a := range servers {
		if a.Is4() && len(two) < 2 {
			two = append(two, a.String())
		}
	}
	return strings.Join(two, ",")
}

// deviceOf is what the installer makes vmk0 on; empty where nothing says so.
func deviceOf(o *install.Options, m *netstate.Member, h *netstate.Host) string {
	if o != nil && o.Device != "" {
		return o.Device
	}
	if m.MAC != "" {
		return m.MAC
	}
	if s := h.Switch(esx.InstallSwitch); s != nil && len(s.Uplinks) > 0 {
		return s.Uplinks[0]
	}
	return ""
}

func vlanOf(h *netstate.Host) int {
	for i := range h.PortGroups {
		if h.PortGroups[i].Of == esx.InstallVmk {
			return h.PortGroups[i].VLAN.Or(0)
		}
	}
	return 0
}

// pxeName is the name that a PXE client asks for: its hardware type, then its address.
func pxeName(mac string) string {
	return "01-" + strings.ReplaceAll(strings.ToLower(mac), ":", "-") + ".cfg"
}
