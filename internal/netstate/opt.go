package netstate

import "encoding/json"

// An Opt is a value that may be unset: not said, or not seen.
type Opt[T any] struct {
	set   bool
	value T
}

// Some gives an Opt that is set.
func Some[T any](v T) Opt[T] { return Opt[T]{set: true, value: v} }

// Get gives the value and whether it is set.
func (o Opt[T]) Get() (T, bool) { return o.value, o.set }

// IsSet says whether there is a value.
func (o Opt[T]) IsSet() bool { return o.set }

// Or gives the value, or another one where it is unset.
func (o Opt[T]) Or(other T) T {
	if o.set {
		return o.value
	}
	return other
}

// IsZero lets encoding/json leave an unset value out.
func (o Opt[T]) IsZero() bool { return !o.set }

// MarshalJSON writes the bare value, null where it is unset.
func (o Opt[T]) MarshalJSON() ([]byte, error) {
	if !o.set {
		return []byte("null"), nil
	}
	return json.Marshal(o.value)
}

// UnmarshalJSON reads a bare value; null unsets.
func (o *Opt[T]) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*o = Opt[T]{}
		return nil
	}
	o.set = true
	return json.Unmarshal(b, &o.value)
}
