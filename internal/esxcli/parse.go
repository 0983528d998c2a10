package esxcli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Call is a command with its options taken apart.
type Call struct {
	*Command
	Formatter string              // csv, keyvalue, xml, json; empty: for people
	Values    map[string][]string // by long name; a flag has "true"
	Spelt     []string            // the options as they were written
	asked     map[string]bool     // options that somebody has looked at
}

// Get gives an option's value; empty where it was not given.
func (c *Call) Get(long string) string {
	c.ask(long)
	if v := c.Values[long]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Has says whether an option was given.
func (c *Call) Has(long string) bool {
	c.ask(long)
	return c.given(long)
}

func (c *Call) ask(long string) {
	if c.asked == nil {
		c.asked = map[string]bool{}
	}
	c.asked[long] = true
}

func (c *Call) given(long string) bool { return len(c.Values[long]) > 0 }

// Unasked gives the options that were given and that nobody has looked at with
// Get or Has: what carries the call out would ignore them.
func (c *Call) Unasked() (long []string) {
	for _, o := range c.Options {
		if c.given(o.Long) && !c.asked[o.Long] {
			long = append(long, o.Long)
		}
	}
	return long
}

// A UsageError is what esxcli prints where it can't take a command line apart.
type UsageError struct{ Text string }

// Error gives the text, as esxcli prints it to standard output.
func (e *UsageError) Error() string { return "Error: " + e.Text }

func usage(format string, args ...any) error { return &UsageError{fmt.Sprintf(format, args...)} }

// ErrHelp is what a command line that names only a namespace comes to: esxcli
// prints help and exits 0.
var ErrHelp = &UsageError{"help"}

// Parse takes a command line apart by esxcli's own rules, which are stricter
// than a shell command's: global options first, no shortened names, no joined
// letters, each option once.
func Parse(args []string) (*Call, error) {
	call := &Call{Values: map[string][]string{}}
	debug := false
	for len(args) > 0 && strings.HasPrefix(args[0], "-") {
		name, value, _ := strings.Cut(args[0], "=")
		switch {
		case args[0] == "--debug":
			debug = true
		case name == "--formatter" && slices.Contains([]string{"csv", "keyvalue", "xml"}, value), name == "--formatter" && value == "json" && debug:
			call.Formatter = value
		case name == "--formatter":
			return nil, usage("Unable to find requested formatter: %s", value)
		default:
			return nil, usage("Invalid option %s", args[0])
		}
		args = args[1:]
	}
	n := 0
	for n < len(args) && !strings.HasPrefix(args[n], "-") && Table()[strings.Join(args[:n], " ")] == nil {
		n++
	}
	words := strings.Join(args[:n], " ")
	call.Command = Table()[words]
	switch {
	case call.Command != nil:
	case words == "" || namespace(words):
		return nil, ErrHelp
	default:
		return nil, usage("Unknown command or namespace %s", words)
	}
	if err := call.options(args[n:]); err != nil {
		return nil, err
	}
	return call, call.missing()
}

func (c *Call) options(args []string) error {
	for len(args) > 0 {
		word, value, joined := strings.Cut(args[0], "=")
		args = args[1:]
		o := c.option(word)
		if o == nil || !strings.HasPrefix(word, "-") {
			return usage("Invalid option %s", word)
		}
		if c.given(o.Long) && !o.Repeat {
			return usage("Duplicated option %s", word)
		}
		c.Spelt = append(c.Spelt, word)
		if o.Type == "flag" {
			if joined {
				return usage("%s takes no value", word)
			}
			c.Values[o.Long] = []string{"true"}
			continue
		}
		if !joined {
			if len(args) == 0 {
				return usage("%s must have value", word)
			}
			value, args = args[0], args[1:]
		}
		v, err := o.read(word, value)
		if err != nil {
			return err
		}
		c.Values[o.Long] = append(c.Values[o.Long], v)
	}
	return nil
}

// read judges a value, and gives a Boolean as true or false.
func (o *Option) read(word, value string) (string, error) {
	if strings.HasPrefix(value, "--") || len(value) > 1 && value[0] == '-' && (value[1] < '0' || value[1] > '9') {
		return "", usage("%s must have value", word)
	}
	switch o.Type {
	case "int":
		if _, err := strconv.Atoi(value); err != nil {
			return "", usage("While processing '--%s'. Argument type mismatch. Expecting integer value. Got '%s'", o.Long, value)
		}
	case "bool":
		switch strings.ToLower(value) {
		case "1", "y", "yes", "t", "true", "on":
			return "true", nil
		case "0", "n", "no", "f", "false", "off":
			return "false", nil
		}
		return "", usage("While processing '--%s'. Argument type mismatch. Expecting boolean value. Got '%s'", o.Long, value)
	}
	if len(o.Values) > 0 && !slices.Contains(o.Values, value) {
		return "", usage("While processing '--%s'. Value '%s' is not one of %s", o.Long, value, strings.Join(o.Values, ", "))
	}
	return value, nil
}

func (c *Call) missing() error {
	var names []string
	for _, o := range c.Options {
		if o.Required && !c.given(o.Long) {
			names = append(names, "-"+o.Short+"|--"+o.Long)
		}
	}
	if names != nil {
		return usage("Missing required parameter %s", strings.Join(names, ", "))
	}
	return nil
}
