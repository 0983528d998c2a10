package schema_test

// good holds values that each definition takes, one a line: all forms that the
// language names, and both ends of its ranges.
var good = map[string]string{
	"vmk": `
{}
{"roles":[]}
{"roles":["management","vmotion","provisioning","vsan","vsan-witness","vsan-external","replication","replication-nfc"]}
{"roles":["ft","iscsi","iscsi-dependent","nfs","nvme-tcp","nvme-rdma","backup-nfc","ptp"]}
{"switch":"vSwitch0","portgroup":"Verwaltung ü; $(reboot) 'x'","stack":"backup"}
{"vlan":0}
{"vlan":4094}
{"mtu":1280}
{"mtu":9000}
{"subnet":"10.0.0.0/24","offset":-3}
{"subnet":"10.0.0.7/24","address":"10.0.0.9"}
{"address":"10.0.0.9/24"}
{"address":"none"}
{"dhcp":true}
{"dhcp":false,"address":"10.0.0.9/24"}
{"dhcp":false,"subnet":"10.0.0.0/24"}
{"dhcp":true,"gateway":"10.0.0.1"}
{"ipv6":{},"teaming":{},"iscsi":{"adapter":[]},"nvme":{"adapter":["vmnic4"]}}
{"mac":"00:50:56:aa:BB:01"}
{"mac":"00-50-56-aa-BB-01"}`,
	"ipv6": `
{}
{"subnet":"2001:db8::/64","offset":-1}
{"address":"2001:db8::1/64","gateway":"fe80::1"}
{"address":"2001:db8::1"}
{"address":["2001:db8::1/64","2001:db8::2"]}
{"address":[]}
{"autoconf":true,"dhcp":true}`,
	"teaming": `
{}
{"policy":"port-id","detection":"link"}
{"policy":"mac","detection":"beacon"}
{"policy":"ip-hash","active":[],"standby":["vmnic1"]}
{"policy":"explicit","active":["Uplink 1"],"failback":false,"notify":true}`,
	"security": `
{"promiscuous":true,"mac_changes":false,"forged_transmits":false}`,
	"route": `
{"to":"10.8.0.0/16","via":"10.0.0.1"}
{"to":"2001:db8::/32","via":"fe80::1"}`,
	"iscsi": `
{"adapter":["software"]}
{"adapter":["vmhba64","vmhba65"]}`,
	"nvme": `
{"adapter":["vmnic4"]}
{"adapter":["vmrdma0","vmrdma1"]}`,
	"switch": `
{}
{"type":"standard","uplinks":[],"mtu":1280,"discovery":"listen"}
{"type":"distributed","uplinks":["vmnic0","vusb0"],"mtu":9190,"discovery":"advertise"}
{"discovery":"both","create_portgroups":true}
{"discovery":"none","teaming":{},"security":{}}`,
	"stack": `
{}
{"gateway":"10.0.0.1","gateway6":"2001:db8::1","dns":["10.0.0.53","2001:db8::53"],"search":["fra.example.com"]}
{"congestion_control":"newreno","max_connections":1,"dns":[],"search":[],"routes":[]}
{"congestion_control":"cubic","routes":[{"to":"10.8.0.0/16","via":"10.0.0.1"}]}`,
	"kickstart": `
{}
{"device":"vmnic0","disk":"mpx.vmhba0:C0:T0:L0","keyboard":"Swiss German","license":"AAAAA-00000-BBBBB-11111-CCCCC"}
{"device":"00:50:56:aa:bb:cc","overwrite_vmfs":true,"reboot":false,"secure_boot":true}
{"root_hash":"$6$saltsalt$abcDEF./09"}
{"root_hash":"$6$rounds=5000$saltsalt$abcDEF./09"}
{"root_hash":"$1$salt$abcDEF./09"}
{"root_hash":"ab./0123456cd"}`,
	"vcenter": `
{"server":"vc01.fra.example.com"}
{"server":"vc01:8443","datacenter":"DC/Sub","ca_file":"ca.pem"}
{"server":"192.0.2.5:8443"}
{"server":"2001:db8::5"}
{"server":"[2001:db8::5]:8443","thumbprint":"0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef"}
{"server":"[2001:db8::5]"}
{"server":"v","thumbprint":"01:23:45:67:89:ab:cd:ef:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:ab:cd:ef:01:23:45:67:89:ab:cd:ef"}`,
	"hostblocks": `
{}
{"vmk":{"vmk0":{},"vmk10":{},"vmk255":{}},"switch":{"vSwitch0":{}},"stack":{"default":{}},"kickstart":{}}`,
	"cluster": `
{}
{"profiles":["a","b"],"vcenter":"fra","datacenter":"DC","offset":-4,"vars":{"x":[1,{"y":null}]}}
{"esxi":"6.7"}
{"esxi":"7.0.3"}
{"esxi":"8.0.3"}
{"esxi":"9.0"}
{"esxi":"10.0"}
{"vmk":{"vmk0":{},"vmk99":{},"vmk100":{},"vmk199":{},"vmk249":{},"vmk255":{}},"switch":{"Switch 1/2":{}},"stack":{"backup":{}},"kickstart":{}}`,
}

