// Package kickstart renders what installs a host: the network line, which the
// installer understands, and a first-boot section, which does the rest.
//
// Its one rule: the installer makes vmk0 on "Management Network" of vSwitch0
// and nothing else, so a vmk0 that is wanted elsewhere is refused.
package kickstart

import (
	"github.com/vmkgen/vmkgen/internal/install"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/script"
)

// Options are how the files are to be named.
type Options struct {
	ByMAC bool // 01-aa-bb-cc-dd-ee-ff.cfg, as PXE boot asks for it
}

// New gives the kickstart target.
func New(o Options) render.Target { return target{o} }

type target struct{ Options }

func (target) Name() string { return "kickstart" }

func (t target) Render(c *render.Cluster, emit func(render.File) error) error {
	r := rendering{target: t, cluster: c, sections: make([]*script.Script, len(c.Groups)), emit: emit}
	for at := range c.Hosts() {
		if err := r.host(at); err != nil {
			return err
		}
	}
	return nil
}

type rendering struct {
	target
	cluster  *render.Cluster
	sections []*script.Script
	emit     func(render.File) error
	buf      []byte
}

func (r *rendering) host(at render.Place) error {
	f := file{
		cluster: r.cluster, group: &r.cluster.Groups[at.Group], member: at.Member,
		install: options(r.cluster, at.Group), buf: r.buf[:0],
	}
	folder := "kickstart/" + r.cluster.Name + "/"
	if r.sections[at.Group] == nil {
		r.sections[at.Group] = r.section(f)
	}
	f.write(r.sections[at.Group])
	r.buf = f.buf
	if err := r.emit(render.File{Path: folder + r.name(f.host()), Mode: f.mode(), Body: f.buf}); err != nil {
		return err
	}
	if !f.secureBoot() {
		return nil
	}
	r.buf = r.sections[at.Group].Append(r.buf[:0], at.Member)
	return r.emit(render.File{Path: folder + f.host().Name + ".sh", Mode: 0o755, Body: r.buf})
}

// section compiles what follows the installation: a first-boot section, or
// with Secure Boot, which never runs one, a script to run by hand.
func (r *rendering) section(f file) *script.Script {
	if f.secureBoot() {
		return script.Compile(f.group, r.cluster.Release, r.cluster.Meta)
	}
	return script.CompileSection(f.group, r.cluster.Release, script.Section{
		Log: "/var/log/vmkgen-firstboot.log", Name: !static(&f.group.Pattern),
	})
}

func (r *rendering) name(m *netstate.Member) string {
	if r.ByMAC {
		return pxeName(m.MAC)
	}
	return m.Name + ".cfg"
}

func options(c *render.Cluster, group int) *install.Options {
	if group >= len(c.Install) {
		return nil
	}
	return c.Install[group]
}

// Notes are what people should know of a rendered cluster, for stderr.
func (t target) Notes(c *render.Cluster) []string {
	for at := range c.Hosts() {
		if o := options(c, at.Group); o != nil && o.SecureBoot {
			return []string{"cluster " + c.Name + ": with UEFI Secure Boot ESXi runs no %firstboot section; " +
				"run the .sh beside each host's .cfg once the host is up"}
		}
	}
	return nil
}
