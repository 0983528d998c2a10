package standin_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/esxcli"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// words splits a command line at blanks; ” stands for an empty word, _ for a blank in one.
func words(line string) []string {
	out := strings.Fields(line)
	for i, w := range out {
		out[i] = strings.NewReplacer("''", "", "_", " ").Replace(w)
	}
	return out
}

// refusals are command lines that a busy host must not carry out, by what they break.
var refusals = []struct{ why, line, says string }{
	// what esxcli itself refuses
	{"unknown namespace", "network vmk list", "Unknown command"},
	{"unknown command", "network ip interface rename -i vmk2", "Unknown command"},
	{"shortened command", "network ip int list", "Unknown command"},
	{"unknown option", "network ip interface set -i vmk2 --mtus 1500", "Invalid option"},
	{"shortened option", "network ip interface set -i vmk2 --mt 1500", "Invalid option"},
	{"joined letter", "network ip interface set -i vmk2 -m1500", "Invalid option"},
	{"word too many", "network ip interface set -i vmk2 -m 1500 1600", "Invalid option"},
	{"option twice", "network ip interface set -i vmk2 -m 1500 --mtu 1600", "Duplicated option"},
	{"option missing", "network ip interface set -m 1500", "Missing required parameter -i|--interface-name"},
	{"value missing", "network ip interface set -i vmk2 -m", "must have value"},
	{"no number", "network ip interface set -i vmk2 -m large", "Expecting integer"},
	{"no Boolean", "network ip interface ipv6 set -i vmk2 -e maybe", "Expecting boolean"},
	{"not one of its words", "network ip interface ipv4 set -i vmk2 -t manual", "is not one of"},
	{"value with a dash", "network vswitch standard portgroup add -v vSwitch0 -p -new", "must have value"},
	{"value of two dashes", "network vswitch standard portgroup add -v vSwitch0 -p --new", "must have value"},
	{"unknown format", "--formatter=yaml network ip interface remove -i vmk4", "formatter"},
	{"format after the command", "network ip interface remove -i vmk4 --formatter=csv", "Invalid option"},
	{"tag of no role", "network ip interface tag add -i vmk2 -t Backup", "tag"},
	{"tag in other letters", "network ip interface tag add -i vmk2 -t vmotion", "tag"},

	// what the stand-in has never been told the meaning of
	{"ports of a switch", "network vswitch standard add -v new -P 128", "does not know what --ports"},
	{"vmk by its port group", "network ip interface remove -i vmk4 -p VM_Network", "does not know what --portgroup-name"},
	{"name servers by DHCP", "network ip interface ipv4 set -i vmk4 -t dhcp -P true", "does not know what --peer-dns"},
	{"renaming a stack", "network ip netstack set -N vmotion -n moved", "does not know what --name"},
	{"IPv6 of a stack", "network ip netstack set -N vmotion -i true", "does not know what --ipv6enabled"},
	{"multicast of vSAN", "vsan network ip add -i vmk0 --multicast-ttl 3", "does not know what --multicast-ttl"},
	{"forced binding", "iscsi networkportal add -A vmhba2 -n vmk2 -f true", "does not know what --force"},
	{"naming the adapter", "iscsi software set -e true -n iqn.1998-01.com.example", "does not know what --name"},
	{"neighbours", "network ip neighbor remove -v 4 -a 10.0.0.1", "does not know what"},

	// switches
	{"switch twice", "network vswitch standard add -v vSwitch0", "already exists"},
	{"no switch name", "network vswitch standard add -v ''", "Invalid switch name"},
	{"long switch name", "network vswitch standard add -v " + strings.Repeat("s", 32), "Invalid switch name"},
	{"switch in other letters", "network vswitch standard set -v vswitch0 -m 9000", "Not found: vswitch0"},
	{"switch with port groups", "network vswitch standard remove -v vSwitch0", "in use by port group"},
	{"no switch to remove", "network vswitch standard remove -v vSwitch9", "Not found"},
	{"nothing to set on a switch", "network vswitch standard set -v vSwitch0", "nothing to set"},
	{"MTU too small for a switch", "network vswitch standard set -v vSwitch0 -m 1279", "Invalid MTU"},
	{"MTU too large for a switch", "network vswitch standard set -v vSwitch0 -m 9191", "Invalid MTU"},
	{"MTU below that of a vmk", "network vswitch standard set -v vSwitch0 -m 8999", "less than that of vmk2"},
	{"uplink that isn't there", "network vswitch standard uplink add -v vSwitch0 -u vmnic9", "Not a valid pnic"},
	{"uplink twice", "network vswitch standard uplink add -v vSwitch0 -u vmnic1", "already exists"},
	{"uplink of another switch", "network vswitch standard uplink add -v other -u vmnic1", "in use by switch vSwitch0"},
	{"uplink of a distributed switch", "network vswitch standard uplink add -v vSwitch0 -u vmnic3", "in use by switch dvs-a"},
	{"uplink that the switch lacks", "network vswitch standard uplink remove -v vSwitch0 -u vmnic2", "No such uplink"},
	{"the uplink of a bound vmk", "network vswitch standard uplink remove -v vSwitch0 -u vmnic1", "exactly one active uplink"},
	{"active that isn't an uplink", "network vswitch standard policy failover set -v vSwitch0 -a vmnic2", "vmnic2"},
	{"active twice", "network vswitch standard policy failover set -v vSwitch0 -a vmnic0,vmnic0", "vmnic0"},
	{"active and standby", "network vswitch standard policy failover set -v vSwitch0 -a vmnic0 -s vmnic0", "vmnic0"},
	{"no teaming named", "network vswitch standard policy failover set -v vSwitch0", ""},
	{"security of no switch", "network vswitch standard policy security set -v vSwitch9 -p true", "Not found"},

	// port groups
	{"port group twice", "network vswitch standard portgroup add -v other -p storage", "already exists"},
	{"no port group name", "network vswitch standard portgroup add -v other -p ''", "Invalid port group name"},
	{"long port group name", "network vswitch standard portgroup add -v other -p " + strings.Repeat("p", 81), "Invalid port group name"},
	{"port group on no switch", "network vswitch standard portgroup add -v vSwitch9 -p new", "Not found"},
	{"port group with a vmk", "network vswitch standard portgroup remove -v vSwitch0 -p storage", "in use"},
	{"port group with machines", "network vswitch standard portgroup remove -v other -p machines", "in use"},
	{"port group of another switch", "network vswitch standard portgroup remove -v other -p unused", "Not found"},
	{"no port group", "network vswitch standard portgroup set -p Storage -v 5", "Not found: Storage"},
	{"VLAN too large", "network vswitch standard portgroup set -p storage -v 4096", "Invalid VLAN"},
	{"VLAN below 0", "network vswitch standard portgroup set -p storage -v -1", "Invalid VLAN"},
	{"teaming of a bound vmk", "network vswitch standard portgroup policy failover set -p storage -b false", "its teaming can't change"},
	{"back to the switch's teaming while bound", "network vswitch standard portgroup policy failover set -p storage -u", "its teaming can't change"},
	{"a port group's active that isn't an uplink", "network vswitch standard portgroup policy failover set -p unused -a vmnic2", "vmnic2"},

	// vmks
	{"vmk twice", "network ip interface add -i vmk2 -p unused", "Already exists"},
	{"second vmk on a port group", "network ip interface add -i vmk7 -p storage", "already exists"},
	{"vmk on no port group", "network ip interface add -i vmk7 -p none", "Not found: none"},
	{"vmk in no stack", "network ip interface add -i vmk7 -p unused -N vmotion2", "Not found: vmotion2"},
	{"vmk without a number", "network ip interface add -i vmk -p unused", "Invalid interface name"},
	{"vmk with a zero before", "network ip interface add -i vmk07 -p unused", "Invalid interface name"},
	{"vmk past the last", "network ip interface add -i vmk256 -p unused", "Invalid interface name"},
	{"MAC of another vmk", "network ip interface add -i vmk7 -p unused -M 00:50:56:00:00:00", "is that of vmk0"},
	{"no MAC", "network ip interface add -i vmk7 -p unused -M 00:50:56:00:00", "Invalid MAC"},
	{"MTU over that of the switch", "network ip interface add -i vmk7 -p free -m 9000", "more than that of switch other"},
	{"MTU over that of the switch, later", "network ip interface set -i vmk6 -m 1501", "more than that of switch other"},
	{"MTU too small for a vmk", "network ip interface set -i vmk2 -m 1279", "Invalid MTU"},
	{"MTU too large for a vmk", "network ip interface set -i vmk2 -m 9001", "Invalid MTU"},
	{"nothing to set on a vmk", "network ip interface set -i vmk2", "sets the MTU"},
	{"switching a vmk off", "network ip interface set -i vmk2 -m 1500 -e false", "sets the MTU"},
	{"the last management vmk", "network ip interface remove -i vmk0", "last vmk with management"},
	{"bound vmk", "network ip interface remove -i vmk2", "bound to an iSCSI adapter"},
	{"vmk of vSAN", "network ip interface remove -i vmk6", "in use by vSAN"},
	{"vmk of NSX", "network ip interface remove -i vmk10", "belongs to NSX"},
	{"vmk that isn't there", "network ip interface remove -i vmk1", "Not found: vmk1"},
	{"the last management tag", "network ip interface tag remove -i vmk0 -t Management", "last vmk with management"},
	{"tag in a stack of another's", "network ip interface tag add -i vmk4 -t VMotion", "not on the default stack"},
	{"tag twice", "network ip interface tag add -i vmk0 -t Management", "already tagged"},
	{"tag that it lacks", "network ip interface tag remove -i vmk2 -t VMotion", "not tagged"},

	// addresses
	{"no address", "network ip interface ipv4 set -i vmk2 -t static", "Invalid address"},
	{"no netmask", "network ip interface ipv4 set -i vmk2 -t static -I 10.0.30.12", "Invalid address"},
	{"netmask with a gap", "network ip interface ipv4 set -i vmk2 -t static -I 10.0.30.12 -N 255.0.255.0", "Invalid netmask"},
	{"length for a netmask", "network ip interface ipv4 set -i vmk2 -t static -I 10.0.30.12 -N 24", "Invalid address"},
	{"IPv6 as IPv4", "network ip interface ipv4 set -i vmk2 -t static -I 2001:db8::1 -N 255.255.255.0", "Invalid address"},
	{"address of another vmk", "network ip interface ipv4 set -i vmk2 -t static -I 10.0.0.11 -N 255.255.255.0", "vmk0 has the address"},
	{"address beside DHCP", "network ip interface ipv4 set -i vmk2 -t dhcp -I 10.0.30.12 -N 255.255.255.0", "static only"},
	{"own gateway out of reach", "network ip interface ipv4 set -i vmk2 -t static -I 10.0.30.12 -N 255.255.255.0 -g 10.0.31.1", "can't be reached"},
	{"IPv6 address twice", "network ip interface ipv6 address add -i vmk2 -I 2001:db8::11/64", "already"},
	{"IPv6 address of another vmk", "network ip interface ipv6 address add -i vmk0 -I 2001:db8::11/64", "vmk2 has the address"},
	{"IPv6 address without a length", "network ip interface ipv6 address add -i vmk2 -I 2001:db8::12", "Invalid IPv6 address"},
	{"IPv6 address where IPv6 is off", "network ip interface ipv6 address add -i vmk4 -I 2001:db8::12/64", "not enabled on vmk4"},
	{"IPv6 address that it lacks", "network ip interface ipv6 address remove -i vmk2 -I 2001:db8::11/48", "no address"},
	{"autoconf where IPv6 is off", "network ip interface ipv6 set -i vmk4 -r true", "not enabled on vmk4"},
	{"IPv6 gateway out of reach", "network ip interface ipv6 set -i vmk0 -g 2001:db8:9::1", "can't be reached"},

	// stacks
	{"stack twice", "network ip netstack add -N vmotion", "already found"},
	{"no stack name", "network ip netstack add -N ''", "Invalid netstack"},
	{"stack with vmks", "network ip netstack remove -N vmotion", "in use by vmk4"},
	{"default stack", "network ip netstack remove -N defaultTcpipStack", ""},
	{"no stack", "network ip netstack set -N provisioning -m 100", "Not found"},
	{"congestion of another kind", "network ip netstack set -N vmotion -c bbr", "is not one of"},
	{"route twice", "network ip route ipv4 add -N vmotion -n 10.8.0.0/16 -g 10.0.20.8", "exists already"},
	{"second default gateway", "network ip route ipv4 add -n default -g 10.0.0.2", "exists already"},
	{"route via nowhere", "network ip route ipv4 add -N vmotion -n 10.9.0.0/16 -g 10.0.0.1", "can't be reached"},
	{"route with host bits", "network ip route ipv4 add -n 10.9.0.1/16 -g 10.0.0.1", "Invalid network"},
	{"default as a prefix", "network ip route ipv4 add -N vmotion -n 0.0.0.0/0 -g 10.0.20.9", "Invalid network"},
	{"IPv6 route by IPv4 command", "network ip route ipv4 add -n 2001:db8:5::/48 -g 10.0.0.1", "Invalid network"},
	{"IPv4 gateway by IPv6 command", "network ip route ipv6 add -n 2001:db8:5::/48 -g 10.0.0.1", "Invalid gateway"},
	{"IPv6 route that isn't there", "network ip route ipv6 remove -n 2001:db8:5::/48 -g 2001:db8::1", "no route"},
	{"route that isn't there", "network ip route ipv4 remove -N vmotion -n 10.8.0.0/16 -g 10.0.20.8", "no route"},
	{"name server twice", "network ip dns server add -N vmotion -s 10.0.0.53", "there already"},
	{"name for a name server", "network ip dns server add -N vmotion -s ns1.example.com", "Invalid name server"},
	{"two name servers at once", "network ip dns server add -N vmotion -s 10.0.0.54,10.0.0.55", "no name"},
	{"name server that isn't there", "network ip dns server remove -N vmotion -s 10.0.0.54", "not in the list"},
	{"two search domains at once", "network ip dns search add -N vmotion -d example.com,example.net", "no name"},
	{"search domain that isn't there", "network ip dns search remove -N vmotion -d example.com", "not in the list"},

	// the rest
	{"vSAN twice", "vsan network ip add -i vmk6", "already"},
	{"vSAN type twice", "vsan network ip add -i vmk0 -T vsan -T vsan", "twice"},
	{"vSAN in a stack of another's", "vsan network ip add -i vmk4", "not on the default stack"},
	{"other vSAN where there is none", "vsan network ip set -i vmk0 -T witness", "no vSAN"},
	{"no vSAN to remove", "vsan network ip remove -i vmk0", "no vSAN"},
	{"software iSCSI off while bound", "iscsi software set -e false", "bound adapters"},
	{"bound twice", "iscsi networkportal add -A vmhba65 -n vmk2", "bound to vmhba65 already"},
	{"bound to no adapter", "iscsi networkportal add -A vmhba9 -n vmk2", "Not found: vmhba9"},
	{"bound without an address", "iscsi networkportal add -A vmhba65 -n vmk6", "no address"},
	{"bound with two paths", "iscsi networkportal add -A vmhba65 -n vmk0", "exactly one active uplink"},
	{"unbound where it isn't bound", "iscsi networkportal remove -A vmhba2 -n vmk2", "not bound to vmhba2"},
	{"NVMe off where it isn't on", "nvme fabrics disable -p TCP -d vmnic1", "vmnic1"},
	{"NVMe off over the wrong wire", "nvme fabrics disable -p RDMA -d vmnic2", "RDMA"},
	{"NVMe twice", "nvme fabrics enable -p TCP -d vmnic2", "already"},
	{"NVMe over the wrong wire", "nvme fabrics enable -p RDMA -d vmnic1", "can't carry"},
	{"NVMe over no adapter", "nvme fabrics enable -p TCP -d vmnic9", "Not found: vmnic9"},
	{"IPv6 neither on nor off", "network ip set", ""},
	{"whole name without a domain", "system hostname set --fqdn=esx01", "no name"},
	{"short name with a domain", "system hostname set --host=esx01.example.com", "no name"},
	{"two names", "system hostname set --host=esx01 --fqdn=esx01.example.com", "one of"},
}

