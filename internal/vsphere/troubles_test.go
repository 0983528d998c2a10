package vsphere_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/apply"
	"github.com/vmkgen/vmkgen/internal/golden"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/sim"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vsphere"
)

// A trial is a change in which everything goes wrong once.
type trial struct {
	name  string
	start func() *standin.Host
	was   string // what vmkgen had made of it before; empty: nothing
	want  string
}

// trials make everything, change and replace and remove it, and move management.
var trials = []trial{
	{"made", strange, "", `
	switch "vSwitch1" { uplinks = ["vmnic2"] }
	stack "backup" { gateway = "10.4.0.1" }
	stack "vmotion" { gateway = "10.2.0.1" }
	vmk "vmk1" {
		switch = "vSwitch1"
		roles  = ["vmotion"]
		stack  = "vmotion"
		vlan   = 20
		subnet = "10.2.0.0/24"
		mtu    = 9000
	}
	vmk "vmk2" {
		switch = "vSwitch1"
		roles  = ["vsan", "replication"]
		subnet = "10.3.0.0/24"
	}
	vmk "vmk3" {
		switch = "vSwitch1"
		stack  = "backup"
		subnet = "10.4.0.0/24"
	}`},
	{"changed", strange, `
	switch "vSwitch1" { uplinks = ["vmnic2"] }
	stack "backup" { gateway = "10.4.0.1" }
	vmk "vmk1" {
		switch = "vSwitch1"
		roles  = ["vmotion"]
		subnet = "10.2.0.0/24"
	}
	vmk "vmk2" {
		switch = "vSwitch1"
		stack  = "backup"
		subnet = "10.4.0.0/24"
	}`, `
	switch "vSwitch1" {
		uplinks = ["vmnic2"]
		mtu     = 9000
	}
	stack "vmotion" { gateway = "10.2.0.1" }
	vmk "vmk1" {
		switch = "vSwitch1"
		roles  = ["vmotion"]
		stack  = "vmotion"
		vlan   = 21
		subnet = "10.2.0.0/24"
		mtu    = 9000
	}
	vmk "vmk3" {
		switch = "vSwitch1"
		roles  = ["iscsi"]
		subnet = "10.5.0.0/24"
		iscsi { adapter = ["vmhba2"] }
	}`},
	{"management", strange, "", `
	switch "vSwitch0" {
		uplinks = ["vmnic0", "vmnic1"]
		mtu     = 9000
		teaming {
			active  = ["vmnic1"]
			standby = ["vmnic0"]
		}
	}
	vmk "vmk0" {
		roles = ["management", "provisioning"]
		mtu   = 9000
	}`},
}

// strange is a host with much on it that nobody declares.
func strange() *standin.Host {
	h := fresh("1")
	foreign := standin.NewSwitch("foreign")
	foreign.Uplinks, foreign.Teaming.Active = []string{"vmnic3"}, []string{"vmnic3"}
	h.Switches = append(h.Switches, foreign)
	h.Groups = append(h.Groups, &standin.Group{Name: "machines", Switch: "foreign", VLAN: 40, VMs: 3})
	h.Stacks = append(h.Stacks, standin.NewStack("vxlan"))
	h.Vmks = append(h.Vmks,
		&standin.Vmk{Device: "vmk10", Stack: "vxlan", MAC: "00:50:56:00:00:10", MTU: 1600, Mode: "NONE", Opaque: "1234"},
		&standin.Vmk{Device: "vmk11", Group: "VM Network", Stack: standin.DefaultStack, MAC: "00:50:56:00:00:11", MTU: 1500, Mode: "STATIC", IP: prefix("10.6.0.5/24"), Tags: []string{"VMotion"}},
	)
	return h
}

// wants is the state that a configuration asks of the first host.
func (c *trial) wants(t testing.TB, body string) netstate.Cluster {
	t.Helper()
	text := "cluster \"lab\" {\n\thosts = [\"" + first + "\"]\n\toffset = 10\n" + body + "\n}\n"
	r := load.Load(load.Request{FS: fstest.MapFS{"a.vmk.hcl": {Data: []byte(text)}}})
	if r.Diags.HasErrors() {
		t.Fatalf("%v\n%s", r.Diags, text)
	}
	return r.Clusters[0].Cluster
}

