package sim

import (
	"fmt"
	"maps"
	"reflect"
	"sync"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// A Trouble is something that goes wrong on purpose.
type Trouble struct {
	Method string        // the API's name, with _Task where it has one; empty: any
	Host   string        // only in calls to this host and its systems; empty: any call
	Nth    int           // only the n-th such call from now, from 1; 0: each
	Fault  string        // the call fails with this fault before anything is done, as "PlatformConfigFault"
	Text   string        // what a host says, with a fault that has words
	Drop   bool          // the call takes effect, but the connection is cut in place of its answer
	Cut    bool          // the connection is cut before anything is done
	Late   time.Duration // the call takes effect, and its answer comes so much later
	First  func()        // is called before the call is looked at; it may change what is there
}

// kinds counts what a trouble does to a call.
func (t *Trouble) kinds() (n int) {
	for _, is := range []bool{t.Fault != "", t.Drop, t.Cut, t.Late > 0, t.First != nil} {
		if is {
			n++
		}
	}
	return n
}

type trouble struct {
	Trouble
	fault types.BaseMethodFault
	seen  int
}

// hits counts a call, and says whether it is the one.
func (t *trouble) hits(method, host string) bool {
	if t.Method != "" && t.Method != method || t.Host != "" && t.Host != host {
		return false
	}
	t.seen++
	return t.Nth == 0 || t.Nth == t.seen
}

// An injector holds the troubles, and counts.
type injector struct {
	mutex    sync.Mutex
	troubles []*trouble
	calls    map[string]int
	sessions map[string]bool
}

// Trouble adds one.
func (v *VCenter) Trouble(t Trouble) error {
	one := &trouble{Trouble: t}
	if t.kinds() != 1 {
		return fmt.Errorf("a trouble is one of a fault, a cut connection, a lost or late answer, and what happens first: %+v", t)
	}
	if t.Host != "" && v.byName[t.Host] == nil {
		return fmt.Errorf("there is no host %q", t.Host)
	}
	if t.Fault != "" {
		kind, ok := types.TypeFunc()(t.Fault)
		if !ok {
			return fmt.Errorf("there is no fault %q", t.Fault)
		}
		value := reflect.New(kind)
		if one.fault, ok = reflect.TypeAssert[types.BaseMethodFault](value); !ok {
			return fmt.Errorf("%s is no fault", t.Fault)
		}
		if text := value.Elem().FieldByName("Text"); text.IsValid() && text.Kind() == reflect.String {
			text.SetString(t.Text)
		}
	}
	v.inject.mutex.Lock()
	defer v.inject.mutex.Unlock()
	v.inject.troubles = append(v.inject.troubles, one)
	return nil
}

// Calm takes all troubles away.
func (v *VCenter) Calm() {
	v.inject.mutex.Lock()
	defer v.inject.mutex.Unlock()
	v.inject.troubles = nil
}

// Slow makes each call to a host's systems take a while. Calls to one host wait
// for each other, calls to several don't.
func (v *VCenter) Slow(name string, by time.Duration) error {
	h := v.byName[name]
	if h == nil {
		return fmt.Errorf("there is no host %q", name)
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.delay = by
	return nil
}

// Calls counts the calls so far by method.
func (v *VCenter) Calls() map[string]int {
	v.inject.mutex.Lock()
	defer v.inject.mutex.Unlock()
	return maps.Clone(v.inject.calls)
}

// Expire ends all sessions.
func (v *VCenter) Expire() {
	v.inject.mutex.Lock()
	keys := v.inject.sessions
	v.inject.sessions = nil
	v.inject.mutex.Unlock()
	ctx := v.context()
	for key := range keys { // one by one: one that is gone ends a call
		v.registry.SessionManager().TerminateSession(ctx, &types.TerminateSession{SessionId: []string{key}})
	}
}

func (i *injector) count(method, session string) {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	if i.calls == nil {
		i.calls = map[string]int{}
	}
	i.calls[method]++
	if session == "" {
		return
	}
	if i.sessions == nil {
		i.sessions = map[string]bool{}
	}
	i.sessions[session] = true
}

// fails gives the fault that a call is to fail with; nil: none.
func (i *injector) fails(method, host string) types.BaseMethodFault {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	var out types.BaseMethodFault
	for _, t := range i.troubles {
		if t.fault != nil && t.hits(method, host) && out == nil {
			out = t.fault
		}
	}
	return out
}

// wire gives what becomes of a call's connection.
func (i *injector) wire(method, host string) (out Trouble) {
	var first []func()
	i.mutex.Lock()
	for _, t := range i.troubles {
		if t.fault != nil || !t.hits(method, host) {
			continue
		}
		out.Drop, out.Cut, out.Late = out.Drop || t.Drop, out.Cut || t.Cut, max(out.Late, t.Late)
		if t.First != nil {
			first = append(first, t.First)
		}
	}
	i.mutex.Unlock()
	for _, do := range first {
		do()
	}
	return out
}

// Lose lets vCenter lose sight of a host, whose network is as before, until
// [VCenter.Regain].
func (v *VCenter) Lose(name string) error {
	return v.sight(name, func(ctx *simulator.Context, h *host) { h.away(ctx) })
}

// Regain lets vCenter see a host again that it had lost sight of.
func (v *VCenter) Regain(name string) error {
	return v.sight(name, func(ctx *simulator.Context, h *host) {
		h.setConnection(ctx, types.HostSystemConnectionStateConnected)
		h.publish(ctx)
	})
}

func (v *VCenter) sight(name string, set func(*simulator.Context, *host)) error {
	h := v.byName[name]
	if h == nil {
		return fmt.Errorf("there is no host %q", name)
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	set(v.context(), h)
	return nil
}

// before sees each call before it is carried out, outside all locks. It may
// fail it, or put another object into the session to carry it out.
func (v *VCenter) before(ctx *simulator.Context, method *simulator.Method) (mo.Reference, types.BaseMethodFault) {
	session, name := "", ""
	if ctx.Session != nil {
		session = ctx.Session.Key
	}
	v.inject.count(method.Name, session)
	h := v.byRef[method.This]
	if h != nil {
		name = h.name
	}
	if f := v.inject.fails(method.Name, name); f != nil {
		return nil, f
	}
	switch {
	case h == nil || ctx.Session == nil:
	case method.This.Type == "HostSystem" && method.Name == "Destroy_Task":
		return nil, &types.NotSupported{}
	case method.This.Type == "HostSystem" && overridden[method.Name]:
		ctx.Session.Registry.Put(&hostMethods{h.system, h})
	case method.Name == "ExecuteSoap":
		ctx.Session.Registry.Put(&executer{method.This, h})
	}
	return nil, nil
}
