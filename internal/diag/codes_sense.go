package diag

// senseCodes are the codes of errors of sense, 1xx.
var senseCodes = []CodeRow{}
