# NVMe over TCP on two vmnics, one vmk for each.

cluster "muc-nvme" {
  esxi   = "8.0"
  hosts  = ["esx[01-12].muc.example"]
  offset = 10

  switch "vSwitch0" {
    uplinks = ["vmnic0", "vmnic1"]
  }

  switch "vSwitch1" {
    uplinks = ["vmnic4"]
    mtu     = 9000
  }

  switch "vSwitch2" {
    uplinks = ["vmnic5"]
    mtu     = 9000
  }

  vmk "vmk0" {
    roles = ["management"]
  }

  vmk "vmk1" {
    roles  = ["nvme-tcp"]
    switch = "vSwitch1"
    vlan   = 551
    subnet = "10.50.51.0/24"
    mtu    = 9000

    nvme { adapter = ["vmnic4"] }
  }

  vmk "vmk2" {
    roles  = ["nvme-tcp"]
    switch = "vSwitch2"
    vlan   = 552
    subnet = "10.50.52.0/24"
    mtu    = 9000

    nvme { adapter = ["vmnic5"] }
  }
}
