import { appendFile, cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sha256, signingKeyOf } from '@techdeck/core'
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { csvOf } from '../testing/conversations.ts'
import { run } from '../testing/recorder.ts'

interface Seen {
  ok: boolean
  exports: { signer: string | null; public_key: string; problems: { path: string; problem: string }[] }[]
}

let folder: string
let made: string
const environment = () => ({ TECHDECK_HOME: join(folder, 'home') })
const cli = (...args: string[]) => run(args, { environment: environment() })
const FORMATS = 'jsonl,huggingface,csv_sessions,label_studio'

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-verify-'))
  await writeFile(join(folder, 'sessions.csv'), csvOf(12, 0))
  made = join(folder, 'made')
  const settings = ['--threshold', '0', '--formats', FORMATS]
  await cli('run', join(folder, 'sessions.csv'), '--local', '--out', made, ...settings)
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

async function verified(path: string, ...more: string[]) {
  const { exitCode, json } = await cli('verify', path, '--json', ...more)
  const { ok, exports } = json()[0] as Seen
  return {
    exitCode,
    ok,
    exports,
    problems: exports.flatMap(({ problems }) => problems.map((each) => [each.path, each.problem])),
  }
}

/** A copy of the export with something done to it. */
async function tampered(change: (path: string) => Promise<unknown>) {
  const path = await mkdtemp(join(folder, 'copy-'))
  await cp(made, path, { recursive: true })
  await change(path)
  return path
}

const rewritten = async (path: string, name: string, change: (text: string) => string) =>
  writeFile(join(path, name), change(await readFile(join(path, name), 'utf8')))

