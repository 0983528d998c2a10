package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/vmkgen/vmkgen/internal/apply"
)

// Host gives a host to be changed.
func (l *live) Host(_ context.Context, name string) (apply.Host, error) {
	h, ok := l.found[strings.ToLower(name)]
	switch {
	case !ok:
		return nil, fmt.Errorf("no vCenter has a host %s", name)
	case h.Connected != connected:
		return nil, fmt.Errorf("it is %s", h.Connected)
	}
	return h.client.Host(&h.Found), nil
}