// strict is the busy host with what some refusals need besides.
func strict(t *testing.T) *standin.Host {
	t.Helper()
	h := busy(t)
	for _, line := range []string{
		"network vswitch standard add -v other",
		"network vswitch standard portgroup add -v other -p machines",
		"network vswitch standard portgroup add -v other -p free",
		"network vswitch standard portgroup add -v other -p small",
		"network vswitch standard portgroup add -v vSwitch0 -p unused",
		"network vswitch standard policy failover set -v vSwitch0 -a vmnic1,vmnic0 -s ''",
		"network ip interface add -i vmk6 -p small",
		"vsan network ip add -i vmk6",
	} {
		if out, code := h.Exec(words(line)...); code != 0 {
			t.Fatalf("%s: %s", line, out)
		}
	}
	h.Group("machines").VMs = 2
	return h
}

// TestRefusals: what ESXi refuses, or nobody knows it to do, fails, says why and changes nothing.
func TestRefusals(t *testing.T) {
	t.Parallel()
	h := strict(t)
	was := h.Print()
	for _, r := range refusals {
		out, code := h.Exec(words(r.line)...)
		if code != 1 || out == "" || !strings.Contains(out, r.says) {
			t.Errorf("%s: %s: exit %d, %q, want %q", r.why, r.line, code, out, r.says)
		}
		if now := h.Print(); now != was {
			t.Fatalf("%s: %s: changed the host:\n%s", r.why, r.line, now)
		}
	}
}

