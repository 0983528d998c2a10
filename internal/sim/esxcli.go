package sim

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/esxcli"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// An executer is a host's ManagedMethodExecuter: esxcli through vCenter. The
// interface is not published, and its types are govmomi's own affair: requests
// are read by reflection, and answers have the same shape.
type executer struct {
	Self types.ManagedObjectReference
	of   *host
}

// Reference is that of the executer.
func (x *executer) Reference() types.ManagedObjectReference { return x.Self }

type soapBody struct {
	Res     *executeSoapResponse `xml:"urn:vim25 ExecuteSoapResponse"`
	Failure *soap.Fault          `xml:"http://schemas.xmlsoap.org/soap/envelope/ Fault,omitempty"`
}

// Fault is the fault of a call that could not be made at all.
func (b *soapBody) Fault() *soap.Fault { return b.Failure }

type executeSoapResponse struct {
	Returnval *soapResult `xml:"urn:vim25 returnval"`
}

type soapResult struct {
	Response string          `xml:"response,omitempty"`
	Fault    *soapFaultValue `xml:"fault,omitempty"`
}

type soapFaultValue struct {
	FaultMsg    string `xml:"faultMsg"`
	FaultDetail string `xml:"faultDetail,omitempty"`
}

// ExecuteSoap is the method of the API.
func (x *executer) ExecuteSoap(ctx *simulator.Context, req any) soap.HasFault {
	x.of.mutex.Lock()
	defer x.of.mutex.Unlock()
	body := &soapBody{Res: &executeSoapResponse{Returnval: &soapResult{}}}
	if err := x.of.busy(); err != nil {
		body.Failure = soapFault(err)
		return body
	}
	method, args, err := readRequest(req)
	if err == nil {
		body.Res.Returnval.Response, err = x.run(ctx, method, args)
	}
	var r *refusal
	switch {
	case errors.As(err, &r):
		body.Failure = soapFault(err)
	case err != nil:
		body.Res.Returnval.Fault = &soapFaultValue{"EsxCLI.CLIFault.summary", cliFault(err.Error())}
	}
	return body
}

// readRequest takes a request apart: the method, and values by parameter.
func readRequest(req any) (method string, args map[string][]string, err error) {
	v := reflect.Indirect(reflect.ValueOf(req))
	args = map[string][]string{}
	list := v.FieldByName("Argument")
	for i := range list.Len() {
		name, val := list.Index(i).FieldByName("Name").String(), list.Index(i).FieldByName("Val").String()
		if args[name], err = elements(name, val); err != nil {
			return "", nil, err
		}
	}
	return v.FieldByName("Method").String(), args, nil
}

// elements reads the values of one argument, an element each. What is no XML
// is refused: a value with & or < in it has to be escaped by who sends it.
func elements(name, val string) (out []string, err error) {
	d := xml.NewDecoder(strings.NewReader(val))
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		start, ok := t.(xml.StartElement)
		if err != nil || !ok || start.Name.Local != name {
			return nil, fmt.Errorf("argument %s is not well formed: %q", name, val)
		}
		var text string
		if err := d.DecodeElement(&text, &start); err != nil {
			return nil, fmt.Errorf("argument %s is not well formed: %q", name, val)
		}
		out = append(out, text)
	}
}

func (x *executer) run(ctx *simulator.Context, method string, args map[string][]string) (string, error) {
	if method == "vim.CLIInfo.FetchCLIInfo" {
		return cliInfo(strings.TrimPrefix(strings.Join(args["typeName"], ""), "vim.EsxCLI."))
	}
	words := strings.Split(strings.TrimPrefix(method, "vim.EsxCLI."), ".")
	c := esxcli.Table()[strings.Join(words, " ")]
	if c == nil {
		return "", fmt.Errorf("Unknown command or namespace %s", strings.Join(words, " ")) //nolint:staticcheck // esxcli's text
	}
	line, err := commandLine(c, args)
	if err != nil {
		return "", err
	}
	if c.Words == "network diag ping" {
		return x.of.pinged(ctx, args)
	}
	return x.of.command(ctx, c, line)
}

// commandLine writes a call as esxcli would be called.
func commandLine(c *esxcli.Command, args map[string][]string) ([]string, error) {
	line := strings.Fields(c.Words)
	known := 0
	for _, o := range c.Options {
		values, given := args[parameter(o)]
		if !given {
			continue
		}
		known++
		for _, v := range values {
			switch {
			case o.Type == "flag" && v == "true":
				line = append(line, "--"+o.Long)
				continue
			case o.Type == "flag" && v == "false":
				continue
			case o.Type == "flag": // a client that takes the next word for its value
				return nil, fmt.Errorf("--%s of %s is %q, not true or false", o.Long, c.Words, v)
			}
			line = append(line, "--"+o.Long+"="+v)
		}
	}
	if known != len(args) {
		return nil, fmt.Errorf("%s has no such parameter among %v", c.Words, args)
	}
	return line, nil
}

// parameter is an option's name in the models of commands.
func parameter(o esxcli.Option) string { return strings.ReplaceAll(o.Long, "-", "") }

// command runs one on the host. vCenter does not see what it changed until it
// looks again, and undoes nothing.
func (h *host) command(ctx *simulator.Context, c *esxcli.Command, line []string) (string, error) {
	if !standin.Writes(line) {
		answer, err := h.state.Ask(line...)
		if err != nil {
			return "", err
		}
		return response(c, answer), nil
	}
	e, err := h.try(ctx, func(e *edit) error { return e.esxcli(line...) })
	if err != nil {
		return "", err
	}
	h.become(e.Host, e.ports)
	if !h.reachable(ctx, h.state) {
		h.away(ctx)
		return "", refuse(&types.HostNotReachable{}, "Unable to communicate with the remote host %s", h.name)
	}
	if h.vc.options.FreshESXCLI {
		h.publish(ctx)
	}
	return nativeResponse("boolean", "true"), nil
}
