# Management and vMotion over IPv4 and IPv6.

cluster "par-dual" {
  esxi   = "8.0.3"
  hosts  = ["esx[01-16].par.example"]
  offset = 10

  switch "vSwitch0" {
    uplinks = ["vmnic0", "vmnic1"]
    mtu     = 9000
  }

  stack "default" {
    gateway  = "10.60.10.1"
    gateway6 = "2001:db8:60:10::1"
    dns      = ["10.60.10.53", "2001:db8:60:10::53"]
    search   = ["par.example"]
  }

  stack "vmotion" {
    gateway  = "10.60.20.1"
    gateway6 = "2001:db8:60:20::1"
  }

  vmk "vmk0" {
    roles  = ["management"]
    vlan   = 610
    subnet = "10.60.10.0/24"

    ipv6 {
      subnet   = "2001:db8:60:10::/64" # the same offset as IPv4: esx01 is ::b
      autoconf = false
      dhcp     = false
    }
  }

  vmk "vmk1" {
    roles  = ["vmotion"]
    stack  = "vmotion"
    vlan   = 620
    subnet = "10.60.20.0/24"
    mtu    = 9000

    ipv6 {
      subnet   = "2001:db8:60:20::/64"
      autoconf = false
      dhcp     = false
    }
  }
}
