# Software iSCSI with two paths: two vmks in one subnet, each bound to the
# software adapter and pinned to an uplink of its own.

cluster "ham-iscsi" {
  esxi   = "7.0.3"
  hosts  = ["esx[1-6].ham.example"]
  offset = 100

  switch "vSwitch0" {
    uplinks = ["vmnic0", "vmnic1"]
  }

  switch "vSwitch1" {
    uplinks = ["vmnic2", "vmnic3"]
    mtu     = 9000
  }

  vmk "vmk0" {
    roles = ["management"]
  }

  dynamic "vmk" {
    for_each = { vmk1 = "vmnic2", vmk2 = "vmnic3" }
    labels   = [vmk.key]

    content {
      roles     = ["iscsi"]
      switch    = "vSwitch1"
      portgroup = "iSCSI via ${vmk.value}"
      vlan      = 440
      mtu       = 9000
      subnet    = "10.40.44.0/24"
      offset    = vmk.key == "vmk1" ? 100 : 150

      teaming {
        active = [vmk.value]
      }

      iscsi {
        adapter = ["software"]
      }
    }
  }
}