// A journal is a journal in memory.
type journal struct{ bytes.Buffer }

func (*journal) Sync() error { return nil }

// A stage is a vCenter before the change, and the plan for it.
type stage struct {
	*world
	found *vsphere.Found
	plan  *plan.Plan
}

// Host gives the host, whatever it is called.
func (s *stage) Host(context.Context, string) (apply.Host, error) { return s.client.Host(s.found), nil }

func (c *trial) stage(t testing.TB, start *standin.Host, timeout time.Duration) *stage {
	t.Helper()
	vc, err := sim.New(inventory(start), sim.Options{Plain: true})
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{world: &world{TB: t, ctx: context.Background(), vc: vc}}
	s.connect(timeout)
	current := netstate.Cluster{Name: "lab", Groups: []netstate.Group{{Pattern: s.found.State, Members: []netstate.Member{{Name: first}}}}}
	want := c.wants(t, c.want)
	from := plan.Side{Name: "live", Managed: c.was != "", Clusters: []netstate.Cluster{current}}
	if c.was != "" {
		// What vmkgen had made is its own: the rest is left alone.
		for i := range from.Clusters[0].Groups {
			from.Clusters[0].Groups[i].Pattern = declared(from.Clusters[0].Groups[i].Pattern, c.wants(t, c.was))
		}
	}
	s.plan = plan.Sides(from, plan.Side{Name: "x", Managed: true, Clusters: []netstate.Cluster{want}}, nil, plan.Options{AllowManagement: true})
	return s
}

// declared is a state without what a configuration doesn't name.
func declared(s netstate.Host, c netstate.Cluster) netstate.Host {
	of := c.Groups[0].Host(0)
	s.Vmks = slices.DeleteFunc(slices.Clone(s.Vmks), func(v netstate.Vmk) bool { return of.Vmk(v.Device) == nil })
	s.PortGroups = slices.DeleteFunc(slices.Clone(s.PortGroups), func(p netstate.PortGroup) bool { return of.PortGroup(p.Name) == nil })
	for i := range s.PortGroups {
		s.PortGroups[i].Of = of.PortGroup(s.PortGroups[i].Name).Of
	}
	s.Switches = slices.DeleteFunc(slices.Clone(s.Switches), func(w netstate.Switch) bool { return of.Switch(w.Name) == nil })
	s.Stacks = slices.DeleteFunc(slices.Clone(s.Stacks), func(k netstate.Stack) bool { return of.Stack(k.Name) == nil })
	return s
}

func (s *stage) connect(timeout time.Duration) {
	s.Helper()
	l := login(s.vc)
	l.Server, l.Thumbprint, l.Timeout = "http://"+l.Server, "", timeout
	var err error
	if s.client, err = vsphere.Dial(s.ctx, l); err != nil {
		s.Fatal(err)
	}
	s.found = &s.hosts(vsphere.Scope{}).Hosts[0]
}

// run carries a plan out.
func (s *stage) run(p *plan.Plan, confirm time.Duration) (apply.Result, *apply.Recorded) {
	s.Helper()
	f := &journal{}
	j, err := apply.Begin(f, "run", p, false, func() string { return "" })
	if err != nil {
		s.Fatal(err)
	}
	results, err := apply.Run(s.ctx, p, s, j, apply.Options{AllowManagement: true, Maintenance: apply.Ignore, ConfirmWithin: confirm})
	if err != nil || len(results) != 1 {
		s.Fatalf("%+v, %v", results, err)
	}
	r, err := apply.ReadJournal(&f.Buffer)
	if err != nil {
		s.Fatal(err)
	}
	return results[0], r
}

func (s *stage) calls() (n int) {
	for c := range maps.Values(s.vc.Calls()) {
		n += c
	}
	return n
}