describe('techdeck verify', () => {
  it('finds nothing wrong with an export as it was made, by folder and by manifest', async () => {
    for (const path of [made, join(made, 'manifest.json')])
      expect(await verified(path)).toMatchObject({
        exitCode: 0,
        ok: true,
        problems: [],
        exports: [{ signer: 'this installation' }],
      })
    const { lines } = await cli('verify', made)
    expect(lines.join('\n')).toMatch(/12 conversations[^]*this installation[^]*as it was made/)
  })

  it.each([
    [
      'a byte of a file',
      (path: string) => rewritten(path, 'conversations.jsonl', (text) => text.replace('e', 'f')),
      ['conversations.jsonl', 'changed'],
    ],
    [
      'a file that is longer',
      (path: string) => appendFile(join(path, 'data-card.md'), '\n'),
      ['data-card.md', 'wrong_size'],
    ],
    [
      'a file that is gone',
      (path: string) => rm(join(path, 'huggingface/data/train-00000-of-00001.parquet')),
      ['huggingface/data/train-00000-of-00001.parquet', 'missing'],
    ],
    [
      'a file that was added',
      (path: string) => writeFile(join(path, 'huggingface/data/more.parquet'), ''),
      ['huggingface/data/more.parquet', 'not_in_manifest'],
    ],
    ['a signature that is gone', (path: string) => rm(join(path, 'run.json')), ['run.json', 'not_signed']],
    [
      'another signature',
      (path: string) =>
        rewritten(path, 'run.json', (text) =>
          text.replace(/"signature": "(.)/, (_, first) => `"signature": "${first === '_' ? '-' : '_'}`),
        ),
      ['run.json', 'wrong_signature'],
    ],
  ])('says what is wrong with %s', async (_, change, problem) => {
    const { exitCode, ok, problems } = await verified(await tampered(change))
    expect({ exitCode, ok, problems }).toEqual({ exitCode: 1, ok: false, problems: [problem] })
  })

  it('sees a manifest that was made to fit', async () => {
    const path = await tampered(async (copy) => {
      await rewritten(copy, 'conversations.jsonl', (text) => text.replace('e', 'f'))
      const hash = sha256(await readFile(join(copy, 'conversations.jsonl')))
      const before = sha256(await readFile(join(made, 'conversations.jsonl')))
      await rewritten(copy, 'manifest.json', (text) => text.replaceAll(before, hash))
      const manifest = await readFile(join(copy, 'manifest.json'))
      await rewritten(copy, 'run.json', (text) => text.replace(/"sha256": "\w+"/, `"sha256": "${sha256(manifest)}"`))
    })
    expect((await verified(path)).problems).toEqual([['run.json', 'wrong_signature']])
  })

  it('sees conversations that were taken out, also when all is signed anew, and then whose signature it is', async () => {
    const stranger = signingKeyOf(Buffer.from('a stranger'))
    const path = await tampered(async (copy) => {
      await rewritten(copy, 'conversations.jsonl', (text) => text.slice(text.indexOf('\n') + 1))
      const content = await readFile(join(copy, 'conversations.jsonl'))
      await rewritten(copy, 'manifest.json', (text) => {
        const manifest = JSON.parse(text)
        Object.assign(manifest.files[0], { sha256: sha256(content), size_bytes: content.length })
        return JSON.stringify(manifest)
      })
      const manifest = await readFile(join(copy, 'manifest.json'))
      await rewritten(copy, 'run.json', (text) =>
        JSON.stringify({
          ...JSON.parse(text),
          manifest: { name: 'manifest.json', sha256: sha256(manifest) },
          ...stranger.sign(manifest),
        }),
      )
    })
    const { exports, problems } = await verified(path)
    expect(problems).toEqual([['manifest.json', 'wrong_lineage']])
    expect(exports[0].signer).toBe('unknown')
    const own = (await verified(made)).exports[0].public_key
    expect((await verified(path, '--key', own)).problems).toContainEqual(['run.json', 'other_signer'])
    expect((await verified(made, '--key', own)).exports[0].signer).toBe('given')
  })

  it('reads nothing outside of the export, whatever a manifest names', async () => {
    const path = await tampered((copy) =>
      rewritten(copy, 'manifest.json', (text) =>
        text.replace('"conversations.jsonl"', '"../made/conversations.jsonl"'),
      ),
    )
    expect((await verified(path)).problems).toContainEqual(['../made/conversations.jsonl', 'unsafe_name'])
  })

  it('says what is no export, and what is sealed', async () => {
    expect((await cli('verify', join(folder, 'nothing'))).exitCode).toBe(2)
    const { exitCode, notes } = await cli('verify', folder)
    expect([exitCode, notes.join(' ')]).toEqual([2, expect.stringContaining('no manifest.json')])
    const broken = await tampered((copy) => writeFile(join(copy, 'manifest.json'), 'no JSON'))
    expect((await verified(broken)).problems).toContainEqual(['manifest.json', 'not_a_manifest'])
    expect((await cli('verify', made, '--key', 'short')).exitCode).toBe(2)
  })
})

describe('an export that is sealed', () => {
  it('is opened by the recipient and nobody else, and holds what would lie there in the clear', async () => {
    const identity = await generateX25519Identity()
    const out = join(folder, 'sealed')
    const recipient = await identityToRecipient(identity)
    const settings = ['--threshold', '0', '--formats', FORMATS, '--recipient', recipient]
    expect((await cli('run', join(folder, 'sessions.csv'), '--local', '--out', out, ...settings)).exitCode).toBe(0)
    const entries = await readdir(out, { recursive: true, withFileTypes: true })
    expect(entries.filter((entry) => entry.isFile()).every(({ name }) => name.endsWith('.age'))).toBe(true)
    const sealed = await readFile(join(out, 'conversations.jsonl.age'))
    expect(sealed.includes('client')).toBe(false)
    const open = async (key: string) => {
      const decrypter = new Decrypter()
      decrypter.addIdentity(key)
      return Buffer.from(await decrypter.decrypt(sealed))
    }
    expect(await open(identity)).toEqual(await readFile(join(made, 'conversations.jsonl')))
    await expect(open(await generateX25519Identity())).rejects.toThrow('no identity matched')
    expect((await cli('verify', out)).notes.join(' ')).toContain('sealed')
  })

  it('is not made for what is no recipient', async () => {
    const { exitCode, notes } = await cli(
      'run',
      join(folder, 'sessions.csv'),
      '--local',
      '--out',
      join(folder, 'none'),
      '--recipient',
      'age1nonsense',
    )
    expect([exitCode, notes.join(' ')]).toEqual([2, expect.stringContaining('Recipient 1 is not one of age')])
  })
})

describe('what the owner says of the data', () => {
  it('stands in the manifest, the card and the metadata, as text and nothing else', async () => {
    const out = join(folder, 'terms')
    const terms = ['--licence', 'CC-BY-NC-4.0', '--consent', 'Written; see\n# the [form](http://x) <b>']
    await cli('run', join(folder, 'sessions.csv'), '--local', '--out', out, '--threshold', '0', ...terms)
    const read = (name: string) => readFile(join(out, name), 'utf8')
    expect(JSON.parse(await read('manifest.json')).dataset).toMatchObject({
      licence: 'CC-BY-NC-4.0',
      consent: terms[3],
    })
    expect(JSON.parse(await read('croissant.json'))).toMatchObject({ license: 'CC-BY-NC-4.0', usageInfo: terms[3] })
    const card = await read('data-card.md')
    expect(card).toContain('license: "cc-by-nc-4.0"')
    expect(card).toContain('- Consent: Written; see \\# the \\[form\\](http://x) \\<b\\>')
    expect(await readFile(join(made, 'data-card.md'), 'utf8')).toContain('license: unknown')
  })
})

describe('techdeck run --plan', () => {
  it('says what each rule leaves out and writes no conversation', async () => {
    const out = join(folder, 'plan')
    const rules = ['--option', 'export.filter={"minTurns": 100}', '--threshold', '0', '--plan']
    const { exitCode, json } = await cli(
      'run',
      join(folder, 'sessions.csv'),
      '--local',
      '--out',
      out,
      ...rules,
      '--json',
    )
    expect(exitCode).toBe(0)
    expect(await readdir(out)).toEqual(['.techdeck', 'plan.json'])
    expect(json()[0]).toMatchObject({
      losses: [{ stage: 'export', kind: 'rejected', reason: 'filter_length', count: 12 }],
    })
    expect(JSON.parse(await readFile(join(out, 'plan.json'), 'utf8'))).toMatchObject({
      conversations: { in: 12, written: 0, left_out: 12 },
      rules: [{ reason: 'filter_length', count: 12 }],
    })
  })
})