// TestRefusalsOfOlderReleases: a command, an option and a tag are as old as the host at most.
func TestRefusalsOfOlderReleases(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ before, from, line string }{
		{"6.7.0", "7.0.0", "nvme fabrics enable -p TCP -d vmnic2"},
		{"7.0.2", "7.0.3", "network ip interface tag add -i vmk2 -t NVMeTCP"},
	} {
		for version, want := range map[string]int{c.before: 1, c.from: 0} {
			h := strict(t)
			h.Version, h.NVMe = version, nil
			was := h.Print()
			out, code := h.Exec(words(c.line)...)
			if code != want || code == 1 && h.Print() != was {
				t.Errorf("%s on %s: exit %d, want %d: %s", c.line, version, code, want, out)
			}
		}
	}
}

// TestEveryWriteIsRefusedSomewhere keeps the list above whole: a command that writes has a refusal
// of its own in it, beyond those of esxcli's grammar.
func TestEveryWriteIsRefusedSomewhere(t *testing.T) {
	t.Parallel()
	refused := map[string]bool{}
	for _, r := range refusals {
		if call, err := esxcli.Parse(words(r.line)); err == nil {
			refused[call.Words] = true
		}
	}
	for _, command := range slices.Sorted(maps.Keys(esxcli.Table())) {
		if standin.Writing(command) && !refused[command] {
			t.Errorf("nothing is refused to %s", command)
		}
	}
}
