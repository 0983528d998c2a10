package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/sim"
	"github.com/vmkgen/vmkgen/internal/vsphere"
)

// liveSource is the source that stands for the real hosts.
const liveSource = "live"

// liveFlags say how real hosts are reached.
type liveFlags struct {
	esxi       string
	thumbprint string
	caFile     string
	insecure   bool
	passwordFD int
	parallel   int
	sim        bool
}

func (f *liveFlags) add(s *pflag.FlagSet) {
	s.StringVar(&f.esxi, "esxi", "", "talk to one standalone `HOST` in place of the configuration's vCenters")
	s.StringVar(&f.thumbprint, "thumbprint", "", "trust a certificate by its SHA-256 `FINGERPRINT` (also: the vcenter block's)")
	s.StringVar(&f.caFile, "ca-file", "", "trust the authorities in `FILE` (also: the vcenter block's)")
	s.BoolVar(&f.insecure, "insecure", false, "verify no certificate")
	s.IntVar(&f.passwordFD, "password-fd", -1, "read the password from file descriptor `N`")
	s.IntVar(&f.parallel, "parallel", 16, "work on `N` hosts at a time")
	s.BoolVar(&f.sim, "sim", false, "use a pretend vCenter in this process, with freshly installed hosts; nothing real is touched")
}

// connected is how vCenter calls a host that can be worked on.
const connected = "connected"

// A live is the hosts of a configuration, where they really are.
type live struct {
	clients []*vsphere.Client
	found   map[string]liveHost // by name, in lower case
	order   []liveHost
	sim     *sim.VCenter
}

// A liveHost is a host that was found, and through whom.
type liveHost struct {
	vsphere.Found
	client *vsphere.Client
}

// goLive connects to all that has hosts of a configuration, and reads them.
func (a *app) goLive(ctx context.Context, s *side) (*live, error) {
	f := &a.conn
	logins, err := a.logins(s, f)
	if err != nil {
		return nil, err
	}
	l := &live{found: map[string]liveHost{}}
	if f.sim {
		if l.sim, err = a.simulated(s, "", nil, sim.Options{}); err != nil {
			return nil, err
		}
		logins = []vsphere.Login{simLogin(l.sim, f)}
	}
	for _, login := range logins {
		if err := l.connect(ctx, a, login); err != nil {
			l.close()
			return nil, err
		}
	}
	return l, nil
}

func simLogin(vc *sim.VCenter, f *liveFlags) vsphere.Login {
	return vsphere.Login{Server: vc.URL().Host, User: "user", Password: "pass", Thumbprint: vc.Thumbprint(), Parallel: f.parallel}
}

func (l *live) connect(ctx context.Context, a *app, login vsphere.Login) error {
	c, err := vsphere.Dial(ctx, login)
	if err != nil {
		return failed("%v", err)
	}
	l.clients = append(l.clients, c)
	inventory, err := c.Hosts(ctx, vsphere.Scope{})
	if err != nil {
		return failed("%v", err)
	}
	for _, w := range inventory.Warnings {
		fmt.Fprintf(a.err, "vmkgen: warning: %s\n", w)
	}
	for _, h := range inventory.Hosts {
		name := strings.ToLower(h.Name)
		if _, twice := l.found[name]; twice {
			return failed("host %s is in two places; which is meant can't be told", h.Name)
		}
		l.found[name] = liveHost{h, c}
		l.order = append(l.order, l.found[name])
	}
	return nil
}

func (l *live) close() {
	for _, c := range l.clients {
		_ = c.Close(context.Background()) // the server ends the session by itself
	}
	if l.sim != nil {
		_ = l.sim.Close() // it goes with the process
	}
}