// state is all that the host is, whatever order it came about in.
func (s *stage) state() string {
	h := s.vc.Host(first)
	for _, w := range h.Switches {
		slices.Sort(w.Uplinks)
		w.Chosen = false
	}
	for _, v := range h.Vmks {
		slices.Sort(v.Tags)
		slices.Sort(v.VSAN)
	}
	slices.SortFunc(h.Vmks, func(a, b *standin.Vmk) int { return strings.Compare(a.Device, b.Device) })
	slices.SortFunc(h.Groups, func(a, b *standin.Group) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(h.Stacks, func(a, b *standin.Stack) int { return strings.Compare(a.Key, b.Key) })
	slices.SortFunc(h.Switches, func(a, b *standin.Switch) int { return strings.Compare(a.Name, b.Name) })
	return h.Print()
}

// A wrong is a kind of trouble.
type wrong struct {
	name    string
	timeout time.Duration // of a call
	confirm time.Duration // for a host to answer
	trouble func(*stage) sim.Trouble
}

const patient, hasty, late = time.Minute, 1500 * time.Millisecond, 3 * time.Second

var wrongs = []wrong{
	{"the host refuses", patient, patient, func(*stage) sim.Trouble { return sim.Trouble{Fault: "PlatformConfigFault", Text: "no"} }},
	{"a timeout is reported", patient, patient, func(*stage) sim.Trouble { return sim.Trouble{Fault: "Timedout"} }},
	{"the connection is cut before it takes effect", patient, patient, func(*stage) sim.Trouble { return sim.Trouble{Cut: true} }},
	{"the connection is cut after it took effect", patient, patient, func(*stage) sim.Trouble { return sim.Trouble{Drop: true} }},
	{"no answer in time", hasty, patient, func(*stage) sim.Trouble { return sim.Trouble{Late: late} }},
	{"a slow answer", patient, patient, func(*stage) sim.Trouble { return sim.Trouble{Late: 50 * time.Millisecond} }},
	{"the host is gone from then on", patient, 300 * time.Millisecond, func(s *stage) sim.Trouble {
		return sim.Trouble{First: func() { _ = s.vc.Lose(first) }}
	}},
	{"the session ends", patient, patient, func(s *stage) sim.Trouble { return sim.Trouble{First: s.vc.Expire} }},
}

// A tally counts how runs came out.
type tally struct {
	sync.Mutex
	runs, applied, back, resumed, undone int
}

func (n *tally) count(at *int) {
	n.Lock()
	defer n.Unlock()
	n.runs++
	*at++
}

// A prepared trial knows where it begins and ends, and how many calls lie between.
type prepared struct {
	trial
	host          *standin.Host
	before, after string
	calls         int
}

func prepare(t *testing.T, c trial) *prepared {
	t.Helper()
	out := &prepared{trial: c, host: c.start()}
	if c.was != "" {
		earlier := trial{want: c.was}
		s := earlier.stage(t, out.host, patient)
		defer s.vc.Close()
		if r, _ := s.run(s.plan, patient); r.Outcome != apply.Applied {
			t.Fatalf("%s: before: %+v", c.name, r)
		}
		out.host = s.vc.Host(first)
	}
	s := c.stage(t, out.host, patient)
	defer s.vc.Close()
	n := s.calls()
	out.before = s.state()
	if r, _ := s.run(s.plan, patient); r.Outcome != apply.Applied {
		t.Fatalf("%s: %+v", c.name, r)
	}
	out.after, out.calls = s.state(), s.calls()-n
	return out
}

var every = flag.Bool("every", false, "try every trouble at every call, and compare the table in docs/safety.md")

// TestDocsTroubles lets everything go wrong at every call of a run: once the run
// has ended, or resume or rollback after it, the host is as it was or as it is to
// be, with all that is foreign on it, and it has not lost management. Without
// -every each call has one of the troubles.
func TestDocsTroubles(t *testing.T) {
	t.Parallel()
	counts := make([]tally, len(wrongs))
	table := &strings.Builder{}
	total := 0
	t.Run("all", func(t *testing.T) {
		for i, c := range trials {
			p := prepare(t, c)
			total += p.calls
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				p.all(t, i, counts)
			})
		}
	})
	const heading = "| what goes wrong at each of "
	head := fmt.Sprintf(heading+"%d calls |", total)
	if !*every {
		// How often a run asks for news depends on time.
		var told int
		_, rest, _ := strings.Cut(safety(t), heading)
		if _, err := fmt.Sscan(rest, &told); err != nil || max(told-total, total-told) > 5 {
			t.Errorf("docs/safety.md has a table of other runs, of %d calls, not %q: rewrite it with -every -update", told, head)
		}
		return
	}
	if t.Failed() {
		return
	}
	fmt.Fprint(table, head+" applied all the same | rolled back at once | in doubt, then resumed | in doubt, then rolled back | neither |\n| --- | --- | --- | --- | --- | --- |\n")
	for i := range counts {
		n := &counts[i]
		fmt.Fprintf(table, "| %s | %d | %d | %d | %d | %d |\n", wrongs[i].name, n.applied, n.back, n.resumed, n.undone, n.runs-n.applied-n.back-n.resumed-n.undone)
	}
	const begins, ends = "<!-- troubles: go test ./internal/vsphere -run DocsTroubles -every -update rewrites it -->\n", "<!-- end of troubles -->"
	before, rest, _ := strings.Cut(safety(t), begins)
	_, after, found := strings.Cut(rest, ends)
	if !found {
		t.Fatal("docs/safety.md has no place for the table")
	}
	golden.Compare(t, safetyPage, []byte(before+begins+"\n"+table.String()+"\n"+ends+after))
}

