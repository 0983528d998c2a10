package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/state"
	"github.com/vmkgen/vmkgen/internal/view"
)

// stamped is the version that the build gives; empty: the module's own.
var stamped string

// version is vmkgen's version, as files and reports name it.
func version() string {
	if stamped != "" {
		return stamped
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}

func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return ""
}

// built says from what, by what and for what this program was made.
func built() string {
	text := runtime.Version() + ", " + runtime.GOOS + "/" + runtime.GOARCH
	if c := commit(); c != "" {
		return "commit " + c[:min(12, len(c))] + ", " + text
	}
	return text
}

func (a *app) versionCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "version",
		Short:   "Print the version, and what it knows",
		Example: "  vmkgen version\n  vmkgen version --json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			var known []string
			for _, r := range esx.Known {
				known = append(known, r.String())
			}
			if !asJSON {
				_, err := fmt.Fprintf(a.out, "vmkgen %s (%s)\nESXi %s to %s\n", version(), built(), known[0], known[len(known)-1])
				return err
			}
			e := json.NewEncoder(a.out)
			e.SetIndent("", "  ")
			return e.Encode(map[string]any{
				"version": version(), "commit": commit(), "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH,
				"esxi": known, "targets": targetNames,
				"formats": map[string]int{state.Format: state.Version, view.DiagnosticsFormat: view.DiagnosticsVersion},
			})
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}
