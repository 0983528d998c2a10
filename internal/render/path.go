package render

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
)

// CheckPath says what keeps a path from being a rendered file's, on any machine
// that may unpack it; nil: nothing does.
func CheckPath(path string) error {
	for name := range strings.SplitSeq(path, "/") {
		if err := checkName(name); err != nil {
			return err
		}
	}
	return nil
}

func checkName(name string) error {
	switch {
	case name == "" || name == "." || name == "..":
		return errors.New("a name in it is empty or leads elsewhere")
	case len(name) > 255:
		return errors.New("a name in it is longer than 255 bytes")
	case strings.HasPrefix(name, tempPrefix):
		return fmt.Errorf("names that begin with %s are vmkgen's own", tempPrefix)
	case strings.ContainsFunc(name, unprintable):
		return errors.New("a name in it holds a backslash or a control character")
	}
	return checkWindows(name)
}

func unprintable(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' }

// checkWindows holds a name against what Windows makes of it: what it takes for
// something else is refused everywhere, since folders and archives travel.
func checkWindows(name string) error {
	switch last := name[len(name)-1]; {
	case runtime.GOOS == "windows" && strings.ContainsAny(name, `<>:"|?*`):
		return errors.New("no name may hold any of <>:\"|?* on Windows")
	case last == '.' || last == ' ':
		return errors.New("a name in it ends with a dot or a blank, which Windows drops")
	case windowsDevice(name):
		return errors.New("a name in it means a device on Windows")
	}
	return nil
}

// windowsDevice knows the names that open a device, whatever their extension.
func windowsDevice(name string) bool {
	base, _, _ := strings.Cut(name, ".")
	base = strings.ToUpper(strings.TrimRight(base, " "))
	switch base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	if len(base) != 4 || base[:3] != "COM" && base[:3] != "LPT" {
		return false
	}
	return base[3] >= '0' && base[3] <= '9'
}

// names are the paths of one run, by their folded form, so that two that
// differ only in case are seen on every file system.
type names map[string]string

// take refuses a path that can't be written or that another one stands for.
func (n names) take(path string) error {
	if err := CheckPath(path); err != nil {
		return err
	}
	folded := strings.ToLower(path)
	switch other, taken := n[folded]; {
	case taken && other == path:
		return errors.New("it would be written twice")
	case taken:
		return fmt.Errorf("its path and %s differ only in case", other)
	}
	n[folded] = path
	return nil
}

// has says whether a path was taken, exactly as it is or but for its case.
func (n names) has(path string) (exact, folded bool) {
	other, ok := n[strings.ToLower(path)]
	return ok && other == path, ok
}
