import { describe, expect, it } from '@jest/globals'
import { leafHash } from '../tree/hashes.ts'
import { signCheckpoint } from './checkpoint.ts'
import {
  COSIGNATURE_V1,
  cosign,
  cosignedAt,
  formatVerifier,
  logSignerOf,
  openCheckpoint,
  parseVerifier,
  signerOf,
} from '../index.ts'

const log = logSignerOf(Buffer.alloc(32, 1))
const witness = signerOf(Buffer.alloc(32, 2), { use: 'audit witness', name: 'w.example/1', kind: COSIGNATURE_V1 })
const note = signCheckpoint({ size: 7, root: leafHash(Buffer.from('x')) }, log)

describe('a checkpoint', () => {
  it('has the form of C2SP: origin, size, root, a line for each signature', () => {
    const [origin, size, root, empty, signature, end] = note.split('\n')
    expect(origin).toMatch(/^techdeck\/audit\/[0-9a-f]{16}$/)
    expect([size, empty, end]).toEqual(['7', '', ''])
    expect(Buffer.from(root, 'base64')).toHaveLength(32)
    expect(signature).toMatch(/^— techdeck\/audit\/[0-9a-f]{16} [A-Za-z0-9+/]{91}=$/)
  })

  it('opens by the key of its log alone', () => {
    expect(openCheckpoint(note, log.verifier)).toEqual({
      origin: log.verifier.name,
      size: 7,
      root: leafHash(Buffer.from('x')),
    })
    const other = logSignerOf(Buffer.alloc(32, 3)).verifier
    expect(openCheckpoint(note, other)).toBeNull()
    expect(openCheckpoint(note, { ...other, name: log.verifier.name })).toBeNull()
  })

  it('does not open with any byte of it changed', () => {
    const bytes = Buffer.from(note)
    for (let at = 0; at < bytes.length; at++)
      for (const bit of [1, 32]) {
        const changed = Buffer.from(bytes)
        changed[at] ^= bit
        expect([at, openCheckpoint(changed.toString(), log.verifier)]).toEqual([at, null])
      }
  })

  it('carries what witnesses say of it and when', () => {
    const time = new Date('2026-03-01T10:00:00Z')
    const seen = note + cosign(note, witness, time)
    expect(cosignedAt(seen, witness.verifier)).toEqual(time)
    expect(openCheckpoint(seen, log.verifier)?.size).toBe(7)
    expect(cosignedAt(note, witness.verifier)).toBeNull()
    expect(cosignedAt(seen.replace('\n7\n', '\n8\n'), witness.verifier)).toBeNull()
    const stranger = signerOf(Buffer.alloc(32, 4), { use: 'audit witness', name: 'w.example/1', kind: COSIGNATURE_V1 })
    expect(cosignedAt(seen, stranger.verifier)).toBeNull()
  })
})

describe('a verifier key', () => {
  it('is read as it is written, and refused when any of it does not fit', () => {
    for (const { verifier } of [log, witness]) {
      const text = formatVerifier(verifier)
      expect(parseVerifier(text)).toEqual(verifier)
      expect(parseVerifier(`x${text}`)).toBeNull()
      expect(parseVerifier(text.slice(0, -4))).toBeNull()
    }
    expect(parseVerifier('example')).toBeNull()
  })

  it('has the key id of the Go library for the key of its documentation', () => {
    const key = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
    expect(formatVerifier(parseVerifier(key)!)).toBe(key)
  })
})
