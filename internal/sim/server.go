package sim

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"maps"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/vmkgen/vmkgen/internal/pattern"

	"github.com/vmware/govmomi/vim25/types"
)

// listen starts to serve.
func (v *VCenter) listen() error {
	l, err := listener(v.options.Listen)
	if err != nil {
		return err
	}
	v.address = &url.URL{Scheme: "http", Host: l.Addr().String(), Path: "/sdk", User: url.UserPassword(or(v.options.User, "user"), or(v.options.Password, "pass"))}
	v.service.Listen = &url.URL{Host: v.address.Host}
	if v.options.User != "" {
		v.service.Listen.User = v.address.User
	}
	v.service.RegisterSDK(v.registry, "/sdk/vimService")
	v.service.ServeMux.HandleFunc("/sdk/vimServiceVersions.xml", v.service.ServiceVersions)
	v.service.ServeMux.HandleFunc("/about", v.service.About)
	v.settle()
	if !v.options.Plain {
		v.address.Scheme = "https"
		if v.cert, err = certificate(v.address.Hostname()); err != nil {
			return err
		}
		l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{v.cert}, MinVersion: tls.VersionTLS12})
	}
	v.server = &http.Server{Handler: http.HandlerFunc(v.serve), ReadHeaderTimeout: time.Minute, ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = v.server.Serve(l) }() // ends with Close
	return nil
}

// settle shows the options that the real one has.
func (v *VCenter) settle() {
	m := v.registry.OptionManager()
	word := "true"
	if v.options.NoRollback {
		word = "false"
	}
	m.Setting = append(m.Setting, &types.OptionValue{Key: "config.vpxd.network.rollback", Value: word})
	v.registry.SessionManager().ServiceHostName = v.address.Host
}

var (
	soapMethod = pattern.Of(`<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w+)`)
	soapThis   = pattern.Of(`<(?:\w+:)?_this\s[^>]*type="(\w+)"[^>]*>([^<]+)<`)
)

// serve passes a call on, and does to its connection what is asked for.
func (v *VCenter) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		v.service.ServeMux.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	method, host := "", ""
	if m := soapMethod().FindSubmatch(body); m != nil {
		method = string(m[1])
	}
	if m := soapThis().FindSubmatch(body); m != nil {
		if h := v.byRef[types.ManagedObjectReference{Type: string(m[1]), Value: string(m[2])}]; h != nil {
			host = h.name
		}
	}
	switch t := v.inject.wire(method, host); {
	case t.Cut:
		panic(http.ErrAbortHandler) // cuts the connection, and is not logged
	case t.Drop:
		v.service.ServeMux.ServeHTTP(nowhere{}, r)
		panic(http.ErrAbortHandler)
	case t.Late > 0:
		answer := &held{header: http.Header{}, code: http.StatusOK}
		v.service.ServeMux.ServeHTTP(answer, r)
		time.Sleep(t.Late)
		answer.release(w)
		return
	}
	defer func() {
		if p := recover(); p != nil {
			http.Error(w, fmt.Sprintf("%s fails: %v", method, p), http.StatusInternalServerError)
		}
	}()
	v.service.ServeMux.ServeHTTP(w, r)
}

// A held answer is one that waits to be sent.
type held struct {
	header http.Header
	code   int
	body   bytes.Buffer
}

func (h *held) Header() http.Header         { return h.header }
func (h *held) Write(b []byte) (int, error) { return h.body.Write(b) }
func (h *held) WriteHeader(code int)        { h.code = code }

func (h *held) release(w http.ResponseWriter) {
	maps.Copy(w.Header(), h.header)
	w.WriteHeader(h.code)
	_, _ = w.Write(h.body.Bytes()) // whoever asked may have gone
}

// nowhere is where an answer goes that never arrives.
type nowhere struct{}

func (nowhere) Header() http.Header         { return http.Header{} }
func (nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (nowhere) WriteHeader(int)             {}

// Certificate gives the server's certificate as PEM; empty over plain HTTP.
func (v *VCenter) Certificate() []byte {
	if v.cert.Certificate == nil {
		return nil
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: v.cert.Certificate[0]})
}

// Thumbprint gives the SHA-256 of the server's certificate, bytes in capitals
// with colons between; empty over plain HTTP.
func (v *VCenter) Thumbprint() string {
	if v.cert.Certificate == nil {
		return ""
	}
	sum := sha256.Sum256(v.cert.Certificate[0])
	parts := make([]string, len(sum))
	for i, b := range sum {
		parts[i] = fmt.Sprintf("%02X", b)
	}
	return strings.Join(parts, ":")
}

// certificate makes one for a server that is trusted for its own sake.
func certificate(name string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	t := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "vmkgen sim"}, DNSNames: []string{"localhost"},
		NotBefore: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2049, 12, 31, 0, 0, 0, 0, time.UTC),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IsCA: true, BasicConstraintsValid: true,
	}
	if ip := net.ParseIP(name); ip != nil {
		t.IPAddresses = []net.IP{ip}
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}
