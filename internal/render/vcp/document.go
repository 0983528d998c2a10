package vcp

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// The parts of a document. A host is named there by its hardware's UUID.
const (
	ofAll      = "profile"
	ofHost     = "host-specific"
	overriding = "host-override"
)

// A document is a cluster's configuration document.
type document struct {
	root   *node
	indent string
	from   bool // it was exported, and is not ours alone
}

// read reads an exported document, bare or as the API answers with it.
func read(exported []byte) (*document, error) {
	root, err := parse(exported)
	if err != nil {
		return nil, err
	}
	if root.get(ofAll) == nil && root.get("config").text() != "" {
		exported = []byte(root.get("config").text())
		if root, err = parse(exported); err != nil {
			return nil, fmt.Errorf("its config: %w", err)
		}
	}
	d := &document{root: root, indent: indentOf(exported), from: true}
	if root.at(ofAll, "esx") == nil || root.at(ofAll, "esx").kind != '{' {
		return nil, errors.New("it has no profile with an esx part: it is no configuration document of a cluster")
	}
	return d, d.shape()
}

// shape checks that what is gone through later is what it should be.
func (d *document) shape() error {
	for _, part := range []string{ofHost, overriding} {
		if n := d.root.get(part); n != nil && n.kind != '{' {
			return fmt.Errorf("its %s is no object", part)
		}
	}
	networks := map[string]*node{ofAll: d.root.get(ofAll)}
	for _, part := range []string{ofHost, overriding} {
		if hosts := d.root.get(part); hosts != nil {
			for i, key := range hosts.keys {
				networks[part+"/"+key] = hosts.items[i]
			}
		}
	}
	for where, n := range networks {
		for _, path := range [][]string{{"esx"}, {"esx", "network"}, {"esx", "network_vss"}, {"esx", "network_vds"}} {
			if at := n.at(path...); at != nil && at.kind != '{' {
				return fmt.Errorf("its %s/%s is no object", where, strings.Join(path, "/"))
			}
		}
		for _, path := range [][]string{
			{"esx", "network", "vmknics"}, {"esx", "network", "net_stacks"}, {"esx", "network_vss", "switches"}, {"esx", "network_vds", "switches"},
		} {
			if err := objects(n.at(path...)); err != nil {
				return fmt.Errorf("its %s/%s: %w", where, strings.Join(path, "/"), err)
			}
		}
	}
	return nil
}

func objects(list *node) error {
	if list == nil {
		return nil
	}
	if list.kind != '[' {
		return errors.New("it is no list")
	}
	for _, item := range list.items {
		if item.kind != '{' {
			return errors.New("it holds something else than objects")
		}
		for i, below := range item.items {
			switch item.keys[i] {
			case "ip", "vds_port", "enabled_services", "dns", "routing_config", "bridge", "policy":
				if below.kind != '{' {
					return fmt.Errorf("a %s is no object", item.keys[i])
				}
			}
		}
	}
	return nil
}

// copied gives a document that can be changed, by reading it again.
func (d *document) copied() *document {
	root, _ := parse(d.bytes()) // what was printed is JSON
	return &document{root: root, indent: d.indent, from: d.from}
}

func (d *document) bytes() []byte {
	var b bytes.Buffer
	d.root.print(&b, d.indent, "")
	b.WriteByte('\n')
	return b.Bytes()
}

// empty gives a document that says nothing.
func empty() *document {
	d := &document{root: &node{kind: '{'}, indent: "    "}
	d.root.into(ofAll, "esx")
	return d
}

// hostKeys are the UUIDs of the hosts that a document speaks of, as spelt there.
func (d *document) hostKeys() []string {
	var out []string
	if hosts := d.root.get(ofHost); hosts != nil {
		out = append(out, hosts.keys...)
	}
	return out
}

// nameOf is what a document calls a host: its host name, as it is set there.
func (d *document) nameOf(key string) string {
	return d.root.at(ofHost, key, "esx", "network", "net_stacks").find("key", defaultStack).get("host_name").text()
}

// keyOf gives a host's key as a document spells it, or the UUID in lower case.
func (d *document) keyOf(part, uuid string) string {
	if hosts := d.root.get(part); hosts != nil {
		for _, key := range hosts.keys {
			if strings.EqualFold(key, uuid) {
				return key
			}
		}
	}
	return strings.ToLower(uuid)
}
