package render

import (
	"os"
	"runtime"
)

// windowSize is how many files may be under way.
const windowSize = 16

// A window writes several files at once, into folders that nobody sees yet, and
// gives them back in the order in which they came. Files that may stand already
// are not its matter: handing one over costs as much as comparing it does.
type window struct {
	work  chan *job
	queue []*job // under way, oldest first
	spare []*job
}

// A job is one file under way.
type job struct {
	file File // in a window its body is the job's own
	name string
	at   *os.Root
	have []byte // to read into

	same bool // it stands as it is wanted
	err  error
	done chan struct{}
}

// add takes a file. Where the window is full then it gives back the oldest, which
// is the caller's until the next one is added; else nil.
func (w *window) add(at *os.Root, name string, f File) *job {
	w.start()
	j := w.job()
	j.file = File{Path: f.Path, Mode: f.Mode, Body: append(j.file.Body[:0], f.Body...)}
	j.name, j.at = name, at
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
				j.err = create(j.at, j.name, j.file)
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

// look says whether a file stands already.
func (j *job) look(at *os.Root, name string, f File) {
	j.at, j.name, j.file = at, name, f
	j.same, j.err = j.unchanged()
}
