# Addresses that follow no rule come from a table; the rest is said once.

# A secret comes from outside: VMKGEN_VAR_root_hash=$(openssl passwd -6) vmkgen …
variable "root_hash" {
  type      = string
  sensitive = true
  default   = null # left out: the file includes rootpw.cfg
}

cluster "nyc" {
  esxi  = "8.0.3"
  hosts = csvdecode(file("hosts.csv"))

  switch "vSwitch0" {
    uplinks = ["vmnic0", "vmnic1"]
  }

  stack "default" {
    gateway = "198.51.100.1"
    dns     = ["198.51.100.53"]
  }

  vmk "vmk0" {
    roles   = ["management"]
    address = "${vars.mgmt}/24" # a column of the table
    vlan    = 90
  }

  vmk "vmk1" {
    roles   = ["vmotion"]
    address = "${vars.vmotion}/24"
    vlan    = 91
  }

  kickstart {
    root_hash = var.root_hash
  }
}
