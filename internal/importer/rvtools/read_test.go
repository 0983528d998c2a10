package rvtools_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/rvtools"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

const samples = "../../../../shared/reference/samples/rvtools"

// A real export is read row by row: each vmk is there with its address, and on
// the switch and VLAN that the tabs join it with.
func TestRealExport(t *testing.T) {
	t.Parallel()
	names, _ := filepath.Glob(samples + "/*.csv")
	if len(names) == 0 {
		t.Skipf("no samples lie in %s", samples)
	}
	var files []importer.File
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if f := (importer.File{Name: name, Data: data}); rvtools.Format.Sniff(name, importer.Head(data)) {
			files = append(files, f)
		}
	}
	r := rvtools.Format.Read(files)
	if r.Diags != nil || len(r.Clusters) != 1 || len(r.Clusters[0].Groups) != 8 {
		t.Fatalf("%d clusters, %v", len(r.Clusters), r.Diags)
	}
	hosts := map[string]*netstate.Host{}
	for i := range r.Clusters[0].Groups {
		h := &r.Clusters[0].Groups[i].Pattern
		hosts[h.Name] = h
		if h.Release != "8.0.3" || h.Stacks[0].Gateway.Or(netstate.Route{}.Via).String() != "10.20.233.1" {
			t.Errorf("%s runs %s, its stack is %+v", h.Name, h.Release, h.Stacks)
		}
	}
	rows := table(t, samples+"/RVTools_tabvSC_VMK.csv")
	for _, row := range rows {
		asTheRowSays(t, hosts[row["Host"]], row)
	}
	if len(rows) != 29 {
		t.Errorf("%d rows", len(rows))
	}
}

func asTheRowSays(t *testing.T, h *netstate.Host, row map[string]string) {
	t.Helper()
	v := h.Vmk(row["Device"])
	if v == nil {
		t.Fatalf("%s of %s is not there", row["Device"], h.Name)
	}
	if row["Port Group"] == "BMC_Network" {
		if v.Owner == "" || v.IPv4.Mode.Or("") != netstate.DHCP {
			t.Errorf("%s of %s is %+v", v.Device, h.Name, v)
		}
		return
	}
	if v.IPv4.Address.Addr().String() != row["IP Address"] || v.MAC.Or("") != row["Mac Address"] || v.PortGroup.Or("") != row["Port Group"] {
		t.Errorf("%s of %s is %+v", v.Device, h.Name, v)
	}
	place := map[string][2]any{"Management": {"DS_Prod", 0}, "VMotion": {"DS_Prod", 2134}, "Storage": {"DS_Storage", 2150}}[row["Port Group"]]
	if g := h.PortGroup(row["Port Group"]); v.Switch.Or("") != place[0] || g == nil || !g.Distributed || g.VLAN.Or(-1) != place[1] {
		t.Errorf("%s of %s is on %+v", v.Device, h.Name, g)
	}
}

func table(t *testing.T, name string) (out []map[string]string) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, cell := range row {
			m[rows[0][i]] = cell
		}
		out = append(out, m)
	}
	return out
}

const (
	vmkHead = "Host,Datacenter,Cluster,Port Group,Device,DHCP,IP Address,IP 6 Address,Subnet mask,Gateway,MTU\n"
	nicHead = "Host,Datacenter,Cluster,Network Device,Driver,MAC,Switch\n"
	dvHead  = "Port,Switch,Type,VLAN,Active Uplink,VI SDK Server\n"
)

func read(tabs ...string) importer.Result {
	var files []importer.File
	for i, text := range tabs {
		files = append(files, importer.File{Name: string(rune('a'+i)) + ".csv", Data: []byte(text)})
	}
	return rvtools.Format.Read(files)
}

