package vcp

import (
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// services are the services whose spelling was seen in exported documents.
var services = map[netstate.Role]string{netstate.Management: "management", netstate.VMotion: "vmotion", netstate.VSAN: "vsan"}

// A vocabulary is how a cluster's documents spell things: what every one does,
// and what an exported document or the schema says besides.
type vocabulary struct {
	services   map[netstate.Role]string
	connection string // the port_connection_type of a standard switch's port; empty: unknown
	portObject string // the member that names such a port, an object
	portGroup  string // the member that names its port group, in that object or by itself
	portSwitch string // the member of the object that names its switch; empty: none
}

// roleOf gives the role whose service a key is.
func roleOf(key string) (netstate.Role, bool) {
	plain := strings.ToLower(strings.ReplaceAll(key, "_", ""))
	for _, row := range esx.Roles {
		if row.NicType != "" && strings.ToLower(row.NicType) == plain {
			return row.Role, true
		}
	}
	return "", false
}

// learn takes the spelling of a service from a key.
func (w *vocabulary) learn(key string) {
	if role, ok := roleOf(key); ok && services[role] == "" {
		if w.services == nil {
			w.services = map[netstate.Role]string{}
		}
		if w.services[role] == "" {
			w.services[role] = key
		}
	}
}

// learnFrom takes spellings from an exported document.
func (w *vocabulary) learnFrom(d *document) {
	list := d.root.at(ofAll, "esx", "network", "vmknics")
	if list == nil {
		return
	}
	for _, item := range list.items {
		if s := item.get("enabled_services"); s != nil {
			for _, key := range s.keys {
				w.learn(key)
			}
		}
	}
}

// service gives the key of a role's service; ok is false where nobody knows it.
func (w *vocabulary) service(role netstate.Role) (key string, ok bool) {
	if key = services[role]; key == "" {
		key = w.services[role]
	}
	return key, key != ""
}

// knowsStandard says whether the port of an adapter on a standard switch can be spelt.
func (w *vocabulary) knowsStandard() bool { return w.connection != "" && w.portGroup != "" }

// port puts in the port of an adapter on a standard switch.
func (w *vocabulary) port(n *node, name, group string) {
	put(n, "port_connection_type", text(w.connection))
	at := n
	if w.portObject != "" {
		at = n.into(w.portObject)
	}
	put(at, w.portGroup, text(group))
	if w.portSwitch != "" {
		put(at, w.portSwitch, text(name))
	}
}
