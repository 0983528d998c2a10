package main

import (
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/ansible"
	"github.com/vmkgen/vmkgen/internal/render/csv"
	"github.com/vmkgen/vmkgen/internal/render/kickstart"
	"github.com/vmkgen/vmkgen/internal/render/powercli"
	"github.com/vmkgen/vmkgen/internal/render/script"
	"github.com/vmkgen/vmkgen/internal/render/terraform"
)

// targetNames are what --target takes.
var targetNames = []string{"esxcli", "kickstart", "powercli", "csv", "terraform", "ansible", "vcp"}

// changeTargetNames are what --target takes for a change.
var changeTargetNames = []string{"esxcli", "powercli"}

// changeTargetOf gives a target for changes by its name; nil where there is none.
func changeTargetOf(name string) render.ChangeTarget {
	switch name {
	case "esxcli":
		return script.NewChange()
	case "powercli":
		return powercli.NewChange()
	}
	return nil
}

// targetOptions are what one target alone takes.
type targetOptions struct {
	byMAC     bool // kickstart
	importAll bool // terraform
	vcp       render.Target
}

// targetOf gives a target by its name; nil where there is none.
func targetOf(name string, o targetOptions) render.Target {
	switch name {
	case "esxcli":
		return script.New()
	case "kickstart":
		return kickstart.New(kickstart.Options{ByMAC: o.byMAC})
	case "powercli":
		return powercli.New()
	case "csv":
		return csv.New()
	case "terraform":
		return terraform.New(terraform.Options{ImportAll: o.importAll})
	case "ansible":
		return ansible.New()
	case "vcp":
		return o.vcp
	}
	return nil
}
