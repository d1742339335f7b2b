// Verifies an exported audit log and proofs of it by golang.org/x/mod alone: somebody else's tree and signed notes.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type batch struct {
	First      int64    `json:"first"`
	Entries    []string `json:"entries"`
	Checkpoint string   `json:"checkpoint"`
}

type proof struct {
	Index  int64    `json:"index"`
	Size   int64    `json:"size"`
	Hashes [][]byte `json:"hashes"`
	Wrong  bool     `json:"wrong"`
}

type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		out[i] = h[at]
	}
	return out, nil
}

func must(err error) {
	if err != nil {
		fmt.Println("FAIL:", err)
		os.Exit(1)
	}
}

func toHashes(raw [][]byte) []tlog.Hash {
	out := make([]tlog.Hash, len(raw))
	for i, bytes := range raw {
		copy(out[i][:], bytes)
	}
	return out
}

// Arguments: the verifier key, the export, a file with inclusion proofs, one with consistency proofs, a JSON value a line.
func main() {
	verifier, err := note.NewVerifier(os.Args[1])
	must(err)
	file, err := os.Open(os.Args[2])
	must(err)
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 64<<20)
	var stored hashes
	var size int64
	roots := map[int64]tlog.Hash{}
	records := []tlog.Hash{}
	for number := 0; lines.Scan(); number++ {
		if number == 0 || len(lines.Bytes()) == 0 {
			continue
		}
		var b batch
		must(json.Unmarshal(lines.Bytes(), &b))
		if b.First != size {
			must(fmt.Errorf("batch begins at %d, not at %d", b.First, size))
		}
		for _, entry := range b.Entries {
			more, err := tlog.StoredHashes(size, []byte(entry), stored)
			must(err)
			stored = append(stored, more...)
			records = append(records, tlog.RecordHash([]byte(entry)))
			size++
		}
		signed, err := note.Open([]byte(b.Checkpoint), note.VerifierList(verifier))
		must(err)
		root, err := tlog.TreeHash(size, stored)
		must(err)
		expected := fmt.Sprintf("%s\n%d\n%s\n", verifier.Name(), size, root)
		if signed.Text != expected {
			must(fmt.Errorf("checkpoint at %d says another tree", size))
		}
		roots[size] = root
	}
	must(lines.Err())
	included := each(os.Args[3], func(p proof) error {
		return tlog.CheckRecord(toHashes(p.Hashes), p.Size, roots[p.Size], p.Index, records[p.Index])
	})
	consistent := each(os.Args[4], func(p proof) error {
		return tlog.CheckTree(toHashes(p.Hashes), p.Size, roots[p.Size], p.Index, roots[p.Index])
	})
	fmt.Printf("OK %d entries, %d inclusion proofs, %d consistency proofs\n", size, included, consistent)
}

func each(path string, check func(proof) error) int {
	file, err := os.Open(path)
	must(err)
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	count := 0
	for lines.Scan() {
		var p proof
		must(json.Unmarshal(lines.Bytes(), &p))
		err := check(p)
		if (err == nil) == p.Wrong {
			must(fmt.Errorf("proof of %d in %d: wrong %t, but %v", p.Index, p.Size, p.Wrong, err))
		}
		count++
	}
	must(lines.Err())
	return count
}
