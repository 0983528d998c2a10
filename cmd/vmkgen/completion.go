package main

import (
	"io"

	"github.com/spf13/cobra"
)

var shells = []string{"bash", "zsh", "fish", "powershell"}

func (a *app) completionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print what makes a shell complete commands, clusters and hosts",
		Long: `Prints a completion script for bash, zsh, fish or powershell. Besides commands
and flags it completes the clusters and hosts of the configuration at hand,
targets, formats and diagnostic codes.`,
		Example: `  source <(vmkgen completion bash)                       # in ~/.bashrc
  vmkgen completion zsh > "${fpath[1]}/_vmkgen"
  vmkgen completion fish > ~/.config/fish/completions/vmkgen.fish
  vmkgen completion powershell | Out-String | Invoke-Expression`,
		Args:      exactlyOne("SHELL"),
		ValidArgs: shells,
		RunE: func(c *cobra.Command, args []string) error {
			script, ok := map[string]func(io.Writer) error{
				"bash":       func(w io.Writer) error { return c.Root().GenBashCompletionV2(w, true) },
				"zsh":        c.Root().GenZshCompletion,
				"fish":       func(w io.Writer) error { return c.Root().GenFishCompletion(w, true) },
				"powershell": c.Root().GenPowerShellCompletionWithDesc,
			}[args[0]]
			if !ok {
				return oneOf("completion", args[0], shells)
			}
			return script(a.out)
		},
	}
}