const safetyPage = "../../docs/safety.md"

func safety(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(safetyPage)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// all lets each trouble come at each call, or one of them.
func (c *prepared) all(t *testing.T, turn int, counts []tally) {
	t.Helper()
	var group sync.WaitGroup
	slots := make(chan struct{}, 8)
	for at := 1; at <= c.calls; at++ {
		for i, w := range wrongs {
			if !*every && (at+3*turn)%len(wrongs) != i || testing.Short() && at%3 != turn%3 {
				continue
			}
			slots <- struct{}{}
			group.Go(func() {
				defer func() { <-slots }()
				c.wrong(t, w, at, &counts[i])
			})
		}
	}
	group.Wait()
}

// wrong lets one thing go wrong at one call.
func (c *prepared) wrong(t *testing.T, w wrong, at int, n *tally) {
	t.Helper()
	s := c.stage(t, c.host, w.timeout)
	defer s.vc.Close()
	trouble := w.trouble(s)
	trouble.Nth = at
	if err := s.vc.Trouble(trouble); err != nil {
		t.Error(err)
		return
	}
	r, recorded := s.run(s.plan, w.confirm)
	s.vc.Calm()
	_ = s.vc.Regain(first)
	said := fmt.Sprintf("%s at call %d: %+v", w.name, at, r)
	switch {
	case !slices.ContainsFunc(s.vc.Host(first).Vmks, func(v *standin.Vmk) bool { return slices.Contains(v.Tags, "Management") }):
		t.Errorf("%s: management is lost", said)
	case r.Outcome == apply.Applied:
		n.count(&n.applied)
		same(t, said, s.state(), c.after)
	case r.Outcome == apply.RolledBack, r.Outcome == apply.Refused:
		n.count(&n.back)
		same(t, said, s.state(), c.before)
	case r.Outcome == apply.Doubt:
		s.connect(patient)
		if at%2 == 0 {
			n.count(&n.resumed)
			r, _ = s.run(recorded.Left(), patient)
			same(t, fmt.Sprintf("%s, resumed: %+v", said, r), s.state(), c.after)
			return
		}
		n.count(&n.undone)
		r, _ = s.run(apply.Reverse(recorded.Done(), true), patient)
		same(t, fmt.Sprintf("%s, undone: %+v", said, r), s.state(), c.before)
	default:
		t.Error(said)
	}
}

func same(t *testing.T, said, got, want string) {
	t.Helper()
	if d := cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")); d != "" {
		t.Errorf("%s: (-want +got)\n%s", said, d)
	}
}
