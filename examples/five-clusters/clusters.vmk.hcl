cluster "zrh-a" {
  profiles = ["vsan"]
  hosts    = ["esx-a[01-32].zrh.example"]
  offset   = 10
  vars     = { vlan = 810, mgmt = "10.81.0.0/24", vmotion = "10.81.1.0/24", vsan = "10.81.2.0/24" }
}

cluster "zrh-b" {
  profiles = ["vsan"]
  hosts    = ["esx-b[01-32].zrh.example"]
  offset   = 10
  vars     = { vlan = 820, mgmt = "10.82.0.0/24", vmotion = "10.82.1.0/24", vsan = "10.82.2.0/24" }
}

cluster "zrh-c" {
  profiles = ["base"]
  hosts    = ["esx-c[01-16].zrh.example"]
  offset   = 10
  vars     = { vlan = 830, mgmt = "10.83.0.0/24", vmotion = "10.83.1.0/24" }

  # Fault tolerance, on two uplinks that nothing else uses.
  switch "vSwitch2" { uplinks = ["vmnic4", "vmnic5"] }

  vmk "vmk3" {
    roles  = ["ft"]
    switch = "vSwitch2"
    vlan   = 833
    subnet = "10.83.3.0/24"
  }
}

cluster "zrh-edge" {
  profiles = ["base"]
  hosts    = ["edge[1-4].zrh.example"]
  offset   = 200
  vars     = { vlan = 840, mgmt = "10.84.0.0/24", vmotion = "10.84.1.0/24" }

  # No jumbo frames at the edge.
  switch "vSwitch0" { mtu = 1500 }
  vmk "vmk1" { mtu = 1500 }
}

cluster "zrh-lab" {
  profiles = ["base"]
  esxi     = "9.0"
  hosts    = ["lab[01-03].zrh.example"]
  vars     = { vlan = 850, mgmt = "10.85.0.0/24", vmotion = "10.85.1.0/24" }
  offset   = 50

  host "lab03.zrh.example" {
    vmk "vmk1" { address = "10.85.1.99" }
  }
}
