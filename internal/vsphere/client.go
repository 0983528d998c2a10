// Package vsphere talks to vCenter and to ESXi hosts: it finds hosts, reads
// their VMkernel networking, and makes the calls that an operation stands for.
//
// Its one rule: it decides nothing. What is to be done comes to it as
// operations; what it finds, it reports as it is, and what it did not see, as
// unset.
package vsphere

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// A Login says which vCenter or host to talk to, as whom.
type Login struct {
	Server         string // host, host:port or an https URL
	User, Password string
	Thumbprint     string // SHA-256 of a certificate that is trusted though nobody signed it; colons as govc writes them
	CAFile         string // PEM files of authorities, in place of the system's; a list as PATH is
	Insecure       bool   // verify nothing
	Parallel       int    // calls at a time; 0: 16
	Timeout        time.Duration
	// Patience is how long a fault that passes is waited for at first; it is
	// doubled a few times. 0: one second.
	Patience time.Duration
}

const (
	defaultParallel = 16
	defaultTimeout  = 5 * time.Minute // of one call
	defaultPatience = time.Second
	dialTimeout     = 30 * time.Second
)

// A Client is a session with one server. It may be used by several goroutines
// at a time.
type Client struct {
	login  Login
	name   string // of the server, for people
	vim    *vim25.Client
	relog  sync.Mutex
	epoch  atomic.Int64 // counts sessions
	stages atomic.Bool  // a host has refused a child together with its parent
	groups catalog
	making sync.Mutex // of distributed port groups
}

// Dial connects and logs in. Close the client in the end.
func Dial(ctx context.Context, l Login) (*Client, error) {
	u, err := serverURL(l.Server)
	if err != nil {
		return nil, err
	}
	if l.Parallel <= 0 {
		l.Parallel = defaultParallel
	}
	if l.Timeout <= 0 {
		l.Timeout = defaultTimeout
	}
	if l.Patience <= 0 {
		l.Patience = defaultPatience
	}
	s := soap.NewClient(u, l.Insecure)
	if err := trust(s, u, l); err != nil {
		return nil, err
	}
	t := s.DefaultTransport()
	t.MaxIdleConnsPerHost, t.MaxIdleConns = l.Parallel, 2*l.Parallel
	c := &Client{login: l, name: u.Host}
	c.vim = &vim25.Client{Client: s, RoundTripper: &wire{c, s}}
	s.Namespace, s.Version = "urn:"+vim25.Namespace, vim25.Version
	if c.vim.ServiceContent, err = methods.GetServiceContent(ctx, c.vim); err != nil {
		return nil, c.fault("connect", "", err)
	}
	if err := c.authenticate(ctx); err != nil {
		return nil, c.fault("log in as "+l.User, "", err)
	}
	return c, nil
}

// serverURL reads a server's name as users write it.
func serverURL(server string) (*url.URL, error) {
	text := server
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	switch {
	case err != nil, u.Hostname() == "", strings.ContainsAny(server, " \t\n"):
		return nil, fmt.Errorf("%q is no server: give a host, host:port or an https URL", server)
	case u.Scheme != "https" && !loopback(u.Hostname()):
		return nil, fmt.Errorf("%q is not an https URL", server)
	case u.User != nil:
		return nil, errors.New("a server's URL holds no user or password here")
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = vim25.Path
	}
	return u, nil
}

// loopback says whether a name is this machine: what may be spoken to in the clear.
func loopback(host string) bool {
	a := net.ParseIP(host)
	return host == "localhost" || a != nil && a.IsLoopback()
}

// trust says which certificates are believed: those that authorities signed
// for the server's name, and the one with the thumbprint.
func trust(s *soap.Client, u *url.URL, l Login) error {
	if l.CAFile != "" {
		if err := s.SetRootCAs(l.CAFile); err != nil {
			return fmt.Errorf("the certificate authorities can't be read: %w", err)
		}
	}
	t := s.DefaultTransport()
	t.DialTLSContext = nil
	t.DialContext = (&net.Dialer{Timeout: dialTimeout}).DialContext
	if l.Thumbprint == "" || l.Insecure {
		return nil
	}
	want, config := plainHex(l.Thumbprint), t.TLSClientConfig
	if len(want) != 2*sha256.Size {
		return fmt.Errorf("%q is no SHA-256 thumbprint: it has 32 bytes in hex", l.Thumbprint)
	}
	config.InsecureSkipVerify = true // what follows verifies in its place
	config.VerifyConnection = func(cs tls.ConnectionState) error {
		leaf := cs.PeerCertificates[0]
		signers := x509.NewCertPool()
		for _, c := range cs.PeerCertificates[1:] {
			signers.AddCert(c)
		}
		_, err := leaf.Verify(x509.VerifyOptions{DNSName: u.Hostname(), Roots: config.RootCAs, Intermediates: signers})
		if sum := sha256.Sum256(leaf.Raw); err == nil || hex.EncodeToString(sum[:]) == want {
			return nil
		}
		return fmt.Errorf("the certificate's thumbprint is not %s: %w", l.Thumbprint, err)
	}
	return nil
}

func plainHex(thumbprint string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimSpace(thumbprint), ":", ""))
}

// authenticate logs in.
func (c *Client) authenticate(ctx context.Context) error {
	manager := c.vim.ServiceContent.SessionManager
	if manager == nil {
		return errors.New("the server has no session manager: it is no vCenter or ESXi host")
	}
	_, err := methods.Login(ctx, c.vim, &types.Login{This: *manager, UserName: c.login.User, Password: c.login.Password, Locale: "en_US"})
	if err == nil {
		c.epoch.Add(1)
	}
	return err
}

// again logs in anew where the session of a call has ended. Calls that fail
// together log in once.
func (c *Client) again(ctx context.Context, epoch int64) error {
	c.relog.Lock()
	defer c.relog.Unlock()
	if c.epoch.Load() != epoch {
		return nil
	}
	return c.authenticate(ctx)
}

// Server is the server's name, for people.
func (c *Client) Server() string { return c.name }

// IsVCenter says whether the server is a vCenter, and not an ESXi host.
func (c *Client) IsVCenter() bool { return c.vim.IsVC() }

// Close logs out.
func (c *Client) Close(ctx context.Context) error {
	defer c.vim.CloseIdleConnections()
	if _, err := methods.Logout(ctx, c.vim, &types.Logout{This: *c.vim.ServiceContent.SessionManager}); err != nil {
		return c.fault("log out", "", err)
	}
	return nil
}
