# A vSAN cluster: management and vMotion on two uplinks, vSAN on two of its own.

cluster "ber-vsan" {
  esxi   = "8.0.3"
  hosts  = ["esx[01-08].ber.example"]
  offset = 20

  switch "vSwitch0" {
    uplinks = ["vmnic0", "vmnic1"]
    mtu     = 9000

    teaming {
      policy  = "explicit"
      active  = ["vmnic0"]
      standby = ["vmnic1"]
    }
  }

  switch "vSwitch1" {
    uplinks = ["vmnic2", "vmnic3"]
    mtu     = 9000
  }

  stack "default" {
    gateway = "10.30.10.1"
    dns     = ["10.30.10.53"]
    search  = ["ber.example"]
  }

  vmk "vmk0" {
    roles  = ["management"]
    vlan   = 310
    subnet = "10.30.10.0/24"
  }

  # vMotion prefers the uplink that management keeps in reserve.
  vmk "vmk1" {
    roles  = ["vmotion"]
    vlan   = 320
    subnet = "10.30.20.0/24"
    mtu    = 9000

    teaming {
      active  = ["vmnic1"]
      standby = ["vmnic0"]
    }
  }

  vmk "vmk2" {
    roles  = ["vsan"]
    switch = "vSwitch1"
    vlan   = 330
    subnet = "10.30.30.0/24"
    mtu    = 9000
  }
}
