package main

import (
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/csv"
	"github.com/vmkgen/vmkgen/internal/render/kickstart"
	"github.com/vmkgen/vmkgen/internal/render/powercli"
	"github.com/vmkgen/vmkgen/internal/render/script"
)

// targetNames are what --target takes.
var targetNames = []string{"esxcli", "kickstart", "powercli", "csv"}

// changeTargetNames are what --target takes for a change.
var changeTargetNames = []string{"esxcli"}

// changeTargetOf gives a target for changes by its name; nil where there is none.
func changeTargetOf(name string) render.ChangeTarget {
	if name == "esxcli" {
		return script.NewChange()
	}
	return nil
}

// targetOf gives a target by its name; nil where there is none.
func targetOf(name string, byMAC bool) render.Target {
	switch name {
	case "esxcli":
		return script.New()
	case "kickstart":
		return kickstart.New(kickstart.Options{ByMAC: byMAC})
	case "powercli":
		return powercli.New()
	case "csv":
		return csv.New()
	}
	return nil
}
