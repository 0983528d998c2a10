package esxcli_test

import (
	"testing"

	"github.com/vmkgen/vmkgen/internal/importer/importtest"

	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/esxcli"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// Whatever a file holds, it is read or refused, and what is read can be written.
func FuzzRead(f *testing.F) {
	h := standin.Fresh("esx01.lab.example", "8.0.3", "192.0.2.11/24", "192.0.2.1", "vmnic0")
	for _, form := range []string{"", "csv", "keyvalue", "json"} {
		f.Add("esx01.txt", []byte(session(f, h, form)))
	}
	f.Add("commands/esxcfg-vmknic_-l.txt", []byte("Interface  Port Group/DVPort  IP Family IP Address Netmask Broadcast MAC Address MTU TSO MSS Enabled Type NetStack\n"+
		"vmk0  Management Network  IPv4  10.0.0.5  255.255.255.0  10.0.0.255  00:50:56:aa:bb:cc 1500 65535 true STATIC  defaultTcpipStack\n"))
	f.Add("esxcfg-vswitch_-l.txt", []byte("Switch Name      Num Ports   Used Ports  Configured Ports  MTU     Uplinks\nvSwitch0 1 2 3 1500 vmnic0\n\n  PortGroup Name  VLAN ID  Used Ports  Uplinks\n  VM Network  0 1 vmnic0\n"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		esxcli.Format.Sniff(name, importer.Head(data))
		r := esxcli.Format.Read([]importer.File{{Name: name, Data: data}})
		importtest.Written(t, r)
	})
}