func TestFaultsSayTheirRow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tabs []string
		code diag.Code
		line int
		says string
	}{
		"no vmks":         {[]string{nicHead}, diag.SourceIncomplete, 0, "vSC_VMK"},
		"another tab":     {[]string{"VM,Powerstate\n"}, diag.SourceBroken, 0, "none of the tabs"},
		"no host":         {[]string{vmkHead + ",,,A,vmk0,False,10.0.0.1,,255.0.0.0,,1500\n"}, diag.SourceBroken, 2, "names no host"},
		"a device":        {[]string{vmkHead + "h,,,A,eth0,False,10.0.0.1,,255.0.0.0,,1500\n"}, diag.SourceValue, 2, `"eth0"`},
		"an address":      {[]string{vmkHead + "h,,,A,vmk0,False,10.0.0.1,,255.0.0.0,,1500\nh,,,A,vmk1,False,10.0.0,,255.0.0.0,,1500\n"}, diag.SourceValue, 3, `"10.0.0"`},
		"a mask":          {[]string{vmkHead + "h,,,A,vmk0,False,10.0.0.1,,255.0.255.0,,1500\n"}, diag.SourceValue, 2, "gaps"},
		"an MTU":          {[]string{vmkHead + "h,,,A,vmk0,False,10.0.0.1,,255.0.0.0,,1.5E3\n"}, diag.SourceValue, 2, `"1.5E3"`},
		"a truth":         {[]string{vmkHead + "h,,,A,vmk0,perhaps,10.0.0.1,,255.0.0.0,,1500\n"}, diag.SourceValue, 2, `"perhaps"`},
		"a gateway":       {[]string{vmkHead + "h,,,A,vmk0,False,10.0.0.1,,255.0.0.0,gw,1500\n"}, diag.SourceValue, 2, `"gw"`},
		"an IPv6 address": {[]string{vmkHead + "h,,,A,vmk0,False,10.0.0.1,zz,255.0.0.0,,1500\n"}, diag.SourceValue, 2, `"zz"`},
		"a vmk twice":     {[]string{vmkHead + "h,,,A,vmk0,False,10.0.0.1,,255.0.0.0,,1500\nH,,,A,vmk0,False,10.0.0.1,,255.0.0.0,,1500\n"}, diag.SourceTwice, 3, "vmk0"},
		"a formula":       {[]string{vmkHead + "h,,,#REF!,vmk0,False,10.0.0.1,,255.0.0.0,,1500\n"}, diag.SourceValue, 2, "formula"},
		"a cluster twice": {[]string{vmkHead + "a,D1,C,A,vmk0,False,10.0.0.1,,255.0.0.0,,1500\nb,D2,C,A,vmk0,False,10.0.0.2,,255.0.0.0,,1500\n"}, diag.SourceTwice, 3, `"D2"`},
		"a row cut off":   {[]string{vmkHead + "a,D1,C,A,vmk0,False,10.0"}, diag.SourceBroken, 2, "7 cells"},
	} {
		r := read(c.tabs...)
		line := 0
		if len(r.Diags) > 0 && r.Diags[0].Subject != nil {
			line = r.Diags[0].Subject.Start.Line
		}
		if len(r.Diags) != 1 || r.Diags[0].Code != c.code || line != c.line || !strings.Contains(r.Diags[0].Detail, c.says) {
			t.Errorf("%s: %v", name, r.Diags)
		}
	}
}

func only(t *testing.T, r importer.Result) *netstate.Host {
	t.Helper()
	if r.Diags.HasErrors() || len(r.Clusters) != 1 || len(r.Clusters[0].Groups) != 1 {
		t.Fatal(r.Diags)
	}
	return &r.Clusters[0].Groups[0].Pattern
}

// One name on two switches is told apart by the host's adapters, or told.
func TestPortGroupOnTwoSwitches(t *testing.T) {
	t.Parallel()
	vmks := vmkHead + "h,,,A,vmk1,False,10.0.0.1,,255.0.0.0,,1500\n"
	groups := dvHead + "A,DS1,earlyBinding,10,,\nA,DS2,earlyBinding,20,,\n"
	h := only(t, read(vmks, groups, nicHead+"h,,,vmnic0,ixgben,,DS2\n"))
	if v := h.Vmk("vmk1"); v.Switch.Or("") != "DS2" || h.PortGroup("A").VLAN.Or(0) != 20 {
		t.Errorf("%+v on %+v", v, h.PortGroups)
	}
	r := read(vmks, groups, nicHead+"h,,,vmnic0,ixgben,,DS2\nh,,,vmnic1,ixgben,,DS1\n")
	if h := only(t, r); h.Vmk("vmk1").Switch.IsSet() || len(r.Diags) != 1 || r.Diags[0].Code != diag.ImportUnread {
		t.Errorf("%+v, %v", h.Vmk("vmk1"), r.Diags)
	}
}

