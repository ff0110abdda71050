// A second reader of our published logs, on the Go project's own transparency-log packages (golang.org/x/mod/sumdb).
// It opens the checkpoints, recomputes their roots from the entry bundles, reads the tiles, and checks our proofs.
// Usage: tlog FOLDER, a folder that the program lw_log_sample wrote.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8
const tileWidth = 1 << tileHeight

func fail(format string, arguments ...any) {
	fmt.Printf("tlog judge: "+format+"\n", arguments...)
	os.Exit(1)
}

func must[T any](value T, err error) T {
	if err != nil {
		fail("%v", err)
	}
	return value
}

// Go's paths are tile/<height>/<level>/…; the tlog-tiles layout has the height fixed and left out.
func tilePath(t tlog.Tile) string {
	return strings.Replace(t.Path(), fmt.Sprintf("tile/%d/", tileHeight), "tile/", 1)
}

func bundlePath(n, width int64) string {
	path := tlog.Tile{H: tileHeight, L: 0, N: n, W: int(width)}
	return strings.Replace(tilePath(path), "tile/0/", "tile/entries/", 1)
}

type tileReader struct{ log string }

func (r tileReader) Height() int { return tileHeight }
func (r tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, t := range tiles {
		data, err := os.ReadFile(filepath.Join(r.log, tilePath(t)))
		if err != nil {
			return nil, err
		}
		if len(data) != t.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes", tilePath(t), len(data))
		}
		out = append(out, data)
	}
	return out, nil
}
func (r tileReader) SaveTiles([]tlog.Tile, [][]byte) {}

// The log of entries, as Go stores its hashes.
type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, i := range indexes {
		out = append(out, m[i])
	}
	return out, nil
}

type checkpoint struct {
	size int64
	root tlog.Hash
}

func parseCheckpoint(text, origin string) (checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[0] != origin {
		return checkpoint{}, fmt.Errorf("not a checkpoint of %s", origin)
	}
	return checkpoint{must(strconv.ParseInt(lines[1], 10, 64)), must(tlog.ParseHash(lines[2]))}, nil
}

func readCheckpoint(path string, verifiers note.Verifiers, origin string) checkpoint {
	opened := must(note.Open(must(os.ReadFile(path)), verifiers))
	return must(parseCheckpoint(opened.Text, origin))
}

func readEntries(log string, size int64) [][]byte {
	var out [][]byte
	for n := int64(0); n*tileWidth < size; n++ {
		width := size - n*tileWidth
		if width > tileWidth {
			width = tileWidth
		}
		data := must(os.ReadFile(filepath.Join(log, bundlePath(n, width))))
		for i := int64(0); i < width; i++ {
			length := int(binary.BigEndian.Uint16(data))
			out = append(out, data[2:2+length])
			data = data[2+length:]
		}
		if len(data) != 0 {
			fail("%s has bytes left over", bundlePath(n, width))
		}
	}
	return out
}

func parseHashes(fields []string) []tlog.Hash {
	var out []tlog.Hash
	for _, field := range fields {
		var hash tlog.Hash
		copy(hash[:], must(base64.StdEncoding.DecodeString(field)))
		out = append(out, hash)
	}
	return out
}

// One proof file (C2SP tlog-proof): its checkpoint, index and hashes, by our own reading of the specification.
func checkProofFile(path string, verifiers note.Verifiers, origin string, entries [][]byte) {
	head, rest, found := strings.Cut(string(must(os.ReadFile(path))), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "index ") {
		fail("%s is not a proof", path)
	}
	index := must(strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64))
	opened := must(note.Open([]byte(rest), verifiers))
	tree := must(parseCheckpoint(opened.Text, origin))
	if err := tlog.CheckRecord(parseHashes(lines[2:]), tree.size, tree.root, index, tlog.RecordHash(entries[index])); err != nil {
		fail("%s: %v", path, err)
	}
}

func main() {
	if len(os.Args) != 2 {
		fail("say: tlog FOLDER")
	}
	folder := os.Args[1]
	log := filepath.Join(folder, "log")
	vkey := strings.TrimSpace(string(must(os.ReadFile(filepath.Join(folder, "vkey")))))
	verifier := must(note.NewVerifier(vkey))
	verifiers := note.VerifierList(verifier)

	last := readCheckpoint(filepath.Join(log, "checkpoint"), verifiers, verifier.Name())
	entries := readEntries(log, last.size)
	var stored memory
	for i, entry := range entries {
		stored = append(stored, must(tlog.StoredHashes(int64(i), entry, stored))...)
	}
	if root := must(tlog.TreeHash(last.size, stored)); root != last.root {
		fail("the entries do not give the signed root")
	}
	tiles := tlog.TileHashReader(tlog.Tree{N: last.size, Hash: last.root}, tileReader{log})
	for first := 0; first < len(entries); first += tileWidth {
		var indexes []int64
		for i := first; i < len(entries) && i < first+tileWidth; i++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, int64(i)))
		}
		for i, hash := range must(tiles.ReadHashes(indexes)) {
			if hash != tlog.RecordHash(entries[first+i]) {
				fail("tile and entry %d differ", first+i)
			}
		}
	}

	roots := map[int64]tlog.Hash{}
	for _, path := range must(filepath.Glob(filepath.Join(folder, "checkpoint-*"))) {
		old := readCheckpoint(path, verifiers, verifier.Name())
		if root := must(tlog.TreeHash(old.size, stored)); root != old.root {
			fail("%s has another root", path)
		}
		roots[old.size] = old.root
	}

	proofs := 0
	scanner := bufio.NewScanner(must(os.Open(filepath.Join(folder, "proofs"))))
	for scanner.Scan() {
		fields := strings.Fields(scanner.Text())
		first := must(strconv.ParseInt(fields[1], 10, 64))
		size := must(strconv.ParseInt(fields[2], 10, 64))
		hashes := parseHashes(fields[3:])
		var err error
		switch fields[0] {
		case "inclusion":
			err = tlog.CheckRecord(hashes, size, roots[size], first, tlog.RecordHash(entries[first]))
		case "consistency":
			err = tlog.CheckTree(hashes, size, roots[size], first, roots[first])
		default:
			fail("what is %q?", fields[0])
		}
		if err != nil {
			fail("%s: %v", scanner.Text(), err)
		}
		proofs++
	}
	files := must(filepath.Glob(filepath.Join(folder, "*.tlog-proof")))
	for _, path := range files {
		checkProofFile(path, verifiers, verifier.Name(), entries)
	}
	if len(entries) == 0 || len(roots) < 2 || proofs == 0 || len(files) == 0 {
		fail("nothing to judge")
	}
	fmt.Printf("tlog judge: %d entries, %d checkpoints, %d proofs and %d proof files hold\n", len(entries), len(roots), proofs, len(files))
}