// bad holds values that each definition refuses. What a line shows is wrong in
// one way, so that the rule which catches it is the only one that does.
var bad = map[string]string{
	"vmk": `
[]
{"vlna":1}
{"roles":"management"}
{"roles":["mgmt"]}
{"roles":["vmotion","vmotion"]}
{"switch":1}
{"switch":""}
{"switch":"-s"}
{"portgroup":1}
{"portgroup":"a\nb"}
{"vlan":"100"}
{"vlan":1.5}
{"vlan":-1}
{"vlan":4095}
{"mtu":"9000"}
{"mtu":1279}
{"mtu":9001}
{"stack":1}
{"stack":""}
{"subnet":1}
{"subnet":"10.0.0.0"}
{"subnet":"2001:db8::/64"}
{"subnet":"10.0.0.0/33"}
{"offset":"1"}
{"address":1}
{"address":"10.0.0"}
{"address":"2001:db8::1"}
{"address":"10.0.0.1/33"}
{"address":"dhcp"}
{"dhcp":"yes"}
{"dhcp":true,"address":"10.0.0.1/24"}
{"dhcp":true,"subnet":"10.0.0.0/24"}
{"gateway":1}
{"gateway":"10.0.0.1/24"}
{"gateway":"2001:db8::1"}
{"ipv6":[]}
{"teaming":[]}
{"iscsi":[]}
{"nvme":[]}
{"mac":1}
{"mac":"00:50:56:aa:bb"}
{"mac":"005056aabbcc"}`,
	"ipv6": `
[]
{"prefix":64}
{"subnet":1}
{"subnet":"10.0.0.0/24"}
{"subnet":"2001:db8::1"}
{"offset":1.5}
{"address":1}
{"address":"10.0.0.1"}
{"address":[1]}
{"address":["2001:db8::1%vmk0"]}
{"address":["::ffff:10.0.0.1"]}
{"autoconf":1}
{"dhcp":"true"}
{"gateway":1}
{"gateway":"10.0.0.1"}`,
	"teaming": `
[]
{"mode":"mac"}
{"policy":"portid"}
{"policy":1}
{"active":"vmnic0"}
{"active":[1]}
{"active":[""]}
{"active":["vmnic0","vmnic0"]}
{"standby":"vmnic0"}
{"standby":[1]}
{"standby":["-x"]}
{"standby":["vmnic0","vmnic0"]}
{"failback":"yes"}
{"notify":1}
{"detection":"ping"}`,
	"security": `
[]
{"promisc":true}
{"promiscuous":"accept"}
{"mac_changes":0}
{"forged_transmits":"x"}`,
	"route": `
[]
{"to":"10.8.0.0/16","via":"10.0.0.1","metric":1}
{"to":1,"via":"10.0.0.1"}
{"to":"10.8.0.0","via":"10.0.0.1"}
{"to":"10.8.0.0/16","via":1}
{"to":"10.8.0.0/16","via":"router"}
{"to":"10.8.0.0/16"}
{"via":"10.0.0.1"}`,
	"iscsi": `
[]
{}
{"adapter":["vmhba1"],"adapters":[]}
{"adapter":"software"}
{"adapter":[1]}
{"adapter":["vmnic1"]}
{"adapter":["vmhba1","vmhba1"]}
{"adapter":["software","vmhba64"]}`,
	"nvme": `
[]
{}
{"adapter":["vmnic1"],"x":1}
{"adapter":"vmnic1"}
{"adapter":[1]}
{"adapter":["vmhba1"]}
{"adapter":["vmnic1","vmnic1"]}
{"adapter":[]}`,
	"switch": `
[]
{"vlan":1}
{"type":"vss"}
{"type":1}
{"uplinks":"vmnic0"}
{"uplinks":[1]}
{"uplinks":["eth0"]}
{"uplinks":["vmnic0","vmnic0"]}
{"mtu":"9000"}
{"mtu":1279}
{"mtu":9191}
{"teaming":[]}
{"security":[]}
{"discovery":"down"}
{"create_portgroups":1}`,
	"stack": `
[]
{"gw":"10.0.0.1"}
{"gateway":1}
{"gateway":"2001:db8::1"}
{"gateway6":1}
{"gateway6":"10.0.0.1"}
{"dns":"10.0.0.53"}
{"dns":[1]}
{"dns":["dns.example.com"]}
{"dns":["10.0.0.53","10.0.0.53"]}
{"search":"x"}
{"search":[1]}
{"search":["a b"]}
{"search":["a","a"]}
{"congestion_control":"reno"}
{"max_connections":"1"}
{"max_connections":0}
{"routes":{}}
{"routes":[{}]}
{"routes":[{"to":"10.8.0.0/16","via":"10.0.0.1"},{"to":"10.8.0.0/16","via":"10.0.0.1"}]}`,
	"kickstart": `
[]
{"rootpw":"x"}
{"device":1}
{"device":"eth0"}
{"disk":1}
{"disk":"a b"}
{"disk":""}
{"overwrite_vmfs":"yes"}
{"root_hash":1}
{"root_hash":"secret"}
{"root_hash":"$5$salt$abcDEF"}
{"root_hash":"$6$salt"}
{"root_hash":"$6$salt$abc def"}
{"license":1}
{"license":"AAAAA-BBBBB"}
{"keyboard":1}
{"keyboard":"Französisch"}
{"keyboard":"US\nreboot"}
{"reboot":"no"}
{"secure_boot":1}`,
	"vcenter": `
[]
{}
{"server":"v","user":"root"}
{"server":1}
{"server":"https://v"}
{"server":"v:99999"}
{"server":"v:0"}
{"server":"[v]:443"}
{"server":"root@v"}
{"server":""}
{"server":"v","datacenter":1}
{"server":"v","datacenter":""}
{"server":"v","thumbprint":1}
{"server":"v","thumbprint":"AB:CD"}
{"server":"v","ca_file":1}
{"server":"v","ca_file":""}`,
	"hostblocks": `
[]
{"esxi":"8.0"}
{"switch":[]}
{"switch":{"-x":{}}}
{"switch":{"s":[]}}
{"stack":[]}
{"stack":{"a\tb":{}}}
{"stack":{"s":[]}}
{"vmk":[]}
{"vmk":{"vmk01":{}}}
{"vmk":{"vmk1":[]}}
{"kickstart":[]}`,
	"cluster": `
[]
{"cluster":1}
{"profiles":"a"}
{"profiles":[1]}
{"profiles":[""]}
{"vcenter":1}
{"vcenter":""}
{"datacenter":1}
{"datacenter":""}
{"esxi":8}
{"esxi":"8"}
{"esxi":"8.0u3"}
{"esxi":"08.0"}
{"offset":"1"}
{"vars":[]}
{"switch":[]}
{"switch":{"":{}}}
{"switch":{"s":[]}}
{"stack":[]}
{"stack":{"-s":{}}}
{"stack":{"s":[]}}
{"vmk":[]}
{"vmk":{"vmk256":{}}}
{"vmk":{"vmk00":{}}}
{"vmk":{"vmk":{}}}
{"vmk":{"vmk-1":{}}}
{"vmk":{"VMK1":{}}}
{"vmk":{"vmk1":[]}}
{"kickstart":[]}`,
}
