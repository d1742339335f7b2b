import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import { pack } from 'tar-stream'
import { collectBytes } from '@techdeck/core'
import { inspectFile, memorySource, unpack, UNPACK_LIMITS, type Unpacked } from '../index.ts'
import { bytesOf, never, readAll } from '../testing/helpers.ts'
import { MemoryStorage } from '../testing/memory-storage.ts'
import type { UnpackLimits } from '../types.ts'

const fixture = (name: string): Uint8Array => readFileSync(join(import.meta.dirname, 'fixtures', name))

async function take(bytes: Uint8Array, limits: Partial<UnpackLimits> = {}) {
  const storage = new MemoryStorage()
  const options = { limits: { ...UNPACK_LIMITS, ...limits }, signal: never }
  const unpacked: Unpacked | { error: unknown } = await unpack(
    memorySource(bytes, 700),
    storage.keeper(),
    options,
  ).catch((error: unknown) => ({ error }))
  return { storage, unpacked }
}

/** Each part as its path, with the reason where it was refused. */
async function parts(bytes: Uint8Array, limits?: Partial<UnpackLimits>): Promise<string[]> {
  const { storage, unpacked } = await take(bytes, limits)
  if ('error' in unpacked) throw unpacked.error
  // What is kept is what the parts own, and nothing on the way to it.
  expect(storage.contents.size).toBe(unpacked.parts.filter((part) => 'kept' in part && part.kept !== null).length)
  return unpacked.parts.map((part) =>
    'error' in part ? `${part.path}: ${(part.error.details as { reason: string }).reason}` : part.path,
  )
}

async function reasonOf(bytes: Uint8Array, limits?: Partial<UnpackLimits>): Promise<unknown> {
  const { storage, unpacked } = await take(bytes, limits)
  expect(storage.contents.size).toBe(0)
  return ((unpacked as { error?: { details?: { reason?: string } } }).error ?? {}).details?.reason
}

