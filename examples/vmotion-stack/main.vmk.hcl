# vMotion on its own TCP/IP stack, with a gateway of its own, for four hosts.

cluster "lab" {
  esxi   = "8.0.3"
  hosts  = ["esx[01-04].lab.example"]
  offset = 10 # esx01 gets .11, esx04 gets .14

  switch "vSwitch0" {
    uplinks = ["vmnic0", "vmnic1"]
    mtu     = 9000
  }

  stack "default" {
    gateway = "192.0.2.1"
    dns     = ["192.0.2.53", "198.51.100.53"]
    search  = ["lab.example"]
  }

  stack "vmotion" {
    gateway = "203.0.113.1"
  }

  vmk "vmk0" {
    roles  = ["management"]
    vlan   = 10
    subnet = "192.0.2.0/24"
  }

  vmk "vmk1" {
    roles  = ["vmotion"]
    stack  = "vmotion"
    vlan   = 20
    subnet = "203.0.113.0/24"
    mtu    = 9000
  }
}