// logins are the vCenters that clusters name, each once, or what was named in their place.
func (a *app) logins(s *side, f *liveFlags) ([]vsphere.Login, error) {
	if f.sim {
		return nil, nil
	}
	if f.esxi != "" {
		l, err := a.login("esxi", f.esxi, "", "", true, f)
		return []vsphere.Login{l}, err
	}
	type named struct{ label, server, thumbprint, ca string }
	var all []named
	for _, c := range s.Clusters {
		n := named{label: c.VCenter, server: c.Server}
		if s.loaded != nil {
			if v := s.loaded.VCenters[c.VCenter]; v != nil {
				n.thumbprint, n.ca = v.Thumbprint, v.CAFile
			}
		}
		if n.server == "" {
			n.server = a.getenv("GOVC_URL")
		}
		if n.server == "" {
			return nil, failed("cluster %s says no vcenter to reach its hosts through (vcenter = …, GOVC_URL, or --esxi HOST)", c.Name)
		}
		if !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	var out []vsphere.Login
	for _, n := range all {
		l, err := a.login(cmp.Or(n.label, "vcenter"), n.server, n.thumbprint, n.ca, len(all) == 1, f)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

func (a *app) login(label, server, thumbprint, ca string, only bool, f *liveFlags) (vsphere.Login, error) {
	c, err := a.credentials(label, server, only, f.passwordFD)
	if err != nil {
		return vsphere.Login{}, err
	}
	insecure := f.insecure
	if v := a.getenv("GOVC_INSECURE"); only && (v == "1" || v == "true") {
		insecure = true
	}
	if only {
		thumbprint = cmp.Or(thumbprint, a.getenv("GOVC_THUMBPRINT"))
		ca = cmp.Or(ca, a.getenv("GOVC_TLS_CA_CERTS"))
	}
	return vsphere.Login{
		Server: server, User: c.user, Password: c.password, Thumbprint: cmp.Or(f.thumbprint, thumbprint),
		CAFile: cmp.Or(f.caFile, ca), Insecure: insecure, Parallel: f.parallel,
	}, nil
}

// side is the current side of a plan: the configuration's hosts as they are, and
// the others of its clusters. Hosts that can't be worked on are left out and told.
func (l *live) side(a *app, to *side) plan.Side {
	out := plan.Side{Name: liveSource}
	wanted := map[string]bool{}
	for _, c := range to.Clusters {
		current := netstate.Cluster{Name: c.Name, VCenter: c.VCenter, Server: c.Server, Datacenter: c.Datacenter, Release: c.Release}
		for _, g := range c.Groups {
			for _, m := range g.Members {
				name := strings.ToLower(m.Name)
				wanted[name] = true
				h, ok := l.found[name]
				switch {
				case !ok:
				case h.Connected != connected:
					fmt.Fprintf(a.err, "vmkgen: %s is %s\n", m.Name, h.Connected)
				default:
					addHost(&current, h.State, m.Position)
				}
			}
		}
		out.Clusters = append(out.Clusters, current)
	}
	for _, h := range l.order {
		i := slices.IndexFunc(out.Clusters, func(c netstate.Cluster) bool { return c.Name == h.Cluster })
		if i >= 0 && !wanted[strings.ToLower(h.Name)] {
			addHost(&out.Clusters[i], h.State, len(l.found))
		}
	}
	return out
}

func addHost(c *netstate.Cluster, h netstate.Host, position int) {
	c.Groups = append(c.Groups, netstate.Group{Pattern: h, Members: []netstate.Member{{Name: h.Name, Position: position}}})
}

// runsDir is where journals lie.
func (a *app) runsDir() (string, error) {
	if dir := a.getenv("VMKGEN_RUNS"); dir != "" {
		return dir, nil
	}
	if dir := a.getenv("XDG_STATE_HOME"); dir != "" {
		return filepath.Join(dir, "vmkgen", "runs"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", failed("it can't be told where to keep the journals: %v (set VMKGEN_RUNS)", err)
	}
	return filepath.Join(home, ".local", "state", "vmkgen", "runs"), nil
}

// liveSide is the source live[:PATH]: the hosts of a configuration as they are.
func (a *app) liveSide(name string, to *side, f *inputFlags) (*side, error) {
	if to == nil {
		at, found := strings.CutPrefix(name, liveSource+":")
		if !found {
			at = "."
		}
		var err error
		if to, err = a.source(at, f); err != nil {
			return nil, err
		}
	}
	l, err := a.goLive(a.ctx, to)
	if err != nil {
		return nil, err
	}
	defer l.close()
	return &side{Side: l.side(a, to)}, nil
}

// isLive says whether a source is the real hosts.
func isLive(name string) bool { return name == liveSource || strings.HasPrefix(name, liveSource+":") }
