package templates

import _ "embed"

// Ansible is the playbook, with {{CLUSTER}} and {{HEADER}} to be put in: the
// name of the hosts' group, and comment lines.
//
//go:embed ansible.playbook.yml
var Ansible string
