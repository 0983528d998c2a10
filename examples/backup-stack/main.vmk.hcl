# NFS for backups in a custom TCP/IP stack, with routes of its own.

cluster "ams-backup" {
  esxi   = "7.0.3"
  hosts  = ["esx[01-10].ams.example"]
  offset = 10

  switch "vSwitch0" {
    uplinks = ["vmnic0", "vmnic1"]
    mtu     = 9000
  }

  vmk "vmk0" {
    roles = ["management"]
  }

  stack "backup" {
    gateway            = "10.70.40.1"
    routes             = [{ to = "10.78.0.0/16", via = "10.70.40.254" }]
    congestion_control = "cubic"
  }

  vmk "vmk3" {
    roles  = ["nfs"]
    stack  = "backup"
    vlan   = 740
    subnet = "10.70.40.0/24"
    mtu    = 9000
  }

  # One host stands in another rack, behind another router.
  host "esx07.ams.example" {
    stack "backup" {
      routes = [{ to = "10.78.0.0/16", via = "10.70.40.253" }]
    }
  }
}
