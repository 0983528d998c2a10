// Package esxtest runs what vmkgen renders for ESXi: scripts, in BusyBox ash with
// an esxcli that is a pretend host, and kickstart files.
package esxtest

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/standin"
)

// An Installation is what the installer makes of a kickstart file.
type Installation struct {
	Host      *standin.Host
	Commands  [][]string // without the network line
	FirstBoot string     // the script that runs once at the first boot
}

var dnsName = regexp.MustCompile(`^([0-9A-Za-z]([0-9A-Za-z-]{0,61}[0-9A-Za-z])?)(\.[0-9A-Za-z]([0-9A-Za-z-]{0,61}[0-9A-Za-z])?)*$`)

// maxCommands are what the installer takes in all files together.
const maxCommands = 256

// Install reads a kickstart file as the installer would, only that everything
// it would warn of is an error. MACs are those of the adapters, in order.
func Install(cfg []byte, version string, nics, macs []string) (*Installation, error) {
	in := &Installation{}
	head, script, _ := strings.Cut(string(cfg), "\n%firstboot --interpreter=busybox\n")
	in.FirstBoot = script
	for line := range strings.Lines(script) {
		if endsSection(line) {
			return nil, fmt.Errorf("the script ends at %q", line)
		}
	}
	seen := map[string]bool{}
	for line := range strings.Lines(head) {
		words, err := shellWords(line)
		if err != nil {
			return nil, fmt.Errorf("%w in %q", err, line)
		}
		if len(words) == 0 {
			continue
		}
		if err := permitted(words, seen); err != nil {
			return nil, fmt.Errorf("%w in %q", err, line)
		}
		if words[0] != "network" {
			in.Commands = append(in.Commands, words)
			continue
		}
		if in.Host, err = network(words[1:], version, nics, macs); err != nil {
			return nil, err
		}
	}
	if in.Host == nil {
		return nil, errors.New("there is no network line")
	}
	if n := len(seen); n+1 > maxCommands {
		return nil, fmt.Errorf("%d commands", n+1)
	}
	return in, complete(seen)
}

// network makes the one vmk that the installer makes.
func network(words []string, version string, nics, macs []string) (*standin.Host, error) {
	o := map[string]string{}
	for _, w := range words {
		k, v, ok := strings.Cut(w, "=")
		if !ok || v == "" {
			return nil, fmt.Errorf("%s lacks a value", w)
		}
		o[strings.TrimPrefix(k, "--")] = v
	}
	device, err := adapter(o["device"], nics, macs)
	if err != nil {
		return nil, err
	}
	if o["addvmportgroup"] != "0" {
		return nil, errors.New("the installer would make VM Network")
	}
	h, err := installed(o, version)
	if err != nil {
		return nil, err
	}
	h.NICs = nics
	h.Switches[0].Uplinks, h.Switches[0].Teaming.Active = []string{device}, []string{device}
	h.Groups = h.Groups[:1]
	if id, ok := o["vlanid"]; ok {
		if h.Groups[0].VLAN, err = strconv.Atoi(id); err != nil || h.Groups[0].VLAN < 1 || h.Groups[0].VLAN > 4094 {
			return nil, fmt.Errorf("no VLAN %q", id)
		}
	}
	return h, nil
}

// adapter gives the name of an adapter; a device with a colon is an address.
func adapter(device string, nics, macs []string) (string, error) {
	if i := slices.Index(macs, strings.ToLower(device)); i >= 0 {
		return nics[i], nil
	}
	if !slices.Contains(nics, device) {
		return "", fmt.Errorf("no adapter %q", device)
	}
	return device, nil
}

func installed(o map[string]string, version string) (*standin.Host, error) {
	switch o["bootproto"] {
	case "dhcp":
		for _, k := range []string{"ip", "netmask", "gateway", "hostname", "nameserver"} {
			if o[k] != "" {
				return nil, fmt.Errorf("--%s beside DHCP", k)
			}
		}
		h := standin.Fresh("localhost", version, "192.0.2.200/24", "", "vmnic0")
		h.Vmks[0].Mode, h.Vmks[0].IP = "DHCP", netip.Prefix{}
		return h, nil
	case "static":
		return statically(o, version)
	}
	return nil, fmt.Errorf("--bootproto is %q", o["bootproto"])
}

func statically(o map[string]string, version string) (*standin.Host, error) {
	ip, err := netip.ParseAddr(o["ip"])
	mask := net.ParseIP(o["netmask"]).To4()
	if err != nil || !ip.Is4() || mask == nil || !dnsName.MatchString(o["hostname"]) {
		return nil, fmt.Errorf("address %q, netmask %q, name %q", o["ip"], o["netmask"], o["hostname"])
	}
	bits, _ := net.IPMask(mask).Size()
	own := netip.PrefixFrom(ip, bits)
	gateway := o["gateway"]
	if gateway == "" { // the installer guesses one
		gateway = own.Masked().Addr().Next().String()
	}
	if via, err := netip.ParseAddr(gateway); err != nil || !own.Contains(via) {
		return nil, fmt.Errorf("the gateway %q is not in %s", gateway, own)
	}
	h := standin.Fresh(o["hostname"], version, own.String(), gateway, "vmnic0")
	h.Stacks[0].DNS, err = nameServers(o["nameserver"])
	return h, err
}

func nameServers(list string) ([]string, error) {
	if list == "" {
		return nil, nil
	}
	servers := strings.Split(list, ",")
	if len(servers) > 2 {
		return nil, errors.New("more than two name servers")
	}
	for _, s := range servers {
		if a, err := netip.ParseAddr(s); err != nil || !a.Is4() {
			return nil, fmt.Errorf("no name server %q", s)
		}
	}
	return servers, nil
}
