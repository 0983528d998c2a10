# A configuration to begin with: one cluster of two hosts. Change names, VLANs and
# subnets; "vmkgen validate" judges it, "vmkgen show" prints what it means.

cluster "lab" {
  esxi   = "8.0"                      # the lowest ESXi version among the hosts
  hosts  = ["esx[01-02].lab.example"] # brackets make ranges: esx01, esx02
  offset = 10                         # added to the host's number: esx01 gets .11

  # What is declared is managed; what is left out is left alone.
  switch "vSwitch0" {
    uplinks = ["vmnic0", "vmnic1"]
    mtu     = 9000
  }

  # The TCP/IP stacks: "default" is always there, "vmotion" is made when first used.
  stack "default" {
    gateway = "192.0.2.1"
    dns     = ["192.0.2.53"]
    search  = ["lab.example"]
  }

  stack "vmotion" {
    gateway = "203.0.113.1"
  }

  vmk "vmk0" {
    roles  = ["management"]
    vlan   = 10
    subnet = "192.0.2.0/24" # the address is made from the host's number
  }

  vmk "vmk1" {
    roles  = ["vmotion"]
    stack  = "vmotion"
    vlan   = 20
    subnet = "203.0.113.0/24"
    mtu    = 9000
  }

  # What is different on one host:
  # host "esx02.lab.example" {
  #   vmk "vmk1" { address = "203.0.113.77" }
  # }
}
