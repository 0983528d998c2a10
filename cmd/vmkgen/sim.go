package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/sim"
)

func (a *app) simCommand() *cobra.Command {
	var input inputFlags
	var stateFile, listen, certificate string
	c := &cobra.Command{
		Use:   "sim [PATH]",
		Short: "Start a pretend vCenter to rehearse on",
		Long: `Starts a vCenter that is not real, on this machine only, with the configuration's
hosts as the installer leaves them, or as a state file says. It is strict: it
refuses what a host would refuse, and cuts a host off where a real change would.
govc and other clients work against it too. It runs until it is interrupted.`,
		Example: `  vmkgen sim --listen 127.0.0.1:8989 --certificate sim.pem
  vmkgen sim --state before.json`,
		Args: atMostOne("PATH"),
		RunE: func(c *cobra.Command, args []string) error {
			s, err := a.anySource(pathOf(args), &input)
			if err != nil {
				return err
			}
			vc, err := a.simulated(s, stateFile, &input, sim.Options{Listen: listen})
			if err != nil {
				return err
			}
			defer vc.Close()
			if certificate != "" {
				if err := writeFile(certificate, vc.Certificate(), 0o644); err != nil {
					return err
				}
			}
			a.tellSim(vc)
			ctx, stop := ended(c.Context())
			defer stop()
			<-ctx.Done()
			return nil
		},
	}
	input.add(c.Flags())
	c.Flags().StringVar(&stateFile, "state", "", "start with the hosts' states from `FILE`, as snapshot writes it (default: fresh)")
	c.Flags().StringVar(&listen, "listen", "127.0.0.1:0", "serve at `ADDRESS`, of this machine only; port 0 is any that is free")
	c.Flags().StringVar(&certificate, "certificate", "", "write the server's certificate to `FILE`, for clients to trust")
	return c
}

// simulated starts a pretend vCenter with a side's hosts: fresh, or as a state file says.
func (a *app) simulated(s *side, stateFile string, f *inputFlags, o sim.Options) (*sim.VCenter, error) {
	clusters := freshClusters(s.Clusters)
	if stateFile != "" {
		was, err := a.anySource(stateFile, f)
		if err != nil {
			return nil, err
		}
		clusters = was.Clusters
	}
	inventory, err := sim.InventoryOf(withSwitches(clusters, s.Clusters))
	if err != nil {
		return nil, failed("%v", err)
	}
	equip(&inventory, s.Clusters)
	vc, err := sim.New(inventory, o)
	if err != nil {
		return nil, failed("%v", err)
	}
	return vc, nil
}

// equip gives hosts the adapters that the configuration names.
func equip(inventory *sim.Inventory, wanted []netstate.Cluster) {
	lists := map[string][2][]string{}
	for _, c := range wanted {
		for _, g := range c.Groups {
			nics, hbas := adapters(&g.Pattern)
			for _, m := range g.Members {
				lists[strings.ToLower(m.Name)] = [2][]string{nics, hbas}
			}
		}
	}
	for c := range inventory.Clusters {
		for _, h := range inventory.Clusters[c].Hosts {
			has := lists[strings.ToLower(h.State.Name)]
			h.State.NICs = union(h.State.NICs, has[0])
			h.State.HBAs = union(h.State.HBAs, has[1])
		}
	}
}

// adapters are the physical ones that a host is to have.
func adapters(h *netstate.Host) (nics, hbas []string) {
	for _, s := range h.Switches {
		nics = append(nics, s.Uplinks...)
	}
	for _, v := range h.Vmks {
		nics = append(nics, v.NVMe...)
		for _, hba := range v.ISCSI {
			if hba != netstate.SoftwareISCSI {
				hbas = append(hbas, hba)
			}
		}
	}
	return nics, hbas
}

func union(a, b []string) []string {
	for _, x := range b {
		if !slices.Contains(a, x) {
			a = append(slices.Clip(a), x)
		}
	}
	return a
}

// withSwitches gives hosts the distributed switches and port groups that the
// configuration expects to find in vCenter.
func withSwitches(clusters, wanted []netstate.Cluster) []netstate.Cluster {
	for c := range min(len(clusters), len(wanted)) {
		for g := range min(len(clusters[c].Groups), len(wanted[c].Groups)) {
			expected(&clusters[c].Groups[g].Pattern, &wanted[c].Groups[g].Pattern)
		}
	}
	return clusters
}

func expected(h, w *netstate.Host) {
	management := h.PortGroup(esx.ManagementGroup)
	for _, p := range w.PortGroups {
		// vCenter reaches a host in the VLAN that it is installed in.
		if p.Of == esx.InstallVmk && !p.Distributed && management != nil && p.VLAN.IsSet() {
			management.VLAN = p.VLAN
		}
	}
	for _, s := range w.Switches {
		if s.Kind == netstate.Distributed && h.Switch(s.Name) == nil {
			h.Switches = append(h.Switches, netstate.Switch{Name: s.Name, Kind: s.Kind, MTU: s.MTU, Uplinks: s.Uplinks})
		}
	}
	for _, p := range w.PortGroups {
		if s := w.Switch(p.Switch); p.Distributed && s != nil && !s.CreatePortGroups && h.PortGroup(p.Name) == nil {
			h.PortGroups = append(h.PortGroups, netstate.PortGroup{Name: p.Name, Switch: p.Switch, Distributed: true, VLAN: p.VLAN, Teaming: p.Teaming})
		}
	}
}

func (a *app) tellSim(vc *sim.VCenter) {
	u := *vc.URL()
	u.User = nil
	fmt.Fprintf(a.out, "export GOVC_URL=%s GOVC_USERNAME=user GOVC_PASSWORD=pass GOVC_THUMBPRINT=%s\n", u.String(), vc.Thumbprint())
	fmt.Fprintf(a.err, "vmkgen: a pretend vCenter of %s at %s; interrupt ends it\n", count(len(vc.Hosts()), "host"), u.String())
}

// ended is a context that ends with the user's first interrupt.
func ended(ctx context.Context) (context.Context, func()) {
	return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
}