func TestWhatRVToolsCannotTell(t *testing.T) {
	t.Parallel()
	r := read(vmkHead+
		"h,,,A,vmk0,False,10.0.0.1,\"fe80::1, 2001:db8::5\",255.0.0.0,10.0.0.9,1500\n"+
		"h,,,A,vmk1,False,10.1.0.1,,255.255.0.0,10.1.0.9,1500\n"+
		"h,,,A,vmk2,False,10.2.0.1,,255.255.0.0,10.0.0.9,1500\n"+
		"h,,,,vmk50,False,,,,,1500\n"+
		"h,,,A,vmk3,False,,,,,1500\n", dvHead+"A,DS1,earlyBinding,0-4094,,\n")
	h := only(t, r)
	if g := h.Vmk("vmk1").IPv4.Gateway; g.Or(h.Vmk("vmk0").IPv4.Address.Addr()).String() != "10.1.0.9" || h.Vmk("vmk0").IPv4.Gateway.IsSet() || h.Vmk("vmk2").IPv4.Gateway.IsSet() {
		t.Errorf("the gateway of vmk1 is %v", g)
	}
	if h.Vmk("vmk50").Owner == "" || h.Vmk("vmk3").IPv4.Mode.Or("") != netstate.None || h.Vmk("vmk0").IPv6 != nil || h.PortGroup("A").VLAN.IsSet() || h.Vmk("vmk0").Roles != nil {
		t.Errorf("%+v", h)
	}
	told := fmt.Sprint(r.Diags)
	for _, want := range []string{"2001:db8::5", "VLANs 0-4094"} {
		if !strings.Contains(told, want) {
			t.Errorf("nothing is told of %s:\n%s", want, told)
		}
	}
}

// Early releases had fewer columns: what they lack is not known.
func TestExportOfAnEarlyRelease(t *testing.T) {
	t.Parallel()
	r := read("Host,Port Group,Device,DHCP,IP Address,Subnet mask,Gateway\nh,A,vmk1,False,10.0.0.1,255.0.0.0,\n",
		"Host,Network Device,Driver,Speed,Duplex,MAC,PCI,WakeOn\nh,vmnic0,ixgben,10000,True,00:25:90:00:00:01,x,False\n",
		"Host,Switch,# Ports,Free Ports,Promiscuous Mode,Policy\nh,vSwitch1,128,100,False,loadbalance_srcid\n",
		"Host,Port Group,Switch,VLAN,Promiscuous Mode\nh,A,vSwitch1,7,False\n")
	h := only(t, r)
	if s := h.Switch("vSwitch1"); s == nil || s.Uplinks != nil || s.MTU.IsSet() || h.Vmk("vmk1").Switch.Or("") != "vSwitch1" || h.Complete.Switches || r.Diags != nil {
		t.Errorf("%+v, %v", h, r.Diags)
	}
}

// Two vCenters of one short name are told apart.
func TestVCentersOfOneShortName(t *testing.T) {
	t.Parallel()
	head := "Host,Cluster,Port Group,Device,DHCP,IP Address,Subnet mask,VI SDK Server\n"
	row := func(host, cluster, server string) string {
		return host + "," + cluster + ",A,vmk1,False,10.0.0.1,255.0.0.0," + server + "\n"
	}
	r := read(head + row("a", "A", "vc.fra.example") + row("b", "B", "vc.ber.example") + row("c", "C", "other.ber.example") + row("d", "D", "10.0.0.9") + row("e", "", "E"))
	var got []string
	for _, c := range r.Clusters {
		got = append(got, c.VCenter+"="+c.Server)
	}
	want := []string{"vc.fra.example=vc.fra.example", "vc.ber.example=vc.ber.example", "other=other.ber.example", "10.0.0.9=10.0.0.9", "="}
	if diff := cmp.Diff(want, got); diff != "" || r.Diags != nil {
		t.Errorf("%v %s", r.Diags, diff)
	}
}

// A gateway that comes by DHCP is nobody's choice.
func TestGatewayByDHCPIsLeftOut(t *testing.T) {
	t.Parallel()
	r := read(vmkHead + "h,,,A,vmk0,True,10.0.0.1,,255.0.0.0,10.0.0.9,1500\n")
	if h := only(t, r); h.Vmk("vmk0").IPv4.Mode.Or("") != netstate.DHCP || h.Stacks[0].Gateway.IsSet() {
		t.Errorf("%+v", h)
	}
}
