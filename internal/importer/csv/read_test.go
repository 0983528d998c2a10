package csv_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/importer/importtest"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/csv"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

const diagError = diag.Error

// All ways in which people write one host down mean the same.
func TestOneHostInManyTables(t *testing.T) {
	t.Parallel()
	want := said(only(t, "host,vmk,ip,mask,portgroup,vlan,mtu\nesx01,vmk0,10.0.0.11,24,MGMT,10,1500\nesx01,vmk1,10.0.1.11,24,VMO,20,9000\n"))
	for name, text := range map[string]string{
		"another order":   "MTU;VLAN ID;Port Group;Netmask;IP Address;Device Name;VMHost\n9000;20;VMO;255.255.255.0;10.0.1.11;vmk1;esx01\n1500;10;MGMT;255.255.255.0;10.0.0.11;VMK0;ESX01\n",
		"with lengths":    "esxi,vmkernel,ip,pg,vlan,mtu\nesx01,0,10.0.0.11/24,MGMT,VLAN 10,1500\nesx01,1,10.0.1.11/24,VMO,20,9000\n",
		"with subnets":    "server\tvmk\tip\tsubnet\tpg\tvlan\tmtu\nesx01\tvmk0\t10.0.0.11\t10.0.0.0/24\tMGMT\t10\t1500\nesx01\tvmk1\t10.0.1.11\t10.0.1.0/24\tVMO\t20\t9000\n",
		"hosts by name":   "Name,vmk,vMotion IP,Management IP,mask,pg,vlan,mtu\nesx01,vmk0,,10.0.0.11,24,MGMT,10,1500\nesx01,vmk1,10.0.1.11,,24,VMO,20,9000\n",
		"a column a vmk":  "Name,vmk0,vmk0 PG,vmk0 VLAN,vmk1,vmk1_pg,vmk1_vlan,vmk1-mtu,vmk0 MTU,mask\nesx01,10.0.0.11,MGMT,10,10.0.1.11,VMO,20,9000,1500,255.255.255.0\n",
		"twice the same":  "host,vmk,Name,ip,mask,prefix,portgroup,vlan,mtu\nesx01,vmk0,vmk0,10.0.0.11,255.255.255.0,24,MGMT,10,1500\nesx01,vmk1,vmk1,10.0.1.11,255.255.255.0,24,VMO,20,9000\n",
		"types and blank": "#TYPE Selected.X\n\"host\",\"vmk\",\"ip\",\"mask\",\"portgroup\",\"vlan\",\"mtu\"\n\"esx01\",\"vmk0\",\"10.0.0.11\",\"255.255.255.0\",\"MGMT\",\"10\",\"1500\"\n\n\"esx01\",\"vmk1\",\"10.0.1.11\",\"255.255.255.0\",\"VMO\",\"20\",\"9000\"\n",
	} {
		if diff := cmp.Diff(want, said(only(t, text))); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		if !csv.Format.Sniff("x.csv", importer.Head([]byte(text))) {
			t.Errorf("%s isn't recognised", name)
		}
	}
}

func TestFaultsSayTheirRow(t *testing.T) {
	t.Parallel()
	importtest.Refused(t, csv.Format, "x.csv", map[string]importtest.Fault{
		"no hosts":         {Text: "vmk,ip\nvmk0,10.0.0.1\n", Code: diag.SourceBroken, Says: "names hosts"},
		"no vmks":          {Text: "esx,ip,mask\nesx01,10.0.0.1,24\n", Code: diag.SourceBroken, Says: "which vmk"},
		"whose VLAN":       {Text: "host,vmk0,vmk1,vlan\nesx01,10.0.0.1/24,10.0.1.1/24,7\n", Code: diag.SourceBroken, Says: "vmk0, vmk1"},
		"a merged host":    {Text: "host,vmk,ip,mask\nesx01,vmk0,10.0.0.1,24\n,vmk1,10.0.1.1,24\n", Code: diag.SourceBroken, Line: 3, Says: "names no host"},
		"a device":         {Text: "host,vmk,ip,mask\nesx01,eth0,10.0.0.1,24\n", Code: diag.SourceValue, Line: 2, Says: `"eth0"`},
		"an address":       {Text: "host,vmk,ip,mask\nesx01,vmk0,10.0.0.256,24\n", Code: diag.SourceValue, Line: 2, Says: "10.0.0.256"},
		"no mask":          {Text: "host,vmk,ip,mask\nesx01,vmk0,10.0.0.1,\n", Code: diag.SourceValue, Line: 2, Says: `mask ""`},
		"a gap":            {Text: "host,vmk,ip,mask\nesx01,vmk0,10.0.0.1,255.0.255.0\n", Code: diag.SourceValue, Line: 2, Says: "gaps"},
		"another subnet":   {Text: "host,vmk,ip,subnet\nesx01,vmk0,10.0.0.1,10.0.1.0/24\n", Code: diag.SourceValue, Line: 2, Says: "not in subnet"},
		"a VLAN":           {Text: "host,vmk,ip,mask,vlan\nesx01,vmk0,10.0.0.1,24,4096\n", Code: diag.SourceValue, Line: 2, Says: `"4096"`},
		"an MTU":           {Text: "host,vmk,ip,mask,mtu\nesx01,vmk0,10.0.0.1,24,jumbo\n", Code: diag.SourceValue, Line: 2, Says: `"jumbo"`},
		"two answers":      {Text: "host,vmk,ip,IP Address,mask\nesx01,vmk0,10.0.0.1,10.0.0.2,24\n", Code: diag.SourceValue, Line: 2, Says: `"ip" and "IP Address"`},
		"two masks":        {Text: "host,vmk,ip,netmask,prefix\nesx01,vmk0,10.0.0.1,255.255.255.0,25\n", Code: diag.SourceValue, Line: 2, Says: `"netmask" and "prefix"`},
		"a truth":          {Text: "host,vmk,ip,mask,vMotionEnabled\nesx01,vmk0,10.0.0.1,24,perhaps\n", Code: diag.SourceValue, Line: 2, Says: `"perhaps"`},
		"a MAC address":    {Text: "host,vmk,ip,mask,mac\nesx01,vmk0,10.0.0.1,24,00:50\n", Code: diag.SourceValue, Line: 2, Says: `"00:50"`},
		"a gateway":        {Text: "host,vmk,ip,mask,gw\nesx01,vmk0,10.0.0.1,24,x\n", Code: diag.SourceValue, Line: 2, Says: `"x"`},
		"a vmk twice":      {Text: "host,vmk,ip,mask\nesx01,vmk0,10.0.0.1,24\nESX01,vmk0,10.0.0.1,24\n", Code: diag.SourceTwice, Line: 3, Says: "vmk0"},
		"a group's VLANs":  {Text: "host,vmk,ip,mask,vds,pg,vlan\nesx01,vmk0,10.0.0.1,24,D,A,7\nesx01,vmk1,10.0.1.1,24,D,A,8\n", Code: diag.SourceTwice, Line: 3, Says: "two VLANs"},
		"a formula":        {Text: "host,vmk,ip,mask,pg\nesx01,vmk0,10.0.0.1,24,#REF!\n", Code: diag.SourceValue, Line: 2, Says: "formula"},
		"an IPv6 address":  {Text: "host,vmk,ip,mask,ipv6\nesx01,vmk0,10.0.0.1,24,fd00::1\n", Code: diag.SourceValue, Line: 2, Says: "prefix length"},
		"a name server":    {Text: "host,vmk,ip,mask,dns\nesx01,vmk0,10.0.0.1,24,ns1\n", Code: diag.SourceValue, Line: 2, Says: `"ns1"`},
		"a row cut off":    {Text: "host,vmk,ip,mask\nesx01,vmk0,10.0\n", Code: diag.SourceBroken, Line: 2, Says: "3 cells"},
		"a kind of switch": {Text: "host,vmk,ip,mask,switch,switch_type\nesx01,vmk0,10.0.0.1,24,A,distributed\nesx01,vmk1,10.0.1.1,24,A,standard\n", Code: diag.SourceValue, Line: 3, Says: `switch "A"`},
	})
}

