package vsphere

import (
	"errors"
	"reflect"
	"slices"
	"strings"

	"github.com/vmware/govmomi/cli/esx"
	"github.com/vmware/govmomi/fault"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// A Kind says what a fault means for what was attempted.
type Kind string

// The kinds.
const (
	Refused    Kind = "refused"     // it was not done
	Transient  Kind = "transient"   // it was not done, and may work later
	RolledBack Kind = "rolled back" // it was done, and vCenter undid it
	Away       Kind = "away"        // the host can't be reached
	Unknown    Kind = "unknown"     // nobody knows whether it was done: read again
)

// A Fault is what went wrong with a call, in words.
type Fault struct { //nolint:errname // the field's own word
	Kind Kind
	Host string // name; empty: the server itself
	What string // was attempted, as "add vmk3 on port group storage"
	Name string // vSphere's name of the fault; empty: it gave none
	Said string // vSphere's message, with what the host added
	Hint string // what to do; may be empty
	err  error
}

// Error gives all of it in one line.
func (f *Fault) Error() string {
	var b strings.Builder
	if f.Host != "" {
		b.WriteString(f.Host + ": ")
	}
	b.WriteString("can't " + f.What)
	if f.Kind == Unknown {
		b.WriteString(" for sure")
	}
	b.WriteString(": ")
	if f.Name != "" && !strings.Contains(f.Said, f.Name) {
		b.WriteString(f.Name + ": ")
	}
	b.WriteString(f.Said)
	if f.Hint != "" {
		b.WriteString(" (" + f.Hint + ")")
	}
	return b.String()
}

// Unwrap gives the error beneath.
func (f *Fault) Unwrap() error { return f.err }

// KindOf tells the kind of an error; Refused where it is no [Fault].
func KindOf(err error) Kind {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f.Kind
	}
	return Refused
}

// fault makes one of an error; nil where there is none.
func (c *Client) fault(what, host string, err error) error {
	var f *Fault
	if err == nil || errors.As(err, &f) {
		return err
	}
	f = &Fault{Kind: Refused, Host: host, What: what, Said: err.Error(), err: err}
	var base types.BaseMethodFault
	message, ok := fault.As(err, &base)
	switch {
	case ok:
		f.Name = nameOf(base)
		f.Said = sentence(err, message, base)
		f.Kind, f.Hint = judged(f.Name, c.login)
	case soap.IsCertificateUntrusted(err):
		f.Said, f.Hint = "the certificate of "+c.name+" is not trusted: "+err.Error(), "give the authority that signed it, or the certificate's thumbprint"
	case errors.As(err, new(*esx.Fault)):
		f.Said = commandFault(err)
	case unsent(err):
		f.Kind, f.Hint = Transient, "is "+c.name+" up, and is its name right?"
	case broken(err):
		f.Kind, f.Hint = Unknown, "what became of it shows when the host is read again"
	}
	if f.Host == "" {
		f.Host = c.name
	}
	return f
}

// commandFault is what esxcli said.
func commandFault(err error) string {
	var f *esx.Fault
	if !errors.As(err, &f) {
		return err.Error()
	}
	_, rest, ok := strings.Cut(f.Detail, "<errMsg>")
	if !ok {
		return f.MessageDetail()
	}
	text, _, _ := strings.Cut(rest, "</errMsg>")
	return "esxcli: " + strings.TrimSpace(unescape.Replace(text))
}

var unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&#34;", `"`, "&quot;", `"`, "&#39;", "'", "&apos;", "'", "&#xA;", " ", "&amp;", "&")

func nameOf(f types.BaseMethodFault) string {
	t := reflect.TypeOf(f)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Name()
}

// sentence is what vSphere says: its message, and what the host adds to it.
func sentence(err error, message string, f types.BaseMethodFault) string {
	parts := []string{message}
	if soap.IsSoapFault(err) {
		parts = append(parts, soap.ToSoapFault(err).String)
	}
	if p, ok := f.(*types.PlatformConfigFault); ok {
		parts = append(parts, p.Text)
	}
	if p, ok := f.(types.BaseInvalidArgument); ok {
		parts = append(parts, p.GetInvalidArgument().InvalidProperty)
	}
	var out []string
	for _, p := range parts {
		if p != "" && !slices.ContainsFunc(out, func(o string) bool { return strings.Contains(o, p) }) {
			out = append(out, p)
		}
	}
	if out == nil {
		return err.Error()
	}
	return strings.Join(out, ": ")
}

// judged tells what a fault means, and what to do.
func judged(name string, l Login) (Kind, string) {
	switch name {
	case "NetworkDisruptedAndConfigRolledBack":
		return RolledBack, "the change cut the host off from vCenter, which undid it"
	case "HostNotConnected", "HostNotReachable", "HostCommunication", "NoHost", "HostConnectFault":
		return Away, "connect the host to vCenter again, and look at its management network"
	case "TaskInProgress", "ConcurrentAccess":
		return Transient, "something else changes the host: try again when it is done"
	case "Timedout", "RequestCanceled":
		return Unknown, "what became of it shows when the host is read again"
	case "InvalidLogin":
		return Refused, "the user name or the password is wrong"
	case "NoPermission":
		return Refused, l.User + " lacks the privilege for it: Host.Configuration.Network configuration, for vSAN and iSCSI Storage partition configuration, for distributed port groups Network.Assign network"
	case "NotAuthenticated":
		return Refused, "the session ended, and logging in again did not help"
	case "ManagedObjectNotFound":
		return Refused, "vCenter has it no more: read the hosts again"
	case "ResourceInUse":
		return Refused, "see what is on it"
	}
	return Refused, ""
}

// refusal is a fault of our own: what vSphere is not asked for.
func (h *Host) refusal(what, why, hint string) error {
	return &Fault{Kind: Refused, Host: h.name, What: what, Said: why, Hint: hint}
}
