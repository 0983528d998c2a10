package esxtest

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// An Installation is what the installer makes of a kickstart file.
type Installation struct {
	Host      *Host
	Commands  [][]string // without the network line
	FirstBoot string     // the script that runs once at the first boot
}

// installer are the commands that the pretend installer knows, with the
// options that each takes.
var installer = map[string][]string{
	"vmaccepteula": nil,
	"rootpw":       {"--iscrypted"},
	"%include":     nil,
	"install":      {"--disk", "--firstdisk", "--overwritevmfs", "--preservevmfs"},
	"keyboard":     nil,
	"serialnum":    {"--esx"},
	"reboot":       nil,
	"network":      {"--bootproto", "--ip", "--netmask", "--gateway", "--nameserver", "--hostname", "--device", "--vlanid", "--addvmportgroup"},
}

// Install reads a kickstart file as the installer would, only that everything
// it would warn of is an error. MACs are those of the adapters, in order.
func Install(cfg []byte, version string, nics, macs []string) (*Installation, error) {
	in := &Installation{}
	head, script, _ := strings.Cut(string(cfg), "\n%firstboot --interpreter=busybox\n")
	in.FirstBoot = script
	for line := range strings.Lines(script) {
		if word := strings.TrimSpace(line); strings.HasPrefix(word, "%") || strings.HasPrefix(word, "include") {
			return nil, fmt.Errorf("the script ends at %q", line)
		}
	}
	seen := map[string]bool{}
	for line := range strings.Lines(head) {
		words, err := shellWords(line)
		if err != nil {
			return nil, fmt.Errorf("%v in %q", err, line)
		}
		if len(words) == 0 {
			continue
		}
		if err := permitted(words, seen); err != nil {
			return nil, fmt.Errorf("%v in %q", err, line)
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
	return in, nil
}

func permitted(words []string, seen map[string]bool) error {
	options, known := installer[words[0]]
	if !known {
		return fmt.Errorf("unknown command %s", words[0])
	}
	if seen[words[0]] {
		return fmt.Errorf("%s stands twice", words[0])
	}
	seen[words[0]] = true
	for _, w := range words[1:] {
		if name, _, _ := strings.Cut(w, "="); strings.HasPrefix(w, "--") && !slices.Contains(options, name) {
			return fmt.Errorf("unknown option %s", w)
		}
	}
	return nil
}

// network makes the one vmk that the installer makes.
func network(words []string, version string, nics, macs []string) (*Host, error) {
	o := map[string]string{}
	for _, w := range words {
		k, v, ok := strings.Cut(w, "=")
		if !ok || v == "" {
			return nil, fmt.Errorf("%s lacks a value", w)
		}
		o[strings.TrimPrefix(k, "--")] = v
	}
	device := o["device"]
	if i := slices.Index(macs, strings.ToLower(device)); i >= 0 {
		device = nics[i]
	}
	if !slices.Contains(nics, device) {
		return nil, fmt.Errorf("no adapter %q", o["device"])
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

func installed(o map[string]string, version string) (*Host, error) {
	switch o["bootproto"] {
	case "dhcp":
		for _, k := range []string{"ip", "netmask", "gateway", "hostname", "nameserver"} {
			if o[k] != "" {
				return nil, fmt.Errorf("--%s beside DHCP", k)
			}
		}
		h := Fresh("localhost", version, "192.0.2.200/24", "", "vmnic0")
		h.Vmks[0].Mode, h.Vmks[0].IP = "DHCP", netip.Prefix{}
		return h, nil
	case "static":
		ip, err := netip.ParseAddr(o["ip"])
		mask := net.ParseIP(o["netmask"]).To4()
		if err != nil || mask == nil || o["hostname"] == "" {
			return nil, fmt.Errorf("address %q, netmask %q, name %q", o["ip"], o["netmask"], o["hostname"])
		}
		bits, _ := net.IPMask(mask).Size()
		h := Fresh(o["hostname"], version, netip.PrefixFrom(ip, bits).String(), o["gateway"], "vmnic0")
		if servers := o["nameserver"]; servers != "" {
			if h.Stacks[0].DNS = strings.Split(servers, ","); len(h.Stacks[0].DNS) > 2 {
				return nil, errors.New("more than two name servers")
			}
		}
		return h, nil
	}
	return nil, fmt.Errorf("--bootproto is %q", o["bootproto"])
}

// shellWords splits a line as a shell would: quotes work, # begins a comment.
func shellWords(line string) (words []string, err error) {
	var word strings.Builder
	open, quote := false, rune(0)
	end := func() {
		if open {
			words = append(words, word.String())
		}
		word.Reset()
		open = false
	}
	for _, r := range line {
		switch {
		case r > '~' || r < ' ' && r != '\n':
			return nil, fmt.Errorf("character %q", r)
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, open = r, true
		case r == ' ' || r == '\n':
			end()
		case r == '#' && !open:
			return words, nil
		case r == '\\':
			return nil, errors.New("a backslash outside quotes, which is not known to work")
		default:
			word.WriteRune(r)
			open = true
		}
	}
	if quote != 0 {
		return nil, errors.New("an open quote")
	}
	end()
	return words, nil
}
