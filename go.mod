module github.com/vmkgen/vmkgen

go 1.25.0
