package diag

// refusalCodes are the codes of what a target refuses, 4xx.
var refusalCodes = []CodeRow{}
