package diag

// The shape of values and blocks, 060 to 099.
const (
	BadShape     Code = "VMK060"
	MissingValue Code = "VMK061"
	NoSuchName   Code = "VMK062"
)

// schemaCodes are the codes of the shape of values and blocks, 060-099.
var schemaCodes = []CodeRow{
	{BadShape, Error, "a value that can't stand here"},
	{MissingValue, Error, "an attribute that must be there is missing"},
	{NoSuchName, Error, "an attribute or name that can't stand here"},
}
