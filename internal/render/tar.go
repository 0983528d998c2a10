package render

import (
	"archive/tar"
	"compress/gzip"
	"io"
	"time"
)

// A tarPacker writes a tar archive: files of root, from 1970.
type tarPacker struct{ w *tar.Writer }

func (p *tarPacker) begin(w io.Writer) { p.w = tar.NewWriter(w) }

func (p *tarPacker) add(f File) error {
	err := p.w.WriteHeader(&tar.Header{
		Typeflag: tar.TypeReg, Name: f.Path, Mode: int64(f.Mode.Perm()), Size: int64(len(f.Body)), ModTime: time.Unix(0, 0),
	})
	if err != nil {
		return err
	}
	_, err = p.w.Write(f.Body)
	return err
}

func (p *tarPacker) end() error { return p.w.Close() }

// A gzipPacker is a compressed tar. A script is longer than gzip looks back, so
// that scripts are alike helps little; the usual level takes three times as
// long as the fastest and saves a quarter.
type gzipPacker struct {
	tar tarPacker
	zip *gzip.Writer
}

func (p *gzipPacker) begin(w io.Writer) {
	p.zip, _ = gzip.NewWriterLevel(w, gzip.BestSpeed)
	p.tar.begin(p.zip)
}

func (p *gzipPacker) add(f File) error { return p.tar.add(f) }

func (p *gzipPacker) end() error {
	if err := p.tar.end(); err != nil {
		return err
	}
	return p.zip.Close()
}
