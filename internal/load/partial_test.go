package load_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/load"
)

// told gives the code and line of each diagnostic.
func told(text string) []string {
	r := load.Load(load.Request{FS: fstest.MapFS{"a.vmk.hcl": {Data: []byte(text)}}})
	var out []string
	for _, d := range r.Diags {
		line := 0
		if d.Subject != nil {
			line = d.Subject.Start.Line
		}
		out = append(out, fmt.Sprintf("%d %s", line, d.Code))
	}
	slices.Sort(out)
	return out
}

// What is wrong at one stage hides nothing of what a later one finds, and
// what could not be understood is never called missing.
func TestOneRunTellsAll(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"faults of every stage": {`cluster "a" {
  hosts = ["esx[1-3].x"]
  vmk "vmk1" { subnet = vars.nope }
  vmk "vmk2" { vlan = 5000 }
  vmk "vmk3" { address = "10.0.0.7" }
  vmk "vmk4" {}
  vmk "vmk5" { adddress = "10.0.0.7/24" }
  vmk "vmk6" { offset = host.nummber }
  vmk "vmk7" { remove = host.nummber }
  dynamic "vmk" {
    for_each = local.nope
    labels   = ["vmk8"]
    content {}
  }
  vmk "vmk9" {
    dynamic "ipv6" {
      for_each = local.nope
      content {}
    }
  }
}`, []string{"11 VMK010", "17 VMK010", "3 VMK010", "4 VMK060", "5 VMK102", "6 VMK103", "7 VMK005", "8 VMK010", "9 VMK010"}},
		"a profile that isn't there": {`cluster "a" {
  hosts = ["esx1.x"]
  profiles = ["nope"]
  vmk "vmk1" { vlan = 5 }
  vmk "vmk2" { vlan = 5000 }
}`, []string{"3 VMK036", "5 VMK060"}},
		"an offset that isn't known": {`cluster "a" {
  hosts = ["esx0.x"]
  ofset = 10
  vmk "vmk1" { subnet = "10.0.0.0/24" }
  vmk "vmk2" { vlan = 5 }
}`, []string{"3 VMK005", "5 VMK103"}},
		"a host of which a number isn't known": {`cluster "a" {
  hosts = ["esx0.x", "esx255.x"]
  vmk "vmk1" { subnet = "10.0.0.0/24" }
  host "esx0.x" { number = local.nope }
}`, []string{"3 VMK101", "4 VMK010"}},
		"a block that isn't known may be any": {`cluster "a" {
  hosts = ["esx1.x"]
  swich "vSwitch1" {}
  vmk "vmk1" { vlan = 5 }
}`, []string{"3 VMK004", "4 VMK103"}},
		"one host's blocks": {`cluster "a" {
  hosts = ["esx[1-2].x"]
  vmk "vmk1" { dhcp = true }
  host "esx1.x" {
    vmk "vmk1" { mtu = 10 }
    vmk "vmk2" {}
  }
  host "esx2.x" {
    vmk "vmk3" { address = "10.0.0.1" }
  }
}`, []string{"5 VMK060", "6 VMK103", "9 VMK102"}},
		"an ipv6 block that brings no address": {`cluster "a" {
  hosts = ["esx1.x"]
  vmk "vmk1" {
    ipv6 {}
  }
  vmk "vmk2" {
    ipv6 { autoconf = true }
  }
  vmk "vmk3" {
    ipv6 { dhcp = false }
  }
}`, []string{"3 VMK103", "9 VMK103"}},
		"what isn't known is never called missing by a rule": {`cluster "a" {
  hosts = ["esx1.x"]
  stack "default" { gateway = "10.0.0.1" }
  vmk "vmk0" {
    roles   = ["management"]
    address = var.nope
  }
  vmk "vmk1" {
    address = "10.0.9.5/24"
    stack   = "mirror"
  }
}`, []string{"10 VMK125", "6 VMK010"}},
		"what a fault leaves out isn't missing": {`vcenter "v" { server = var.nope }
vcenter "w" { servr = "x" }
cluster "a" {
  hosts   = ["esx1.x"]
  vcenter = "v"
  vmk "vmk1" {
    dhcp = true
    iscsi { adapter = local.nope }
    nvme { adaptor = ["vmnic0"] }
  }
  host "esx1.x" {
    vmk "vmk2" {
      dhcp = true
      iscsi { adapter = [host.nope] }
    }
  }
}`, []string{"1 VMK010", "14 VMK010", "2 VMK005", "8 VMK010", "9 VMK005"}},
		"profiles that are no list": {`cluster "a" {
  profiles = "p"
  hosts    = ["esx1.x"]
}`, []string{"2 VMK015"}},
		"a variable's name that can't be": {`variable "1st" { default = 1 }
cluster "a" { hosts = ["esx1.x"] }`, []string{"1 VMK033"}},
		"a switch without a name": {`cluster "a" {
  hosts = ["esx1.x"]
  switch "" { mtu = 1500 }
  vmk "" { dhcp = true }
}`, []string{"3 VMK062", "4 VMK062"}},
		"the same block twice": {`cluster "a" {
  hosts = ["esx1.x"]
  vmk "vmk1" { vlan = 5 }
  vmk "vmk1" { dhcp = true }
}`, []string{"4 VMK008"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, told(c.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What many hosts share is told once; different values of theirs are not the same.
func TestFoldedHosts(t *testing.T) {
	t.Parallel()
	r := load.Load(load.Request{FS: fstest.MapFS{"a.vmk.hcl": {Data: []byte(`cluster "a" {
  hosts = ["esx[1-3].x"]
  stack "default" { search = ["${host.short}.x"] }
  vmk "vmk1" { address = "10.0.0.7" }
  vmk "vmk2" { vlan = 5000 + host.number % 2 }
}
cluster "b" {
  hosts = ["b[1-200].x"]
  vmk "vmk1" { mtu = host.number }
}`)}}})
	out := folded(r)
	want := []string{
		"4 VMK102 3 esx1.x a/esx1.x/vmk/vmk1/address", "5 VMK060 0 esx2.x a/esx2.x/vmk/vmk2/vlan", "5 VMK060 2 esx1.x a/esx1.x/vmk/vmk2/vlan",
	}
	if diff := cmp.Diff(want, out[:3]); diff != "" {
		t.Error(diff)
	}
	if len(out) != 3+21 {
		t.Errorf("%d diagnostics of 200 different values: %v", len(out)-3, out[3:])
	}
}

func folded(r *load.Result) (out []string) {
	for _, d := range r.Diags {
		out = append(out, fmt.Sprintf("%d %s %d %s %s", d.Subject.Start.Line, d.Code, d.Hosts, d.Host, d.Path))
	}
	return out
}

// What can't be filled in for all hosts is told once, though some of them
// differ elsewhere.
func TestFoldedAcrossGroups(t *testing.T) {
	t.Parallel()
	r := load.Load(load.Request{FS: fstest.MapFS{"a.vmk.hcl": {Data: []byte(`cluster "a" {
  hosts = ["esx[0-4].x"]
  vmk "vmk1" { address = "10.0.0.7" }
  vmk "vmk2" { mtu = 9000 }
  vmk "vmk3" { subnet = "10.0.0.0/30" }
  host "esx0.x" {
    vmk "vmk0" { mtu = 1400 }
  }
  host "esx4.x" {
    vmk "vmk1" { address = "10.0.0.8" }
    vmk "vmk2" { mtu = 1500 }
  }
}`)}}})
	want := []string{
		"3 VMK102 4  a/vmk/vmk1/address", "4 VMK103 5  a/vmk/vmk2", "4 VMK131 4  a/vmk/vmk2/mtu",
		"5 VMK100 1 esx4.x a/esx4.x/vmk/vmk3/subnet", "5 VMK101 2  a/vmk/vmk3/subnet", "10 VMK102 1 esx4.x a/esx4.x/vmk/vmk1/address",
	}
	if diff := cmp.Diff(want, folded(r)); diff != "" {
		t.Error(diff)
	}
}
