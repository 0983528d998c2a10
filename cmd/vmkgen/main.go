// Command vmkgen turns compact HCL into the VMkernel networking of ESXi hosts.
package main

import (
	"context"
	"os"
	"time"
)

func main() { os.Exit(run()) }

// run is the whole program but for its end, so that tests can call it.
func run() int {
	a := &app{
		in: os.Stdin, out: os.Stdout, err: os.Stderr, env: os.Environ(), now: time.Now,
		inIsTerminal: isTerminal(os.Stdin), outIsTerminal: isTerminal(os.Stdout), errIsTerminal: isTerminal(os.Stderr),
	}
	return a.run(context.Background(), os.Args[1:])
}
