package sim

import (
	"errors"
	"fmt"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// A refusal is an error that the API has a fault for.
type refusal struct {
	fault types.BaseMethodFault
	text  string
}

func (r *refusal) Error() string { return r.text }

// soapFault makes a fault of an error: one without a fault of its own is what
// the host says.
func soapFault(err error) *soap.Fault {
	var r *refusal
	if !errors.As(err, &r) {
		r = hostSays(err.Error())
	}
	return simulator.Fault(r.text, r.fault)
}

func refuse(f types.BaseMethodFault, format string, args ...any) *refusal {
	return &refusal{f, fmt.Sprintf(format, args...)}
}

// hostSays is what a host refuses in words.
func hostSays(text string) *refusal {
	return &refusal{&types.PlatformConfigFault{Text: text}, "An error occurred during host configuration: " + text}
}

func invalid(property string) *refusal {
	return refuse(&types.InvalidArgument{InvalidProperty: property}, "A specified parameter was not correct: %s", property)
}

func notFound(what, name string) *refusal {
	return refuse(&types.NotFound{}, "The object or item referred to could not be found: %s %s", what, name)
}

func exists(what, name string) *refusal {
	return refuse(&types.AlreadyExists{Name: name}, "The specified key, name, or identifier '%s' already exists: %s", name, what)
}

func inUse(kind, name, by string) *refusal {
	return refuse(&types.ResourceInUse{Type: kind, Name: name}, "The resource '%s' is in use by %s", name, by)
}

func notSupported(why string) *refusal {
	return refuse(&types.NotSupported{}, "The operation is not supported on the object: %s", why)
}

func notConnected(name, state string) *refusal {
	return refuse(&types.HostNotConnected{}, "Unable to communicate with the remote host %s, since it is %s", name, state)
}
