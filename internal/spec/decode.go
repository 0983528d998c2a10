package spec

import (
	"encoding/json"
	"fmt"
)

// Strings is a list that may be written as one text; nil: not said.
type Strings []string

// UnmarshalJSON reads one text or a list of them.
func (s *Strings) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*s = Strings{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(s))
}

// Decode reads a cluster, or a host's blocks, from plain data that the schema
// has found right.
func Decode(root map[string]any) (*Cluster, error) { return decode[Cluster](root) }

// DecodeVCenter reads a vcenter block, likewise.
func DecodeVCenter(root map[string]any) (*VCenter, error) { return decode[VCenter](root) }

func decode[T any](root map[string]any) (*T, error) {
	text, err := json.Marshal(root)
	if err != nil {
		return nil, fmt.Errorf("spec: %w", err)
	}
	v := new(T)
	if err := json.Unmarshal(text, v); err != nil {
		return nil, fmt.Errorf("spec: %w", err)
	}
	return v, nil
}
