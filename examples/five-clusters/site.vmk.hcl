# What the clusters of the site share.

locals {
  dns = ["10.80.0.53", "10.80.1.53"]
}

vcenter "zrh" {
  server = "vc01.zrh.example"
}

profile "base" {
  esxi    = "8.0.3"
  vcenter = "zrh"

  switch "vSwitch0" {
    uplinks = ["vmnic0", "vmnic1"]
    mtu     = 9000
  }

  stack "default" {
    gateway = cidrhost(vars.mgmt, 1)
    dns     = local.dns
    search  = ["zrh.example"]
  }

  stack "vmotion" {
    gateway = cidrhost(vars.vmotion, 1)
  }

  vmk "vmk0" {
    roles  = ["management"]
    vlan   = vars.vlan
    subnet = vars.mgmt
  }

  vmk "vmk1" {
    roles  = ["vmotion"]
    stack  = "vmotion"
    vlan   = vars.vlan + 1
    subnet = vars.vmotion
    mtu    = 9000
  }
}

profile "vsan" {
  profiles = ["base"]

  switch "vSwitch1" {
    uplinks = ["vmnic2", "vmnic3"]
    mtu     = 9000
  }

  vmk "vmk2" {
    roles  = ["vsan"]
    switch = "vSwitch1"
    vlan   = vars.vlan + 2
    subnet = vars.vsan
    mtu    = 9000
  }
}
