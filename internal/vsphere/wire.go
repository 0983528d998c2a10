package vsphere

import (
	"context"
	"errors"
	"net"
	"reflect"
	"strings"
	"time"

	"github.com/vmware/govmomi/fault"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// tries is how often a call is made at most, while its faults are those that pass.
const tries = 4

// A wire carries calls. Each has a deadline; a session that has ended is begun
// anew; and faults that pass are waited for, where a call that is made twice is
// a call that is made once.
type wire struct {
	client *Client
	next   soap.RoundTripper
}

// RoundTrip makes one call.
func (w *wire) RoundTrip(ctx context.Context, req, res soap.HasFault) error {
	method := methodOf(req)
	wait := w.client.login.Patience
	relogged := false
	for n := 1; ; n++ {
		epoch := w.client.epoch.Load()
		blank(res)
		err := w.once(ctx, req, res)
		if err == nil || ctx.Err() != nil {
			return err
		}
		if fault.Is(err, &types.NotAuthenticated{}) && !relogged && !sessionMethods[method] && epoch > 0 {
			relogged = true
			if err := w.client.again(ctx, epoch); err != nil {
				return err
			}
			continue
		}
		if n == tries || !repeatable(method, err) || !pause(ctx, wait) {
			return err
		}
		wait *= 2
	}
}

// pause waits; false where the context ended first.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

func (w *wire) once(ctx context.Context, req, res soap.HasFault) error {
	ctx, cancel := context.WithTimeout(ctx, w.client.login.Timeout)
	defer cancel()
	return w.next.RoundTrip(ctx, req, res)
}

// blank forgets what an earlier try left in an answer.
func blank(res soap.HasFault) {
	v := reflect.ValueOf(res)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return
	}
	for _, name := range []string{"Res", "Fault_"} {
		if f := v.Elem().FieldByName(name); f.IsValid() && f.CanSet() {
			f.SetZero()
		}
	}
}

// sessionMethods are not preceded by a login.
var sessionMethods = map[string]bool{"Login": true, "Logout": true, "RetrieveServiceContent": true}

// methodOf is the API's name of a call.
func methodOf(req soap.HasFault) string {
	t := reflect.TypeOf(req)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return strings.TrimSuffix(t.Name(), "Body")
}

// reads are the methods that change nothing, which may be made again whatever
// became of them.
var reads = map[string]bool{
	"RetrieveServiceContent": true, "RetrievePropertiesEx": true, "RetrieveProperties": true, "ContinueRetrievePropertiesEx": true,
	"CreateContainerView": true, "QueryBoundVnics": true, "QueryOptions": true, "RefreshNetworkSystem": true, "RetrieveManagedMethodExecuter": true,
	"RetrieveDynamicTypeManager": true,
}

// repeatable says whether a call may be made again: it did not reach the
// server, the server did not take it on, or it changes nothing.
func repeatable(method string, err error) bool {
	var task *types.TaskInProgress
	if _, busy := fault.As(err, &task); busy {
		return true
	}
	if unsent(err) {
		return true
	}
	return reads[method] && (broken(err) || passes(err))
}

// passes says whether a fault is one that passes.
func passes(err error) bool {
	return fault.Is(err, &types.Timedout{}) || fault.Is(err, &types.ConcurrentAccess{}) || fault.Is(err, &types.TaskInProgress{}) || fault.Is(err, &types.HostCommunication{})
}

// unsent says whether the connection could not be made, for now.
func unsent(err error) bool {
	var dial *net.OpError
	return errors.As(err, &dial) && dial.Op == "dial"
}

// broken says whether the connection failed, so that nobody knows what became
// of the call.
func broken(err error) bool {
	if soap.IsSoapFault(err) || soap.IsVimFault(err) || soap.IsCertificateUntrusted(err) {
		return false
	}
	var f types.BaseMethodFault
	_, said := fault.As(err, &f)
	return !said
}