func roles(r ...netstate.Role) []netstate.Role { return append([]netstate.Role{}, r...) }

func TestRolesOfTables(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]netstate.Role{
		"services\n\"vMotion, Fault Tolerance logging, Management, vSAN\"": roles("management", "vmotion", "vsan", "ft"),
		"Enabled Services\n":        roles(),
		"services\n":                nil,
		"roles\nvmotion management": roles("management", "vmotion"),
		"VMotionEnabled,VsanTrafficEnabled\nFalse,True":  roles("vsan"),
		"VMotionEnabled,VsanTrafficEnabled\nFalse,False": roles(),
		"stack\nvSphereProvisioning":                     roles("provisioning"),
	} {
		head, cells, _ := strings.Cut(text, "\n")
		if cells == "" {
			cells = "\"\""
		}
		h := only(t, "host,vmk,ip,mask,"+head+"\nesx01,vmk1,10.0.0.1,24,"+cells+"\n")
		if diff := cmp.Diff(want, h.Vmks[0].Roles); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestGatewaysOfTables(t *testing.T) {
	t.Parallel()
	h := only(t, "host,vmk,ip,mask,gateway,stack\nesx01,vmk2,10.0.2.1,24,10.0.2.254,\nesx01,vmk0,10.0.0.1,24,10.0.0.254,defaultTcpipStack\n"+
		"esx01,vmk1,10.0.1.1,24,10.0.1.254,vmotion\nesx01,vmk3,10.0.3.1,24,10.0.0.254,\n")
	at := func(a netstate.Opt[netip.Addr]) string { return a.Or(netip.Addr{}).String() }
	got := []string{at(h.Stack("default").Gateway), at(h.Stack("vmotion").Gateway), at(h.Vmk("vmk2").IPv4.Gateway), at(h.Vmk("vmk1").IPv4.Gateway), at(h.Vmk("vmk3").IPv4.Gateway)}
	if want := []string{"10.0.0.254", "10.0.1.254", "10.0.2.254", "invalid IP", "invalid IP"}; !cmp.Equal(got, want) {
		t.Error(got)
	}
}

// Columns that hold secrets are nobody's business, not even by a fault.
func TestNoSecretIsRepeated(t *testing.T) {
	t.Parallel()
	const canary = "c4n4ry-s3cr3t"
	for _, text := range []string{
		"host,vmk,ip,mask,username,password\nesx01,vmk0,10.0.0.1,24,root," + canary + "\n",
		"host,vmk,ip,mask,username,password\nesx01,vmk0,10.0.0.1,255.0.255.0,root," + canary + "\n",
		"host,vmk,ip,mask,username,root pw\nesx01,vmk0,10.0.0.1,24,root," + canary + "\n",
		"host,vmk,ip,mask,password\nesx01,vmk0,10.0.0.1,24,\"" + canary + "\n",
	} {
		r := csv.Format.Read([]importer.File{{Name: "x.csv", Data: []byte(text)}})
		if all := sprint(r); strings.Contains(all, canary) {
			t.Errorf("it is in %s", all)
		}
	}
}
