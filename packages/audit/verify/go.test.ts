import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import { exportBatch, exportHead, formatVerifier, openCheckpoint } from '../index.ts'
import { batchesOf, filledLog, signer } from '../testing.ts'

const run = promisify(execFile)

/** The verifier in Go, built; or why it could not be. */
async function build(folder: string): Promise<{ program: string } | { reason: string }> {
  const program = join(folder, 'verify')
  try {
    await run('go', ['build', '-o', program, '.'], { cwd: join(import.meta.dirname, 'go'), timeout: 120_000 })
    return { program }
  } catch (error) {
    const { code, stderr = '' } = error as { code?: string; stderr?: string }
    return { reason: code === 'ENOENT' ? 'there is no go here' : stderr.split('\n')[0] }
  }
}

describe('an independent verifier, golang.org/x/mod', () => {
  it('accepts the log, its checkpoints and its proofs, and refuses proofs with a bit changed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'audit-go-'))
    try {
      const built = await build(folder)
      if ('reason' in built) {
        process.stderr.write(`Left out, since golang.org/x/mod could not be built: ${built.reason}\n`)
        return
      }
      const { log } = await filledLog(900)
      const at = (name: string) => join(folder, name)
      const batches: string[] = []
      const sizes: number[] = []
      for await (const batch of batchesOf(log)) {
        batches.push(exportBatch(batch))
        sizes.push(openCheckpoint(batch.checkpoint, signer.verifier)!.size)
      }
      await writeFile(at('log'), exportHead(await log.checkpoint(), []) + batches.join(''))
      const included = await Promise.all(
        Array.from({ length: 900 }, async (_, index) => ({
          index,
          size: 900,
          hashes: (await log.prove('w1', index)).proof,
        })),
      )
      const consistent = await Promise.all(
        sizes.slice(0, -1).map(async (size) => ({ index: size, size: 900, hashes: await log.consistency(size, 900) })),
      )
      await writeFile(at('included'), lines(included))
      await writeFile(at('consistent'), lines(consistent))
      const key = formatVerifier(signer.verifier)
      const { stdout } = await run(built.program, [key, at('log'), at('included'), at('consistent')])
      expect(stdout).toBe(`OK 900 entries, 1800 inclusion proofs, ${2 * consistent.length} consistency proofs\n`)
      // It does look: an entry with another letter is no entry of this log.
      await writeFile(
        at('log'),
        exportHead(await log.checkpoint(), []) + batches.join('').replace('to look', 'to took'),
      )
      await expect(run(built.program, [key, at('log'), at('included'), at('consistent')])).rejects.toThrow(
        'Command failed',
      )
    } finally {
      await rm(folder, { recursive: true })
    }
  }, 150_000)
})

interface Proof {
  index: number
  size: number
  hashes: Uint8Array[]
}

/** Each proof twice: as it is, and with a bit changed. */
const lines = (proofs: readonly Proof[]): string =>
  proofs
    .flatMap(({ hashes, ...proof }, at) => {
      const bits = hashes.map((hash) => Buffer.from(hash))
      if (bits.length > 0) bits[at % bits.length][at % 32] ^= 1 << (at % 8)
      const wrong = bits.length > 0
      return [
        { ...proof, hashes: hashes.map(base64), wrong: false },
        { ...proof, hashes: bits.map(base64), wrong },
      ]
    })
    .map((proof) => `${JSON.stringify(proof)}\n`)
    .join('')
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
