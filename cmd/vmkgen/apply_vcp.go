package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/vmkgen/vmkgen/internal/apply"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/vcp"
	"github.com/vmkgen/vmkgen/internal/view"
	"github.com/vmkgen/vmkgen/internal/vsphere"
)

// judgeProfiles says which flags make no sense where vCenter changes the hosts.
func (f *runFlags) judgeProfiles(c *cobra.Command) error {
	if !slices.Contains(engines, f.engine) {
		return oneOf("--engine", f.engine, engines)
	}
	for _, x := range [][2]string{
		{"canary", "vCenter chooses the order of hosts"},
		{"wave", "vCenter chooses the order of hosts"},
		{"confirm-within", "vCenter watches the hosts itself"},
		{"plan", "a profile is made from a configuration"},
		{"resume", "run the same command again"},
		{"rehearse", "only vCenter has its engine"},
		{"prune", "a profile lists what is wanted, and vmkgen takes nothing out of it"},
		{"sim", "the pretend vCenter has no profiles"},
		{"esxi", "profiles are vCenter's"},
	} {
		if c.Flags().Changed(x[0]) {
			return failed("--%s doesn't go with --engine %s: %s", x[0], f.engine, x[1])
		}
	}
	return nil
}

// applyProfiles has vCenter bring hosts to their clusters' profiles.
func (a *app) applyProfiles(c *cobra.Command, at string, change *changeFlags, run *runFlags) error {
	if err := run.judgeProfiles(c); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	desired, err := a.source(at, &change.input)
	if err != nil {
		return err
	}
	if desired.loaded == nil {
		return failed("a profile is made from a configuration, and %s is none", at)
	}
	if desired.Clusters, err = change.chosen.chooseSide(desired.Clusters); err != nil {
		return err
	}
	l, err := a.goLive(ctx, desired)
	if err != nil {
		return err
	}
	defer l.close()
	p, err := a.livePlan(l, desired, "", change)
	if err != nil {
		return err
	}
	if len(p.Hosts) == 0 {
		return a.carryOut(ctx, p, p, l, false, change, run)
	}
	profiles, done, err := a.profiles(ctx, l, desired, p, change)
	defer done()
	if err != nil {
		return err
	}
	return a.remediate(ctx, p, profiles, change, run)
}

// remediate shows a plan, asks, and has the profiles applied.
func (a *app) remediate(ctx context.Context, p *plan.Plan, profiles []apply.ProfileCluster, change *changeFlags, f *runFlags) error {
	if err := view.PlanText(a.err, p, a.style(a.errIsTerminal)); err != nil {
		return err
	}
	for _, c := range profiles {
		fmt.Fprintf(a.err, "vmkgen: vCenter brings all hosts of cluster %s to all of its document: what else differs from it is changed, too\n", c.Name)
	}
	if err := a.consent(p, change.allowManagement, f.yes); err != nil {
		return err
	}
	id, j, closeJournal, err := a.beginJournal(func(file apply.File, id string) (*apply.Journal, error) {
		return apply.BeginProfiles(file, id, p, a.clock)
	})
	if err != nil {
		return err
	}
	defer closeJournal()
	o := apply.ProfileOptions{
		Message: "vmkgen " + id, MaxFailures: f.maxFailures, AllowManagement: change.allowManagement, Maintenance: apply.Policy(f.maintenance),
		Maintains: func(host string) bool {
			return slices.ContainsFunc(profiles, func(c apply.ProfileCluster) bool {
				h, ok := c.Profile.(*profile).live.found[strings.ToLower(host)]
				return ok && h.Maintenance
			})
		},
	}
	if f.progress != "none" {
		o.Tell = view.NewProgress(a.err, f.progress == "json", a.style(a.errIsTerminal)).Tell
	}
	results, err := apply.RunProfiles(ctx, profiles, j, o)
	if err != nil {
		fmt.Fprintf(a.err, "vmkgen: the journal can't be written: %v\n", err)
		if reported := a.report(id, p, results, f); reported != nil {
			return reported
		}
		return exit{code: exitPartly}
	}
	return a.report(id, p, results, f)
}

