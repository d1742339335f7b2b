import { gzipSync } from 'node:zlib'
import { collectBytes } from '@techdeck/core'
import { describe, expect, it } from '@jest/globals'
import { memorySource } from '../sources.ts'
import { decompress, detectCompression } from './index.ts'

const text = Array.from({ length: 20_000 }, (_, line) => `${line}: how was your week? ${Math.sin(line)}\n`).join('')
const zipped = gzipSync(text)
const unzip = (bytes: Uint8Array, options = {}) => collectBytes(decompress(memorySource(bytes, 1000), options))

describe('decompression', () => {
  it('knows gzip by its first bytes', () => {
    expect(detectCompression(zipped)).toBe('gzip')
    expect(detectCompression(Buffer.from('{"a":1}'))).toBeNull()
    expect(detectCompression(Buffer.of(0x1f))).toBeNull()
  })

  it('gives the bytes back, also from several members in one file', async () => {
    expect((await unzip(zipped)).toString()).toBe(text)
    expect((await unzip(Buffer.concat([gzipSync('one'), gzipSync('two')]))).toString()).toBe('onetwo')
  })

  it('says when a file is cut or damaged', async () => {
    await expect(unzip(zipped.subarray(0, -20))).rejects.toMatchObject({
      code: 'UNPROCESSABLE_FILE',
      retryable: false,
      details: { reason: 'truncated_gzip' },
    })
    const damaged = Buffer.from(zipped)
    damaged.fill(0xaa, 5000, 5100)
    await expect(unzip(damaged)).rejects.toMatchObject({ details: { reason: 'corrupt_gzip' } })
  })

  it('stops a bomb early, and lets a small file expand as it likes', async () => {
    const bomb = gzipSync(Buffer.alloc(30 * 1024 * 1024))
    let out = 0
    const count = async () => {
      for await (const chunk of decompress(memorySource(bomb))) out += chunk.length
    }
    await expect(count()).rejects.toMatchObject({ details: { reason: 'expansion_limit' } })
    expect(out).toBeLessThanOrEqual(10 * 1024 * 1024)
    expect((await unzip(gzipSync(Buffer.alloc(5 * 1024 * 1024)))).length).toBe(5 * 1024 * 1024)
    await expect(unzip(zipped, { maxBytes: 1000 })).rejects.toMatchObject({ details: { reason: 'expansion_limit' } })
  })

  it('passes on what goes wrong in the source, and stops when asked', async () => {
    const failing = {
      size: 10,
      async *read() {
        yield zipped.subarray(0, 100)
        throw Object.assign(new Error('gone'), { code: 'EIO' })
      },
    }
    await expect(collectBytes(decompress(failing))).rejects.toMatchObject({ code: 'EIO' })
    await expect(unzip(zipped, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
  })
})
