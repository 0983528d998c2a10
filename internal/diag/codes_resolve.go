package diag

// What can't be filled in, 100 to 109 and 200.
const (
	AddressOutside  Code = "VMK100"
	AddressReserved Code = "VMK101"
	NoPrefix        Code = "VMK102"
	NoAddress       Code = "VMK103"
	ReleaseNewer    Code = "VMK200"
)

// resolveCodes are the codes of what can't be filled in.
var resolveCodes = []CodeRow{
	{AddressOutside, Error, "an address outside its subnet"},
	{AddressReserved, Error, "a network or broadcast address for a host"},
	{NoPrefix, Error, "an address without a prefix length"},
	{NoAddress, Error, "a vmk without an address"},
	{ReleaseNewer, Warning, "an ESXi release newer than vmkgen knows"},
}
