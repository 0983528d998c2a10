package main

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
)

// readLive reads real hosts for import: all of one server, or those of the
// configuration at live:PATH.
func (a *app) readLive(name string, input *inputFlags) (importer.Result, error) {
	to := &side{Side: plan.Side{Name: name, Clusters: []netstate.Cluster{{}}}}
	at, configured := strings.CutPrefix(name, liveSource+":")
	switch {
	case configured:
		var err error
		if to, err = a.source(at, input); err != nil {
			return importer.Result{}, err
		}
	case a.conn.sim:
		return importer.Result{}, failed("a pretend vCenter has the hosts of a configuration: say which, as live:PATH")
	case a.conn.esxi == "" && a.getenv("GOVC_URL") == "":
		return importer.Result{}, failed("nothing says which server to read: set GOVC_URL, or give --esxi HOST, or live:PATH for those of a configuration")
	}
	l, err := a.goLive(a.ctx, to)
	if err != nil {
		return importer.Result{}, err
	}
	defer l.close()
	if configured {
		return importer.Result{Clusters: l.side(a, to).Clusters}, nil
	}
	return l.everything(a.vcenterNamed()), nil
}

// everything is all hosts, by their clusters.
func (l *live) everything(vcenter netstate.Cluster) (out importer.Result) {
	at, datacenters := map[string]int{}, map[string]bool{}
	for _, h := range l.order {
		datacenters[h.Datacenter] = true
	}
	for _, h := range l.order {
		if h.Connected != connected {
			out.Diags = append(out.Diags, importer.About(diag.ImportUnread, h.Name, "", "it is "+h.Connected+", and was not read", "import again once it is connected"))
			continue
		}
		i, ok := at[h.Cluster]
		if !ok {
			i = len(out.Clusters)
			at[h.Cluster] = i
			c := netstate.Cluster{Name: h.Cluster, VCenter: vcenter.VCenter, Server: vcenter.Server}
			if len(datacenters) > 1 {
				c.Datacenter = h.Datacenter
			}
			out.Clusters = append(out.Clusters, c)
		}
		if c := &out.Clusters[i]; len(datacenters) > 1 && c.Datacenter != h.Datacenter && h.Cluster != "" {
			out.Diags = append(out.Diags, importer.About(diag.SourceTwice, h.Name, "",
				fmt.Sprintf("there is a cluster %q in datacenter %q and one in %q, and a configuration can hold one of a name", h.Cluster, c.Datacenter, h.Datacenter),
				"rename one of them, or import the clusters of a configuration: live:PATH"))
		}
		addHost(&out.Clusters[i], h.State, len(out.Clusters[i].Groups))
	}
	return out
}

// vcenterNamed is the server as a vcenter block has it, without whom to connect
// as; nothing for a host.
func (a *app) vcenterNamed() netstate.Cluster {
	server := a.getenv("GOVC_URL")
	if a.conn.esxi != "" || server == "" {
		return netstate.Cluster{}
	}
	if !strings.Contains(server, "://") {
		server = "https://" + server
	}
	u, err := url.Parse(server)
	if err != nil || u.Hostname() == "" {
		return netstate.Cluster{}
	}
	out := netstate.Cluster{VCenter: "vcenter", Server: u.Hostname()}
	if port := u.Port(); port != "" && port != "443" {
		out.Server = net.JoinHostPort(u.Hostname(), port)
	}
	if _, err := netip.ParseAddr(u.Hostname()); err != nil {
		out.VCenter, _, _ = strings.Cut(u.Hostname(), ".")
	}
	return out
}
