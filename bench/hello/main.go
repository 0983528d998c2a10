// Command hello is the least that a Go program can do: the yardstick of a cold start.
package main

import "fmt"

func main() { fmt.Println("hello, world") }
