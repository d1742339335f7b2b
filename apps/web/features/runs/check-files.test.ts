import { describe, expect, it } from '@jest/globals'
import { sha256, signingKeyOf } from '@techdeck/core'
import { checkFiles } from './check-files.ts'

const signer = signingKeyOf(Buffer.alloc(32, 7))
const [talks, manifest] = ['{"id":"a"}\n', '{"schema":"techdeck-manifest/1"}\n']
const exported = [
  { name: 'data/talks.jsonl', sha256: sha256(talks) },
  { name: 'manifest.json', sha256: sha256(manifest) },
]
const run = (key = signer) => new File([JSON.stringify(key.sign(Buffer.from(manifest)))], 'run.json')
const check = (...files: File[]) => checkFiles(files, exported, signer.publicKey)

describe('files that were downloaded', () => {
  it('are what was exported, also by the names that browsers give them', async () => {
    const files = ['data_talks.jsonl', 'talks.jsonl', 'talks (1).jsonl'].map((name) => new File([talks], name))
    const checked = await check(...files, new File([talks], 'other.jsonl'), new File(['{"id":"b"}\n'], 'talks.jsonl'))
    expect(checked.files.map(({ outcome }) => outcome)).toEqual([
      'as_exported',
      'as_exported',
      'as_exported',
      'unknown',
      'changed',
    ])
    expect(checked.signature).toBe('unchecked')
  })

  it('are signed by this installation, by another, or not as they stand', async () => {
    const named = new File([manifest], 'manifest.json')
    expect((await check(named, run())).signature).toBe('holds')
    expect((await check(named, run(signingKeyOf(Buffer.alloc(32, 8))))).signature).toBe('other_key')
    expect((await check(new File(['{}'], 'manifest.json'), run())).signature).toBe('broken')
    expect((await check(named, new File(['no JSON'], 'run.json'))).signature).toBe('broken')
    expect((await check(named, new File(['{"public_key":"AA","signature":"!"}'], 'run.json'))).signature).toBe('broken')
  })
})
