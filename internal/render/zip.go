package render

import (
	"archive/zip"
	"compress/flate"
	"io"
)

// zipDate is 1980-01-01, the first day that a zip archive knows.
const zipDate = 1<<5 | 1

// A zipPacker writes a zip archive with one compressor for all of its files,
// since making one costs more than a script does. Its level is the fastest, as
// for a compressed tar.
type zipPacker struct {
	w     *zip.Writer
	flate *flate.Writer
}

func (p *zipPacker) begin(w io.Writer) {
	p.w = zip.NewWriter(w)
	p.flate, _ = flate.NewWriter(nil, flate.BestSpeed)
	p.w.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		p.flate.Reset(w)
		return p.flate, nil
	})
}

func (p *zipPacker) add(f File) error {
	h := &zip.FileHeader{Name: f.Path, Method: zip.Deflate, ModifiedDate: zipDate} //nolint:staticcheck // Modified would add a second time
	h.SetMode(f.Mode.Perm())
	w, err := p.w.CreateHeader(h)
	if err != nil {
		return err
	}
	_, err = w.Write(f.Body)
	return err
}

func (p *zipPacker) end() error { return p.w.Close() }