describe('unpacking', () => {
  it('leaves text as it is', async () => {
    const { unpacked } = await take(bytesOf('{"a":1}'))
    expect(unpacked).toEqual({ parts: [{ path: '', kept: null }], passedOver: 0, container: null, compression: null })
  })

  it('takes archives in archives apart, in order, and passes over what nobody misses', async () => {
    const { storage, unpacked } = await take(fixture('mixed.zip'))
    expect(unpacked).toMatchObject({ container: 'zip', compression: null, passedOver: 3 })
    const leaves = (unpacked as Unpacked).parts
    expect(leaves.map(({ path }) => path)).toEqual([
      'sessions/a.csv',
      'sessions/b.csv.gz',
      'more/inner.zip/again/week.txt',
      'pictures/portrait.png',
      'chat.jsonl',
    ])
    const formats: string[] = []
    for (const leaf of leaves) {
      const { key } = (leaf as { kept: { key: string } }).kept
      const source = memorySource(storage.contents.get(key)!)
      const found = await inspectFile(source, { file: 0, signal: never }).catch(() => null)
      formats.push(found ? `${found.reading.format} ${found.turns}` : 'none')
    }
    expect(formats).toEqual(['csv 4', 'csv 4', 'transcript 8', 'none', 'jsonl 2'])
  })

  it.each(['tar.gz', 'tar.bz2', 'tar.zst'])('reads what GNU tar packs as %s', async (ending) => {
    expect(await parts(fixture(`gnu.${ending}`))).toEqual([
      'data/a.csv',
      'data/deep/week.txt',
      'data/link.csv: not_a_file',
    ])
  })

  it('reads a zip with bzip2 inside, and says of a file packed in another way that it cannot', async () => {
    expect(await parts(fixture('bzip2.zip'))).toEqual(['a.csv'])
    expect(await parts(fixture('lzma.zip'))).toEqual(['a.csv: unknown_packing'])
  })

  it('refuses paths out of the archive, links and encrypted files, and goes on with the others', async () => {
    expect(await parts(fixture('unsafe.zip'))).toEqual([
      '../outside.csv: unsafe_path',
      '/etc/absolute.csv: unsafe_path',
      'C:/windows.csv: unsafe_path',
      'a/../../climbing.csv: unsafe_path',
      'link.csv: not_a_file',
      'good.csv',
    ])
    expect(await parts(fixture('encrypted.zip'))).toEqual(['data/a.csv: encrypted', 'data/deep/week.txt'])
  })

  it('refuses a member that expands too far, and all of an upload that does in sum', async () => {
    expect(await parts(fixture('bomb.zip'), { floor: 1024 * 1024, maxRatio: 1000 })).toEqual([
      'good.csv',
      'bomb.csv: expansion_limit',
    ])
    expect(await reasonOf(fixture('bomb.zip'))).toBe('expansion_limit')
    expect(await reasonOf(fixture('mixed.zip'), { maxBytes: 1000 })).toBe('expansion_limit')
    const twice = gzipSync(gzipSync(Buffer.alloc(30 * 1024 * 1024)))
    expect(await reasonOf(twice)).toBe('expansion_limit')
  })

  it('refuses what is nested too deep, and goes on with the others', async () => {
    const [deep, good] = await parts(fixture('nested.zip'))
    expect([deep, good]).toEqual([expect.stringMatching(/: too_deep$/), 'good.csv'])
    expect(await parts(fixture('nested.zip'), { maxDepth: 12 })).toEqual([
      'deep.zip/7.zip/6.zip/5.zip/4.zip/3.zip/2.zip/1.zip/0.zip/a.csv',
      'good.csv',
    ])
  })

  it('refuses an archive with more files than it may have, and one without any', async () => {
    expect(await reasonOf(fixture('mixed.zip'), { maxMembers: 5 })).toBe('too_many_members')
    expect(await reasonOf(fixture('gnu.tar.gz'), { maxMembers: 1 })).toBe('too_many_members')
    expect(await reasonOf(fixture('empty.zip'))).toBe('no_members')
  })

  it('uses nothing of an archive that is cut, and tells a file that is damaged from one that is whole', async () => {
    expect(await reasonOf(fixture('mixed.zip').subarray(0, -60))).toBe('truncated_zip')
    const tape = pack()
    tape.entry({ name: 'a.txt' }, 'Therapist: Hello.\n')
    tape.entry({ name: 'b.txt' }, 'Client: Hello.\n'.repeat(100))
    tape.finalize()
    const tar = await collectBytes(tape as AsyncIterable<unknown> as AsyncIterable<Uint8Array>)
    expect(await parts(tar)).toEqual(['a.txt', 'b.txt'])
    expect(await reasonOf(tar.subarray(0, 1800))).toBe('truncated_tar')
    for (const ending of ['gz', 'bz2', 'zst'])
      expect(await reasonOf(fixture(`gnu.tar.${ending}`).subarray(0, -20))).toMatch(/^truncated_/)
    const damaged = Buffer.from(fixture('unsafe.zip'))
    damaged[damaged.indexOf('good.csv') + 30] ^= 0xff
    expect((await parts(damaged)).at(-1)).toBe('good.csv: corrupt_member')
  })

  it('stops when asked', async () => {
    const options = { limits: UNPACK_LIMITS, signal: AbortSignal.abort() }
    const stopped = unpack(memorySource(fixture('mixed.zip')), new MemoryStorage().keeper(), options)
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('an export of Slack', () => {
  const users = [
    { id: 'U1', name: 'dana', profile: { real_name: 'Dana Fields', title: 'Counselor' } },
    { id: 'U2', name: 'kim', profile: { real_name: 'Kim Lee', display_name: '' } },
    { id: 'U3', name: 'calm', is_bot: true, profile: { real_name: 'CalmBot', bot_id: 'B3' } },
  ]
  const said = (user: string, at: number, text: string) => ({
    type: 'message',
    user,
    ts: `${1672912800 + at}.000100`,
    text,
  })
  const files: { readonly [path: string]: unknown } = {
    'users.json': users,
    'channels.json': [{ id: 'C1', name: 'general', topic: { value: 'All that we talk about here' } }],
    'general/2023-01-06.json': [said('U2', 86400, 'I slept a little better.')],
    'general/2023-01-05.json': [said('U1', 0, 'How are you?'), said('U2', 1, 'I am tired.'), said('U9', 2, 'Hello.')],
    'support/2023-01-05.json': [
      said('U2', 5, 'Anyone here?'),
      { type: 'message', subtype: 'bot_message', bot_id: 'B3', ts: '1672912806.000100', text: 'Take a breath.' },
    ],
    'support/2023-01-07.json': { not: 'messages' },
  }
  const tarOf = async (wanted: { readonly [path: string]: unknown }, prefix = '') => {
    const tape = pack()
    for (const [path, content] of Object.entries(wanted))
      tape.entry({ name: `${prefix}${path}` }, JSON.stringify(content))
    tape.finalize()
    return collectBytes(tape as AsyncIterable<unknown> as AsyncIterable<Uint8Array>)
  }

  it.each(['', 'our export/'])(
    'is a text a channel, in the order of its days, with names for ids (below “%s”)',
    async (prefix) => {
      const { storage, unpacked } = await take(await tarOf(files, prefix))
      const { parts: leaves, passedOver } = unpacked as Unpacked
      expect(leaves.map(({ path }) => path)).toEqual(
        [`${prefix}support/2023-01-07.json`, `${prefix}general`, `${prefix}support`].toSorted(),
      )
      expect(passedOver).toBe(2)
      expect(storage.contents.size).toBe(leaves.length)
      const textOf = (path: string) => {
        const leaf = leaves.find((each) => each.path === `${prefix}${path}`) as { kept: { key: string } }
        return Buffer.from(storage.contents.get(leaf.kept.key)!)
      }
      const turnsOf = async (path: string) => {
        const source = memorySource(textOf(path))
        const { reading } = await inspectFile(source, { file: 0, signal: never })
        return (await readAll(textOf(path), reading)).flatMap(
          ({ row }) => row?.turns.map(({ speaker, text }) => `${speaker}: ${text}`) ?? [],
        )
      }
      expect(await turnsOf('general')).toEqual([
        'Counselor: How are you?',
        'Kim Lee: I am tired.',
        'U9: Hello.',
        'Kim Lee: I slept a little better.',
      ])
      expect(await turnsOf('support')).toEqual(['Kim Lee: Anyone here?', 'Bot: Take a breath.'])
    },
  )

  it('is an archive as any other where nobody says who the ids are', async () => {
    const { 'users.json': _users, ...rest } = files
    const paths = ((await take(await tarOf(rest))).unpacked as Unpacked).parts.map(({ path }) => path)
    expect(paths).toEqual(Object.keys(rest))
  })
})
