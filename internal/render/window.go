package render

import (
	"os"
	"runtime"
)

// windowSize is how many files may be under way.
const windowSize = 16

// A window works at several files at once and gives them back in the order in
// which they came. Workers read what is there, and write into folders that
// nobody sees yet; whatever changes what stands is left to whoever takes the
// file back, so that an error finds the same files changed however many
// workers there are.
type window struct {
	work  chan *job
	queue []*job // under way, oldest first
	spare []*job
}

// A job is one file under way.
type job struct {
	file File // its body is the job's own
	name string
	at   *os.Root
	new  bool   // the folder is new: write, rather than compare
	have []byte // to read into

	same bool
	err  error
	done chan struct{}
}

// add takes a file. Where the window is full then it gives back the oldest, which
// is the caller's until the next one is added; else nil.
func (w *window) add(at *os.Root, isNew bool, name string, f File) *job {
	w.start()
	j := w.job()
	j.file = File{Path: f.Path, Mode: f.Mode, Body: append(j.file.Body[:0], f.Body...)}
	j.name, j.at, j.new = name, at, isNew
	w.queue = append(w.queue, j)
	w.work <- j
	if len(w.queue) < windowSize {
		return nil
	}
	return w.oldest()
}

// oldest waits for the file that came first; nil: none is under way.
func (w *window) oldest() *job {
	if len(w.queue) == 0 {
		return nil
	}
	j := w.queue[0]
	w.queue = w.queue[:copy(w.queue, w.queue[1:])]
	<-j.done
	w.spare = append(w.spare, j)
	return j
}

// stop waits for what is under way and lets the workers go.
func (w *window) stop() {
	for w.oldest() != nil {
	}
	if w.work != nil {
		close(w.work)
		w.work = nil
	}
}

func (w *window) start() {
	if w.work != nil {
		return
	}
	w.work = make(chan *job, windowSize)
	for range min(runtime.GOMAXPROCS(0), 4) {
		go func(work <-chan *job) {
			for j := range work {
				j.run()
				j.done <- struct{}{}
			}
		}(w.work)
	}
}

// job gives one that is free.
func (w *window) job() *job {
	n := len(w.spare)
	if n == 0 {
		return &job{done: make(chan struct{}, 1)}
	}
	j := w.spare[n-1]
	w.spare = w.spare[:n-1]
	return j
}

func (j *job) run() {
	j.same, j.err = false, nil
	if j.new {
		j.err = create(j.at, j.name, j.file)
		return
	}
	j.same, j.err = j.unchanged()
}
