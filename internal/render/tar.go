package render

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"io"
	"time"
)

const tarBlock = 512

// A tarPacker writes a ustar archive. The header of a file with a short ASCII
// name is made here, from one that is the same for all but name, mode, size
// and checksum; archive/tar, which needs several times as long, makes the rest.
type tarPacker struct {
	w      io.Writer
	header [tarBlock]byte
}

// ustar is the header of an empty file without name and mode: of root, from 1970.
const (
	tarMode, tarUID, tarGID, tarSize, tarTime, tarSum = 100, 108, 116, 124, 136, 148
	tarType, tarMagic, tarMajor, tarMinor             = 156, 257, 329, 337
)

func (p *tarPacker) begin(w io.Writer) {
	p.w = w
	h := &p.header
	putOctal(h[tarUID:tarUID+7], 0)
	putOctal(h[tarGID:tarGID+7], 0)
	putOctal(h[tarTime:tarTime+11], 0)
	putOctal(h[tarMajor:tarMajor+7], 0)
	putOctal(h[tarMinor:tarMinor+7], 0)
	h[tarType] = '0'
	copy(h[tarMagic:], "ustar\x0000")
}

func (p *tarPacker) add(f File) error {
	header, err := p.headerOf(f)
	if err != nil {
		return err
	}
	if _, err := p.w.Write(header); err != nil {
		return err
	}
	if _, err := p.w.Write(f.Body); err != nil {
		return err
	}
	_, err = p.w.Write(zeros[:-len(f.Body)&(tarBlock-1)])
	return err
}

var zeros [2 * tarBlock]byte

func (p *tarPacker) end() error {
	_, err := p.w.Write(zeros[:])
	return err
}

func (p *tarPacker) headerOf(f File) ([]byte, error) {
	if len(f.Path) > tarMode || !ASCII(f.Path) || len(f.Body) >= 1<<33 {
		return slowHeader(f)
	}
	h := &p.header
	clear(h[copy(h[:tarMode], f.Path):tarMode])
	putOctal(h[tarMode:tarMode+7], int64(f.Mode.Perm()))
	putOctal(h[tarSize:tarSize+11], int64(len(f.Body)))
	copy(h[tarSum:], "        ")
	sum := int64(0)
	for _, b := range h {
		sum += int64(b)
	}
	putOctal(h[tarSum:tarSum+6], sum)
	h[tarSum+6] = 0
	return h[:], nil
}

// putOctal fills a field but for the NUL behind it.
func putOctal(field []byte, n int64) {
	for i := len(field) - 1; i >= 0; i-- {
		field[i] = '0' + byte(n&7)
		n >>= 3
	}
}

func slowHeader(f File) ([]byte, error) {
	var b bytes.Buffer
	err := tar.NewWriter(&b).WriteHeader(&tar.Header{
		Typeflag: tar.TypeReg, Name: f.Path, Mode: int64(f.Mode.Perm()), Size: int64(len(f.Body)), ModTime: time.Unix(0, 0),
	})
	return b.Bytes(), err
}

// A gzipPacker is a compressed tar. Scripts of one cluster are alike but for a
// few bytes, so the fastest level finds nearly all there is.
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
