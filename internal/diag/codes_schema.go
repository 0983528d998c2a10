package diag

// schemaCodes are the codes of the shape of values and blocks, 060-099.
var schemaCodes = []CodeRow{}
