// Command vmkgen turns compact HCL into the VMkernel networking of ESXi hosts.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() { os.Exit(run()) }

// run is the whole program but for its end, so that tests can call it.
func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a := &app{
		in: os.Stdin, out: os.Stdout, err: os.Stderr, env: os.Environ(),
		outIsTerminal: isTerminal(os.Stdout), errIsTerminal: isTerminal(os.Stderr),
	}
	return a.run(ctx, os.Args[1:])
}
