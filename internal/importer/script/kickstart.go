package script

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/scripted"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/pattern"
)

var kickstartLine = pattern.Of(`(?m)^\s*(vmaccepteula|accepteula|%firstboot|network\s+--(bootproto|ip|device)|rootpw\s|install\s+--|# Kickstart of )`)

func sniffKickstart(_ string, head []byte) bool {
	return kickstartLine().Match(head) && !shebang().Match(head)
}

// readKickstart reads each kickstart file as a host of its own. Of what is not
// networking nothing is read: passwords stay where they are.
func readKickstart(files []importer.File) importer.Result {
	return eachHost(files, (*reading).kickstart)
}

func (r *reading) kickstart(text string) {
	if isOwn(text) {
		o := own{file: r.file, host: r.host}
		o.read(text)
		r.diags = append(r.diags, o.diags...)
		return
	}
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		switch {
		case strings.HasPrefix(line, "%include"):
			r.unread(i+1, "what it includes lies in another file")
		case strings.HasPrefix(line, "%"):
			end := section(lines, i+1)
			r.section(line, lines[i+1:end], i+1)
			i = end - 1
		case strings.HasPrefix(line, "network ") || strings.HasPrefix(line, "network\t"):
			r.network(i+1, importer.ShellWords(line)[1:])
		}
	}
}

func (r *reading) unread(line int, format string, args ...any) {
	r.diags = append(r.diags, importer.Fault(diag.ImportUnread, r.file, line, fmt.Sprintf(format, args...), ""))
}

// section gives where one ends that begins at a line.
func section(lines []string, at int) int {
	for at < len(lines) && !sectionLine().MatchString(lines[at]) {
		at++
	}
	return at
}

var sectionLine = pattern.Of(`^%(pre|post|firstboot|include|end|packages)\b`)

// section reads a first-boot section, which a shell runs on the installed host.
func (r *reading) section(head string, body []string, before int) {
	text := strings.Join(body, "\n")
	switch {
	case !strings.HasPrefix(head, "%firstboot"):
		if setting().MatchString(text) {
			r.unread(before, "only first-boot sections run on the host that is installed")
		}
	case strings.Contains(head, "python"):
		r.unread(before, "this section is in Python, which import doesn't read")
	default:
		r.shell(text, before)
	}
}

// network reads the line that makes vmk0.
func (r *reading) network(line int, words []string) {
	set := map[string]string{}
	for _, w := range words {
		name, value, _ := strings.Cut(w, "=")
		if _, twice := set[name]; twice {
			r.broken(line, "%s stands there twice", name)
		}
		set[name] = value
	}
	v := &netstate.Vmk{Device: esx.InstallVmk, IPv4: &netstate.IPv4{Mode: netstate.Some(netstate.DHCP)}}
	d := netstate.Stack{Name: netstate.DefaultStack}
	if set["--bootproto"] == "static" || set["--bootproto"] == "" && set["--ip"] != "" {
		p, problem := scripted.Prefix(set["--ip"], set["--netmask"])
		if problem != "" {
			r.broken(line, "%s", problem)
		}
		v.IPv4.Mode, v.IPv4.Address = netstate.Some(netstate.Static), p
	}
	if g := set["--gateway"]; g != "" {
		d.Gateway = netstate.Some(r.address(line, g))
	}
	for _, s := range importer.List(set["--nameserver"]) {
		d.DNS = append(d.DNS, r.address(line, s))
	}
	if name := set["--hostname"]; name != "" {
		r.host.Name = name
	}
	r.host.Vmks = append(r.host.Vmks, *v)
	r.host.Stacks = append(r.host.Stacks, d)
	r.installed(line, set)
}

// installed reads where the installer puts vmk0.
func (r *reading) installed(line int, set map[string]string) {
	if id := set["--vlanid"]; id != "" {
		n, err := strconv.Atoi(id)
		if err != nil || n < 0 || n > 4094 {
			r.broken(line, "the VLAN is %q", id)
		}
		r.host.PortGroups = append(r.host.PortGroups, netstate.PortGroup{
			Name: esx.ManagementGroup, Switch: esx.InstallSwitch, VLAN: netstate.Some(n),
		})
	}
	if nic := set["--device"]; strings.HasPrefix(nic, "vmnic") {
		r.host.Switches = append(r.host.Switches, netstate.Switch{Name: esx.InstallSwitch, Kind: netstate.Standard, Uplinks: []string{nic}})
	} else if nic != "" {
		r.host.MACOf = strings.ToLower(nic)
	}
	for _, name := range []string{"--bootproto", "--ip", "--netmask", "--gateway", "--nameserver", "--hostname", "--vlanid", "--device", "--addvmportgroup"} {
		delete(set, name)
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		r.unread(line, "the network line says %s, which vmkgen has no word for", name)
	}
}

func (r *reading) broken(line int, format string, args ...any) {
	r.diags = append(r.diags, importer.Fault(diag.SourceValue, r.file, line, fmt.Sprintf(format, args...), ""))
}

func (r *reading) address(line int, text string) netip.Addr {
	a, err := netip.ParseAddr(text)
	if err != nil {
		r.broken(line, "%q is no address", text)
	}
	return a
}
