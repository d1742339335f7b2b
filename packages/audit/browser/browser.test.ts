import { expect, it } from '@jest/globals'
import { collect } from '@techdeck/core'
import { formatVerifier, isConsistent, isIncluded, logSignerOf, openCheckpoint } from '../index.ts'
import { batchesOf, filledLog, signer } from '../testing.ts'
import * as browser from './index.ts'

const verifier = formatVerifier(signer.verifier)
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

it('opens the checkpoints that everybody else opens, and no others', async () => {
  const note = await (await filledLog(70)).log.checkpoint()
  const opened = openCheckpoint(note, signer.verifier)!
  expect(await browser.openCheckpoint(note, verifier)).toEqual({ ...opened, root: Uint8Array.from(opened.root) })
  expect(await browser.openCheckpoint(note, formatVerifier(logSignerOf(Buffer.alloc(32, 9)).verifier))).toBeNull()
  expect(await browser.openCheckpoint(note, verifier.replace('+', '2+'))).toBeNull()
  expect(await browser.openCheckpoint('nonsense', verifier)).toBeNull()
  const bytes = Buffer.from(note)
  for (let at = 0; at < bytes.length; at += 3) {
    const changed = Buffer.from(bytes)
    changed[at] ^= 1
    expect([at, await browser.openCheckpoint(changed.toString(), verifier)]).toEqual([at, null])
  }
  expect(await browser.canVerify()).toBe(true)
})

it('agrees with everybody else on each proof, and on each that was changed', async () => {
  const { log } = await filledLog(75)
  const checkpoints = (await collect(batchesOf(log))).map(({ checkpoint }) => checkpoint)
  const note = checkpoints.at(-1)!
  const [tree, signed] = [(await browser.openCheckpoint(note, verifier))!, openCheckpoint(note, signer.verifier)!]
  for (let index = 0; index < 75; index++) {
    const { leaf, proof } = await log.prove('w1', index)
    const text = Buffer.from(leaf).toString()
    const hashes = proof.map(base64)
    expect(await browser.isIncluded(text, index, tree, hashes)).toBe(true)
    const wrong = [
      browser.isIncluded(text.replace('look', 'took'), index, tree, hashes),
      browser.isIncluded(text, index + 1, tree, hashes),
      browser.isIncluded(text, index, { ...tree, root: tree.root.map((byte) => byte ^ 1) }, hashes),
      browser.isIncluded(text, index, tree, hashes.slice(1)),
      browser.isIncluded(text, index, tree, [...hashes, base64(signed.root)]),
      browser.isIncluded(text, index, tree, hashes.with(0, 'no hash')),
    ]
    expect(await Promise.all(wrong)).toEqual(wrong.map(() => false))
    expect(isIncluded(signed.root, index, signed, proof)).toBe(false)
  }
  for (const before of checkpoints) {
    const [earlier, known] = [
      (await browser.openCheckpoint(before, verifier))!,
      openCheckpoint(before, signer.verifier)!,
    ]
    const proof = await log.consistency(earlier.size, tree.size)
    expect(isConsistent(known, signed, proof)).toBe(true)
    expect(await browser.isConsistent(earlier, tree, proof.map(base64))).toBe(true)
    expect(await browser.isConsistent(tree, earlier, proof.map(base64))).toBe(earlier.size === tree.size)
    const other = { ...earlier, root: earlier.root.map((byte) => byte ^ 1) }
    expect(await browser.isConsistent(other, tree, proof.map(base64))).toBe(false)
    expect(await browser.isConsistent(earlier, tree, [...proof.map(base64), base64(signed.root)])).toBe(false)
  }
})
