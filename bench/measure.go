//go:build unix

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"syscall"
	"time"
)

// A cost is what one run took.
type cost struct {
	wall, cpu time.Duration
	peak      int64 // bytes; 0: not known
}

// child runs a program to its end and gives what it cost and what it said on
// standard error. Its output goes to a pipe that is emptied as fast as it can be.
func child(name string, args ...string) (cost, []byte, error) {
	var errors bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Stderr = &errors
	r, w, err := os.Pipe()
	if err != nil {
		return cost{}, nil, err
	}
	cmd.Stdout = w
	begin := time.Now()
	err = cmd.Start()
	w.Close()
	if err == nil {
		drain(r)
		err = cmd.Wait()
	}
	r.Close()
	if err != nil {
		return cost{}, nil, fmt.Errorf("%s %v: %w\n%s", name, args, err, errors.Bytes())
	}
	c := cost{time.Since(begin), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), peak(cmd)}
	return c, errors.Bytes(), nil
}

func drain(r io.Reader) {
	buf := make([]byte, 1<<20)
	for {
		if _, err := r.Read(buf); err != nil {
			return
		}
	}
}

func peak(cmd *exec.Cmd) int64 {
	u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return u.Maxrss
	}
	return u.Maxrss << 10
}

// median gives the middle of each figure by itself.
func median(costs []cost) cost {
	return cost{
		middle(costs, func(c cost) time.Duration { return c.wall }),
		middle(costs, func(c cost) time.Duration { return c.cpu }),
		middle(costs, func(c cost) int64 { return c.peak }),
	}
}

func middle[T int64 | time.Duration](costs []cost, of func(cost) T) T {
	var all []T
	for _, c := range costs {
		all = append(all, of(c))
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// paired runs all of some jobs in turn, several times over, so that a busy
// machine weighs on all of them alike; and gives the median of each.
func paired(times int, jobs ...func() (cost, error)) ([]cost, error) {
	costs := make([][]cost, len(jobs))
	for range times {
		for i, job := range jobs {
			c, err := job()
			if err != nil {
				return nil, err
			}
			costs[i] = append(costs[i], c)
		}
	}
	medians := make([]cost, len(jobs))
	for i := range jobs {
		medians[i] = median(costs[i])
	}
	return medians, nil
}
