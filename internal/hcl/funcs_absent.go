package hcl

const (
	noClock  = "evaluation knows no clock, so that the same input gives the same bytes; hand the value in as a variable"
	noChance = "evaluation knows no chance, so that the same input gives the same bytes; hand the value in as a variable"
	onlyFile = "file(path) is the only function that reads files, below the configuration's directory"
	noCrypt  = "hashes of passwords are made outside and handed in as a sensitive variable"
)

// absent says why a function that Terraform has is not here.
var absent = map[string]string{
	"timestamp": noClock, "plantimestamp": noClock,
	"uuid": noChance, "uuidv5": noChance, "bcrypt": noChance + "; " + noCrypt, "rsadecrypt": noCrypt,
	"templatefile": onlyFile + "; write templates into the configuration", "templatestring": "write templates into the configuration",
	"fileexists": onlyFile, "fileset": onlyFile, "filebase64": onlyFile, "filemd5": onlyFile, "filesha1": onlyFile, "filesha256": onlyFile,
	"filesha512": onlyFile, "filebase64sha256": onlyFile, "filebase64sha512": onlyFile, "abspath": onlyFile, "pathexpand": onlyFile,
	"list": "write [ … ] instead", "map": "write { … } instead",
}
