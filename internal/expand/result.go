package expand

import (
	"maps"
	"reflect"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/hcl"
)

// A result is a node evaluated, for the cluster or for one host.
type result struct {
	node    *node
	leaves  map[string]*leaf
	kids    []*result
	removed bool
	perHost bool // nothing of it is the same on all hosts
	hostly  bool // something of it, or in it, depends on the host
	broken  bool // something of it isn't known because of a fault that was told
}

// A leaf is one attribute's value. null means that a layer unset it.
type leaf struct {
	value hcl.Value
	attr  *hcl.Attr
	said  said
	null  bool
	fixed bool // the value is the same on all hosts
}

func (r *result) kid(key string) *result {
	if r == nil {
		return nil
	}
	for _, k := range r.kids {
		if k.node.key() == key {
			return k
		}
	}
	return nil
}

// there says whether the result is a block that stands in its tree.
func (r *result) there() bool { return r != nil && !r.removed && !r.perHost }

// A builder writes results into a tree.
type builder struct{ tree *Tree }

func newBuilder() *builder {
	return &builder{&Tree{Root: map[string]any{}, Origins: map[string]Origin{}, Sensitive: map[string]bool{}, Broken: map[string]bool{}}}
}

func (b *builder) block(pointer string, n *node) {
	s := n.top()
	b.tree.Origins[pointer] = Origin{Range: s.block.Range, Block: s.block.Header, Via: s.layer.via}
}

// leaf writes one attribute into a block.
func (b *builder) leaf(into map[string]any, pointer, name string, l *leaf, always bool) {
	into[name] = l.value.Plain(l.attr.Expr, pointer, func(at string, r diag.Range, secret bool) {
		b.tree.Origins[at] = Origin{Range: r, Block: l.said.block.Header, Via: l.said.layer.via}
		if secret || always {
			b.tree.Sensitive[at] = true
		}
	})
}

func (b *builder) whole(into map[string]any, pointer string, r *result) {
	b.doubt(pointer, r)
	for name, l := range r.leaves {
		if !l.null {
			b.leaf(into, join(pointer, name), name, l, isHash(r.node, name))
		}
	}
	for _, k := range r.kids {
		if k.there() {
			at, body := b.open(into, pointer, k.node)
			b.whole(body, at, k)
		}
	}
}

// doubt notes a block of which something isn't known.
func (b *builder) doubt(pointer string, r *result) {
	if r.broken {
		b.tree.Broken[pointer] = true
	}
}

// open makes the map of a block inside another's, and gives its pointer.
func (b *builder) open(into map[string]any, pointer string, n *node) (string, map[string]any) {
	at := join(pointer, n.typ)
	name := n.typ
	if n.kind.Label != "" {
		labels, _ := into[n.typ].(map[string]any)
		if labels == nil {
			labels = map[string]any{}
			into[n.typ] = labels
		}
		into, name, at = labels, n.label, at+"/"+hcl.Escape(n.label)
	}
	body := map[string]any{}
	into[name] = body
	b.block(at, n)
	return at, body
}

// A root hash is a secret whatever its text comes from.
func isHash(n *node, attr string) bool { return n.typ == "kickstart" && attr == "root_hash" }

func join(pointer, step string) string {
	if pointer == "" {
		return step
	}
	return pointer + "/" + step
}

// diff gives what a host's result has other than the cluster's, as a plain
// body; changed is false where nothing is.
func (b *builder) diff(pointer string, base, host *result) (body map[string]any, changed bool) {
	body = map[string]any{}
	if !base.broken {
		b.doubt(pointer, host)
	}
	b.diffLeaves(body, pointer, base, host)
	for _, k := range host.kids {
		b.diffKid(body, pointer, base.kid(k.node.key()), k)
	}
	for _, k := range base.kids {
		if k.there() && host.kid(k.node.key()) == nil {
			b.removed(body, pointer, k.node, host.node)
		}
	}
	return body, len(body) > 0
}

func (b *builder) diffLeaves(body map[string]any, pointer string, base, host *result) {
	for name, l := range host.leaves {
		if was := base.leafOf(name); !l.null && (was == nil || !same(was, l)) {
			b.leaf(body, join(pointer, name), name, l, isHash(host.node, name))
		}
	}
	for name := range base.leaves {
		if l := host.leaves[name]; base.leafOf(name) != nil && (l == nil || l.null) {
			body[name] = nil
			b.unset(join(pointer, name), host, l)
		}
	}
}

func (b *builder) diffKid(into map[string]any, pointer string, base, host *result) {
	switch {
	case base == host:
	case !host.there():
		if base.there() {
			b.removed(into, pointer, host.node, host.node)
		}
	case !base.there():
		at, body := b.open(into, pointer, host.node)
		b.whole(body, at, host)
	default:
		at := join(pointer, host.node.typ)
		if host.node.kind.Label != "" {
			at += "/" + hcl.Escape(host.node.label)
		}
		if body, changed := b.diff(at, base, host); changed {
			_, empty := b.open(into, pointer, host.node)
			maps.Copy(empty, body)
		}
	}
}

func (b *builder) removed(into map[string]any, pointer string, n, by *node) {
	at, body := b.open(into, pointer, n)
	b.block(at, by)
	body["remove"] = true
	b.tree.Origins[at+"/remove"] = b.tree.Origins[at]
}

func (b *builder) unset(pointer string, host *result, l *leaf) {
	if l == nil {
		b.block(pointer, host.node)
		return
	}
	b.tree.Origins[pointer] = Origin{Range: l.attr.Expr.Range, Block: l.said.block.Header, Via: l.said.layer.via}
}

// leafOf gives an attribute that has a value.
func (r *result) leafOf(name string) *leaf {
	if l := r.leaves[name]; l != nil && !l.null {
		return l
	}
	return nil
}

func same(a, b *leaf) bool {
	if a == b || a.attr == b.attr && a.fixed && b.fixed {
		return true
	}
	silent := func(string, diag.Range, bool) {}
	if a.value.Secret() != b.value.Secret() {
		return false
	}
	return reflect.DeepEqual(a.value.Plain(a.attr.Expr, "", silent), b.value.Plain(b.attr.Expr, "", silent))
}
