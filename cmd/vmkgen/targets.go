package main

import (
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/kickstart"
	"github.com/vmkgen/vmkgen/internal/render/powercli"
	"github.com/vmkgen/vmkgen/internal/render/script"
)

// targetNames are what --target takes.
var targetNames = []string{"esxcli", "kickstart", "powercli"}

// targetOf gives a target by its name; nil where there is none.
func targetOf(name string, byMAC bool) render.Target {
	switch name {
	case "esxcli":
		return script.New()
	case "kickstart":
		return kickstart.New(kickstart.Options{ByMAC: byMAC})
	case "powercli":
		return powercli.New()
	}
	return nil
}
