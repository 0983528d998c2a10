// Command stub is the esxcli that scripts under test call: it hands its
// arguments to the pretend host and prints what it answers.
package main

import (
	"encoding/json"
	"net"
	"os"
)

func main() { os.Exit(run()) }

func run() int {
	c, err := net.Dial("unix", os.Getenv("VMKGEN_SOCKET"))
	if err != nil {
		os.Stdout.WriteString("the pretend host is gone: " + err.Error() + "\n")
		return 1
	}
	defer c.Close()
	if err := json.NewEncoder(c).Encode(os.Args[1:]); err != nil {
		return 1
	}
	var a struct {
		Out  string
		Code int
	}
	if err := json.NewDecoder(c).Decode(&a); err != nil {
		os.Stdout.WriteString("the pretend host does not answer: " + err.Error() + "\n")
		return 1
	}
	os.Stdout.WriteString(a.Out)
	return a.Code
}
