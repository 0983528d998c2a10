package diag

// readingCodes are the codes of reading files and expanding what they hold, 001-059.
var readingCodes = []CodeRow{}
