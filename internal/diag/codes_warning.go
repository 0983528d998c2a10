package diag

// warningCodes are the codes of warnings, 2xx.
var warningCodes = []CodeRow{}
