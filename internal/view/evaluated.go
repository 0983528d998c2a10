package view

import (
	"bufio"
	"io"
)

// EvaluatedJSON writes a configuration as plain data, as a *.vmk.json may hold it.
func EvaluatedJSON(w io.Writer, data map[string]any) error {
	b := bufio.NewWriter(w)
	if err := indented(b, data); err != nil {
		return err
	}
	return b.Flush()
}

// EvaluatedYAML writes the same as YAML.
func EvaluatedYAML(w io.Writer, data map[string]any) error {
	y := &yamlWriter{w: bufio.NewWriter(w)}
	y.value("", data)
	if y.err != nil {
		return y.err
	}
	return y.w.Flush()
}
