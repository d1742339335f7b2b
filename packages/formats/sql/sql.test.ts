import { describe, expect, it } from '@jest/globals'
import { ingest, sourceOf, textsOf } from '../testing/helpers.ts'
import { sql } from './index.ts'

async function read(content: string) {
  const tables = await textsOf(sql, content)
  const { turns } = await ingest(tables.at(-1) ?? Buffer.of(), { from: 'sql' })
  return { tables: tables.length, turns: turns.map(({ speaker, text }) => [speaker, text]) }
}

describe('a dump of a data base', () => {
  it('has quotes, line ends and brackets in values, as MySQL writes them', async () => {
    const rows = String.raw`(1,'client','It\'s (not) so;\nno, "never"'),(1,'therapist',_utf8mb4'Since when?')`
    const dump =
      '-- MySQL dump 10.13\nCREATE TABLE `people` (`id` int, PRIMARY KEY (`id`));\nINSERT INTO `people` VALUES (1),(2);\n' +
      "CREATE TABLE `turns` (\n  `session` int NOT NULL,\n  `speaker` enum('client','therapist'),\n  `text` text,\n  KEY `k` (`session`)\n) ENGINE=InnoDB;\n" +
      `/*!40000 ALTER TABLE \`turns\` DISABLE KEYS */;\nINSERT INTO \`turns\` VALUES ${rows};\nINSERT INTO \`turns\` VALUES (1,'client','May.');\nUNLOCK TABLES;\n`
    expect(await read(dump)).toEqual({
      tables: 2,
      turns: [
        ['client', 'It\'s (not) so;\nno, "never"'],
        ['therapist', 'Since when?'],
        ['client', 'May.'],
      ],
    })
  })

  it('has rows behind COPY, as PostgreSQL writes them', async () => {
    const rows = [
      '1\tclient\tA tab\\t, a line\\nand \\\\.',
      '1\ttherapist\tHm?',
      '1\tclient\t\\N',
      '1\tclient\tYes; so.',
    ].join('\n')
    const dump = `SET x = 1;\nCOPY public.turns (session, speaker, text) FROM stdin;\n${rows}\n\\.\n\nSELECT 1;\n`
    expect((await read(dump)).turns).toEqual([
      ['client', 'A tab\t, a line\nand \\.'],
      ['therapist', 'Hm?'],
      ['client', 'Yes; so.'],
    ])
  })

  it('has line ends by a function, as SQLite writes them, and goes on behind conflicts', async () => {
    const dump = `BEGIN TRANSACTION;\nINSERT INTO turns(session,speaker,text) VALUES(1,'client',replace('One\\ntwo','\\n',char(10))) ON CONFLICT DO NOTHING;\nINSERT INTO turns(session,speaker,text) VALUES(1,'therapist','Hm?');\nINSERT INTO turns(session,speaker,text) VALUES(1,'client','So.');\nCOMMIT;\n`
    expect((await read(dump)).turns[0]).toEqual(['client', 'One\ntwo'])
  })

  it('is told from words that begin like a statement', async () => {
    const detect = (content: string) => sql.conversion?.detect(Buffer.from(content), sourceOf(content))
    expect(await detect('Select: I slept.\nTherapist: Since when?\n')).toBe(false)
    expect(await detect('INSERT INTO t VALUES (1);')).toBe(true)
  })

  it('is told from ever so many comments before something else', async () => {
    const detect = (content: string) => sql.conversion?.detect(Buffer.from(content), sourceOf(content))
    const comments = '/**/'.repeat(1000)
    expect(await detect(`${comments}\nCREATE TABLE t (a int);`)).toBe(true)
    expect(await detect(`${comments}no\nCREATE TABLE t (a int);`)).toBe(false)
  })

  it('is refused where a value does not end', async () => {
    await expect(textsOf(sql, "INSERT INTO t VALUES (1,'never")).rejects.toMatchObject({
      details: { reason: 'damaged' },
    })
  })
})
