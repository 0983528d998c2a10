package diag

// What real hosts have to say, 5xx.
const (
	Drift Code = "VMK501"
)

// liveCodes are the codes of real hosts.
var liveCodes = []CodeRow{
	{Drift, Warning, "a host differs from its configuration"},
}