// profiles puts what is wanted into the documents of all clusters that change,
// before the first is touched. What was opened is closed by done.
func (a *app) profiles(ctx context.Context, l *live, desired *side, p *plan.Plan, change *changeFlags) (all []apply.ProfileCluster, done func(), err error) {
	done = func() {
		for _, c := range all {
			_ = c.Profile.(*profile).Close(context.WithoutCancel(ctx)) // the server ends the session by itself
		}
	}
	for i := range desired.Clusters {
		c := &desired.Clusters[i]
		hosts := slices.DeleteFunc(slices.Clone(p.Hosts), func(h *plan.Planned) bool { return h.Cluster.Name != c.Name })
		if len(hosts) == 0 {
			continue
		}
		one := &profile{app: a, live: l, desired: desired, change: change}
		if err := one.open(ctx, hosts[0].Name); err != nil {
			return all, done, err
		}
		all = append(all, apply.ProfileCluster{Name: c.Name, Hosts: hosts, Profile: one})
		if err := one.wanted(ctx, c); err != nil {
			return all, done, err
		}
	}
	return all, done, nil
}

// A profile is one cluster's, with what is wanted put into it.
type profile struct {
	*vsphere.Profile
	app      *app
	live     *live
	desired  *side
	change   *changeFlags
	client   *vsphere.Client
	document []byte
}

// open finds the profile of the cluster that a host is in.
func (p *profile) open(ctx context.Context, host string) error {
	h := p.live.found[strings.ToLower(host)]
	p.client = h.client
	if h.Cluster == "" {
		return failed("host %s is in no cluster, and so has no profile", host)
	}
	var hosts []vsphere.Found
	for _, x := range p.live.order {
		if x.client == h.client {
			hosts = append(hosts, x.Found)
		}
	}
	var err error
	if p.Profile, err = h.client.Profile(ctx, h.Cluster, hosts); err != nil {
		return failed("%v", err)
	}
	return nil
}

// wanted puts a cluster into its document.
func (p *profile) wanted(ctx context.Context, c *netstate.Cluster) error {
	document, schema, err := p.Export(ctx)
	if err != nil {
		return failed("cluster %s: %v", c.Name, err)
	}
	if len(schema) == 0 {
		schema = nil
	}
	o := vcp.Options{Document: document, Schema: schema, UUID: func(host string) string {
		return p.live.found[strings.ToLower(host)].UUID
	}}
	t, err := vcp.New(o)
	if errors.Is(err, vcp.ErrSchema) {
		fmt.Fprintf(p.app.err, "vmkgen: cluster %s: %v; vCenter alone judges the document\n", c.Name, err)
		o.Schema = nil
		t, err = vcp.New(o)
	}
	if err != nil {
		return failed("cluster %s: %v", c.Name, err)
	}
	r := p.desired.loaded
	clusters := []render.Cluster{{Cluster: c, Keep: p.change.chosen.keep, Meta: render.Meta{Version: version(), Source: p.desired.Name, Hash: r.Hash}}}
	if err := p.app.refusals(r, []render.Target{t}, clusters); err != nil {
		return err
	}
	return t.Render(&clusters[0], func(f render.File) error {
		p.document = slices.Clone(f.Body)
		return nil
	})
}

// Precheck makes a draft and has it judged.
func (p *profile) Precheck(ctx context.Context) (*apply.Precheck, error) {
	r, err := p.Profile.Precheck(ctx, p.document)
	if err != nil {
		return nil, err
	}
	return &apply.Precheck{Errors: r.Errors, Hosts: r.Hosts, Enters: r.Enters}, nil
}

// Remediate applies the draft and waits.
func (p *profile) Remediate(ctx context.Context, message string) (*apply.Remediation, error) {
	r, err := p.Profile.Remediate(ctx, message)
	if r == nil {
		return nil, err
	}
	return &apply.Remediation{Done: r.Done, Failed: r.Failed, Skipped: r.Skipped, Errors: r.Errors}, err
}

// Left reads the hosts again, and plans what is left.
func (p *profile) Left(ctx context.Context) (map[string]int, error) {
	now := &live{found: map[string]liveHost{}}
	inventory, err := p.client.Hosts(ctx, vsphere.Scope{})
	if err != nil {
		return nil, err
	}
	out := map[string]int{}
	for _, h := range inventory.Hosts {
		name := strings.ToLower(h.Name)
		now.found[name] = liveHost{h, p.client}
		if h.Connected == connected {
			out[name] = 0
		}
	}
	opt, err := p.change.options()
	if err != nil {
		return nil, err
	}
	for _, h := range plan.Sides(now.side(p.app, p.desired), p.desired.Side, p.change.chosen.keep, opt).Hosts {
		if name := strings.ToLower(h.Name); now.found[name].Connected == connected {
			out[name] = cmp.Or(len(h.Steps), 1)
		}
	}
	return out, nil
}
