import { readFile } from 'node:fs/promises'
import { Secret, TOTP } from 'otpauth'
import { basename, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { createClient, type Client } from '@techdeck/client'
import { STAGES } from '@techdeck/contracts'
import { sha256 } from '@techdeck/core'
import type { Locator, Page } from 'playwright-core'
import { startBreakingLine } from './testing/breaking-line.ts'
import { openBrowser, type Looker } from './testing/browser.ts'
import { startTestStack, type TestStack } from './testing/stack.ts'

// One walk through the page, from the link that `up` prints to signing out, in a real browser and on a real stack.
jest.setTimeout(60_000)

const EXAMPLES = ['sessions.csv', 'helpline.jsonl'].map((name) =>
  resolve(import.meta.dirname, '../../examples/data', name),
)
/** What the torn row of the examples may have been. */
const MENDED = 's-003,9,Client,"Whole again, I should say.",00:01:10'
const PASSWORD = 'correct horse battery staple'
/** What the walk shows of conversations, and what it types. */
const PLANTED = [
  'welcome breakfast',
  'Whole again, I should say',
  'Harbour House',
  'the name of a help line',
  'a rose in hand',
  PASSWORD,
]

let stack: TestStack
let browser: Looker
let page: Page
/** The API, as the local administrator. */
let api: Client
let invitation: string

beforeAll(async () => {
  stack = await startTestStack()
  browser = await openBrowser(stack.origin)
  page = browser.page
  api = createClient({ baseUrl: stack.origin, token: (await stack.techdeck('token')).trim() })
}, 300_000)
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
})

const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name, exact: true })
const view = (name: string) => page.getByRole('navigation', { name: 'Views of the run' }).getByRole('link', { name })
const linkOf = (text: string, path: string) => new RegExp(`http\\S+/${path}#[\\w-]{43}`).exec(text)?.[0] ?? ''

/** The API as another moderator, who signed in with a password. */
async function colleague(email: string): Promise<Client> {
  const { invitation: given } = await api.createUser({ body: { email, role: 'moderator' } })
  const stranger = createClient({ baseUrl: stack.origin })
  await stranger.acceptInvitation({ body: { token: given.url.split('#')[1] ?? '', password: PASSWORD } })
  const { access_token: token } = await stranger.login({ body: { email, password: PASSWORD } })
  return createClient({ baseUrl: stack.origin, token })
}

/** Drops files as a person does. */
async function drop(zone: Locator, paths: readonly string[]): Promise<void> {
  const files = await Promise.all(
    paths.map(async (path) => ({ name: basename(path), base64: (await readFile(path)).toString('base64') })),
  )
  const dataTransfer = await page.evaluateHandle((given) => {
    const transfer = new DataTransfer()
    for (const { name, base64 } of given)
      transfer.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name))
    return transfer
  }, files)
  await zone.dispatchEvent('dragover', { dataTransfer })
  await zone.dispatchEvent('drop', { dataTransfer })
}

/** Drops a file with this content on the page of all data sets, and waits until it was looked at. */
async function dropContent(name: string, content: string): Promise<void> {
  await page.goto(`${stack.origin}/datasets`)
  const given = { name, content }
  const dataTransfer = await page.evaluateHandle((file) => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([file.content], file.name))
    return transfer
  }, given)
  await page.locator('.drop').dispatchEvent('drop', { dataTransfer })
  await page.getByRole('heading', { name: 'How it was read' }).waitFor()
}

/** Drops files of 17 MiB, the same each time. */
async function dropLarge(names: readonly string[] = ['large.jsonl']): Promise<void> {
  const dataTransfer = await page.evaluateHandle((given) => {
    const line = '{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"yes"}]}\n'
    const transfer = new DataTransfer()
    const content = line.repeat(Math.ceil((17 * 1024 * 1024) / line.length))
    for (const name of given) transfer.items.add(new File([content], name, { lastModified: 1_700_000_000_000 }))
    return transfer
  }, names)
  await page.locator('.drop').dispatchEvent('drop', { dataTransfer })
}

/** Sends no faster than this, in bytes a second, until the returned function is called. */
async function slowly(bytesPerSecond: number): Promise<() => Promise<void>> {
  const session = await browser.context.newCDPSession(page)
  const conditions = { offline: false, latency: 0, downloadThroughput: -1 }
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', { ...conditions, uploadThroughput: bytesPerSecond })
  return async () => {
    await session.send('Network.emulateNetworkConditions', { ...conditions, uploadThroughput: -1 })
    await session.detach()
  }
}

describe('the web page', () => {
  it('asks who is there', async () => {
    await page.goto(`${stack.origin}/runs`)
    await heading('Sign in').waitFor()
    expect(await browser.look('sign-in')).toEqual([])
  })

  it('lets nobody in by a link that was not made, and says what to do', async () => {
    const { complaints } = browser
    await page.goto(`${stack.origin}/sign-in#${'x'.repeat(43)}`)
    await page.getByText('Ask an administrator for a new one.').waitFor()
    expect(await browser.look('bad-link')).toEqual([])
    // The browser itself says on the console that a request was refused.
    expect(complaints.splice(0)).toEqual([expect.stringContaining('404')])
  })

  it('signs in by the link that `up` prints, once', async () => {
    const link = linkOf(await stack.techdeck('up'), 'sign-in')
    expect(link.startsWith(stack.origin)).toBe(true)
    await page.goto(link)
    await heading('Home').waitFor()
    expect(page.url()).toBe(`${stack.origin}/`)
    await page.getByRole('button', { name: 'Try it with an example' }).waitFor()
    expect(await browser.look('home-first-use')).toEqual([])
    const token = link.slice(link.indexOf('#') + 1)
    await expect(api.signInByLink({ body: { token } })).rejects.toThrow('not valid')
    expect(await stack.techdeck('logs')).not.toContain(token)
  })

  it('stays signed in when it is loaded again, and again in the middle of it', async () => {
    for (let time = 0; time < 3; time++)
      await Promise.all([page.waitForRequest(/\/auth\/refresh$/), page.reload({ waitUntil: 'commit' })])
    await heading('Home').waitFor()
    await expect(heading('Sign in').count()).resolves.toBe(0)
  })

  it('takes dropped files, and shows how far they are and what they are', async () => {
    const asUsual = await slowly(60_000)
    await drop(page.locator('.drop'), EXAMPLES)
    await page.locator('progress[aria-label^="Upload"]:not([value="0"]):not([value="100"])').waitFor()
    expect(await browser.look('uploading')).toEqual([])
    await asUsual()
    await heading('sessions.csv and 1 more').waitFor()
    const table = page.getByRole('region', { name: 'What detection found in each file' })
    await table.getByRole('row', { name: /sessions.csv csv utf-8/ }).waitFor()
    await table.getByRole('row', { name: /helpline.jsonl jsonl utf-8/ }).waitFor()
    expect(await browser.look('data-set')).toEqual([])
    await page.getByLabel('Preset').selectOption('research-strict')
    await expect(page.getByRole('radio', { name: /^Strict/ }).isChecked()).resolves.toBe(true)
    await page.getByText('All options, 3 set').click()
    await expect(page.getByLabel(/^Near duplicates/).inputValue()).resolves.toBe('drop')
    await page.getByLabel(/^Min turns validation/).fill('3')
    await page.getByText('All options, 4 set').waitFor()
    expect(await browser.look('start-form')).toEqual([])
    await page.reload()
    await page.getByRole('button', { name: 'Start the run' }).waitFor()
  })

  it('starts a run and follows it through six stages, whose counts add up', async () => {
    await page.getByLabel('Quality threshold').fill('0.5')
    await page.getByLabel('OpenAI chat').check()
    await page.getByLabel('Keep a vault').check()
    await page.getByRole('button', { name: 'Start the run' }).click()
    await heading('Run of sessions.csv and 1 more').waitFor()
    await page.getByRole('progressbar', { name: 'Progress of the run' }).waitFor()
    await page.getByText('✓ adds up').first().waitFor()
    expect(await browser.look('run-live')).toEqual([])
    const stages = page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 2 }) })
    await expect(stages.count()).resolves.toBe(6)
    await page.getByText('✓ adds up').nth(5).waitFor()
    await page.locator('.run-lead').getByText('Completed').waitFor()
    expect(await browser.look('run-stages')).toEqual([])

    const [{ stages: stored }] = (await api.listPipelines()).data
    for (const [index, name] of STAGES.entries()) {
      const figures = (await stages.nth(index).locator('.counts dd').allTextContents()).slice(0, 6)
      const [taken, ...rest] = figures.map((text) => Number(text.replace(/\D/g, '')))
      expect({ name, taken }).toEqual({ name, taken: stored[index].records.in })
      expect(rest.reduce((sum, count) => sum + count, 0)).toBe(taken)
    }
  })

  it('shows when each stage worked and what happened, by keys, too', async () => {
    await view('Timeline').click()
    await page.getByText('The run completed').waitFor()
    await page.keyboard.press('q')
    await expect(page.getByLabel('Waiting').isChecked()).resolves.toBe(false)
    expect(await browser.look('run-timeline')).toEqual([])
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).getByText('continue it').waitFor()
    await page.keyboard.press('Escape')
  })

  it('shows the first conversations, de-identified and with findings', async () => {
    await view('Preview').click()
    await page.getByText(/\d+ of the first 32 conversations come out/).waitFor()
    await page.locator('mark.mark-identifier', { hasText: '[REDACTED]' }).first().waitFor()
    expect(await browser.look('run-preview')).toEqual([])
    await page.getByText('What stood there', { exact: true }).click()
    await page.getByLabel('Why').fill('a question of the owner')
    await page.getByRole('button', { name: 'Show what stood there' }).click()
    await expect(page.locator('.before-after mark').count()).resolves.toBe(0)
    await page.getByRole('button', { name: 'Show it' }).first().click()
    await page.locator('.before-after mark').first().waitFor()
    expect(await browser.look('run-before-and-after')).toEqual([])
    await page.getByRole('button', { name: 'Next →' }).click()
    await page.getByRole('heading', { name: /Conversation 2 of/ }).waitFor()
  })

  it('lists all conversations, narrows them by what they have and measure, and shows one beside how it was said', async () => {
    await view('Conversations').click()
    await page.getByRole('heading', { name: '164 conversations' }).waitFor()
    await page.getByRole('group', { name: 'What became of it' }).getByLabel('Rejected').check()
    await page.getByRole('heading', { name: /^\d+ of 164 conversations/ }).waitFor()
    await page.getByLabel('Most Turns').fill('60')
    await page.getByRole('button', { name: 'Score', exact: true }).click()
    expect(new URL(page.url()).search).toBe('?outcome=rejected&turns=..60&sort=-score_overall')
    await page.reload()
    await page.getByRole('list', { name: 'The slice' }).getByText('Turns up to 60').waitFor()
    expect(await browser.look('conversations')).toEqual([])
    const table = page.getByRole('region', { name: 'Conversations', exact: true })
    await expect(table.locator('tbody tr:not(.table-space)').count()).resolves.toBeLessThan(60)
    await table.getByRole('link').first().click()
    await page.locator('.transcript .turn').first().waitFor()
    await page.keyboard.press('j')
    await page.getByText(/^2 of \d+$/).waitFor()
    await page.locator('.transcript mark.mark-identifier').first().waitFor()
    expect(await browser.look('conversation')).toEqual([])
    await page.getByRole('button', { name: 'Beside how it was said' }).click()
    await page.getByRole('button', { name: 'Show how it was said' }).click()
    await page.locator('.blurred').first().click()
    await page.locator('.side-by-side mark.mark-identifier').first().waitFor()
    expect(await browser.look('conversation-side-by-side')).toEqual([])
    await page.goBack()
    await page.goBack()
    await table.waitFor()
  })

  it('reports what was found and what became of every record', async () => {
    await view('Report').click()
    await page.getByText('✓ Every record is accounted for').waitFor()
    await page.getByRole('heading', { name: 'Identifiers replaced' }).waitFor()
    expect(await browser.look('run-report')).toEqual([])
  })

  it('says of what was left out where it stood and why, and shows text of it only when asked', async () => {
    await view('Left out').click()
    const row = page.getByRole('row', { name: /sessions.csv, line 44/ })
    await row.getByText('wrong_column_count').waitFor()
    await expect(page.getByText('torn,2').count()).resolves.toBe(0)
    await page.getByLabel('Show how they begin').check()
    await row.getByText('torn,2').waitFor()
    expect(await browser.look('run-left-out')).toEqual([])
  })

  it('saves files that are the same bytes as those of the API', async () => {
    await view('Downloads').click()
    await page.getByRole('button', { name: 'Download conversations.jsonl' }).waitFor()
    expect(await browser.look('run-downloads')).toEqual([])
    const [{ id }] = (await api.listPipelines()).data
    const { files } = await api.listExports({ params: { id } })
    expect(files.map(({ name }) => name)).toContain('openai_chat.jsonl')
    const kept: { name: string; mimeType: string; buffer: Buffer }[] = []
    for (const { name, sha256: hash } of files) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: `Download ${name}` }).click(),
      ])
      const saved = await readFile(await download.path())
      const sent = await (await api.downloadExport({ params: { id, name } })).arrayBuffer()
      // A browser saves into one folder.
      expect([name, sha256(saved), download.suggestedFilename()]).toEqual([name, hash, name.replaceAll('/', '_')])
      expect(saved.equals(Buffer.from(sent))).toBe(true)
      kept.push({ name: download.suggestedFilename(), mimeType: '', buffer: saved })
    }
    await page.getByLabel('Files of this run').setInputFiles(kept)
    await page.getByText('The manifest is signed by this installation').waitFor()
    await expect(page.getByText('As exported').count()).resolves.toBe(files.length)
  })

  it('goes on with a download where it broke off, and with one that was paused after the page was left', async () => {
    const [{ id }] = (await api.listPipelines()).data
    const { files } = await api.listExports({ params: { id } })
    const [{ name, sha256: hash, size_bytes: size }] = files.toSorted((a, b) => b.size_bytes - a.size_bytes)
    const line = await startBreakingLine(stack.origin, `/exports/${name} `, 20_000)
    line.breaks.push('cut', 'cut', 'hold')
    const begins: number[] = []
    page.on('request', (request) => {
      if (request.url().endsWith(`/exports/${name}`))
        begins.push(Number(/^bytes=(\d+)-$/.exec(request.headers()['range'] ?? 'bytes=0-')?.[1]))
    })
    // The same session by another way, whose storage is its own.
    const memory = await page.evaluate(() => JSON.stringify(localStorage))
    await page.goto(line.origin)
    await page.evaluate((kept) => Object.assign(localStorage, JSON.parse(kept)), memory)
    await page.goto(`${line.origin}/runs/${id}/downloads`)
    await page.getByRole('button', { name: `Download ${name}` }).click()
    // Cut twice, it goes on by itself; then nothing more comes, until somebody pauses it and leaves.
    while (begins.length < 3) await page.waitForTimeout(50)
    // What the browser had not handed over yet is lost with a connection that is cut.
    await page.locator('.download').filter({ hasNotText: /^0 B/ }).waitFor()
    await page.getByRole('button', { name: `Pause ${name}` }).click()
    await page.getByRole('button', { name: `Go on with ${name}` }).waitFor()
    await page.reload()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `Download ${name}` }).click(),
    ])
    expect(sha256(await readFile(await download.path()))).toBe(hash)
    expect(begins.length).toBe(4)
    expect(begins).toEqual(begins.toSorted((a, b) => a - b))
    expect([begins[0], begins[3] > 0, begins[3] < size]).toEqual([0, true, true])
    // The other way is another origin, and the browser itself says on the console that it was cut off.
    const complaints = browser.complaints.splice(0).filter((text) => !text.startsWith(`asks ${line.origin}/`))
    expect(complaints.filter((text) => !text.includes('net::ERR_'))).toEqual([])
    await page.evaluate(async () => {
      localStorage.clear()
      await (await navigator.storage.getDirectory()).removeEntry('downloads', { recursive: true })
    })
    await page.goto(`${stack.origin}/runs/${id}`)
    await heading(/^Run of/).waitFor()
    await line.close()
  })

  it('has the browser go on by itself with what broke off, where the page has no storage', async () => {
    const [{ id }] = (await api.listPipelines()).data
    const { files } = await api.listExports({ params: { id } })
    const [{ name, sha256: hash }] = files.toSorted((a, b) => b.size_bytes - a.size_bytes)
    const line = await startBreakingLine(stack.origin, '/downloads?ticket=', 20_000)
    line.breaks.push('cut', 'cut')
    const memory = await page.evaluate(() => JSON.stringify(localStorage))
    const plain = await browser.context.newPage()
    await plain.addInitScript(() =>
      Object.defineProperty(StorageManager.prototype, 'getDirectory', { value: undefined }),
    )
    await plain.goto(line.origin)
    await plain.evaluate((kept) => Object.assign(localStorage, JSON.parse(kept)), memory)
    await plain.goto(`${line.origin}/runs/${id}/downloads`)
    const [download] = await Promise.all([
      plain.waitForEvent('download'),
      plain.getByRole('button', { name: `Download ${name}` }).click(),
    ])
    expect(sha256(await readFile(await download.path()))).toBe(hash)
    // Both breaks befell it, and the address alone gives nothing a second time.
    expect(line.breaks).toEqual([])
    expect(download.url().startsWith(`${line.origin}/api/v1/downloads?ticket=`)).toBe(true)
    await plain.evaluate(() => localStorage.clear())
    await plain.close()
    const complaints = browser.complaints.splice(0).filter((text) => !text.startsWith(`asks ${line.origin}/`))
    expect(complaints.filter((text) => !text.includes('net::ERR_'))).toEqual([])
    await line.close()
  })

  it('lets people judge by keys alone: crises first and behind a warning, two blind verdicts, a third who settles', async () => {
    const [{ id }] = (await api.listDatasets()).data
    await page.goto(`${stack.origin}/datasets/${id}/review`)
    await page.getByText('Nothing waits for a verdict.').waitFor()
    await page.getByRole('button', { name: 'Queue what the newest run found' }).click()
    await page.getByRole('link', { name: 'Judge the first' }).waitFor()
    expect(await browser.look('review-queue')).toEqual([])
    const [one, two] = (await api.listReviews({ params: { id }, query: { limit: 2 } })).data
    expect([one.lane, two.lane]).toEqual(['crisis', 'crisis'])

    let opened = 0
    page.on('request', (request) => {
      if (request.url().endsWith(`/reviews/${one.conversation_id}`)) opened++
    })
    await page.getByRole('link', { name: 'Judge the first' }).press('Enter')
    await page.getByRole('heading', { name: 'This may be hard to read' }).waitFor()
    expect(opened).toBe(0)
    await page.getByRole('button', { name: 'Open it' }).press('Enter')
    await page.locator('.transcript mark').first().waitFor()
    expect(await browser.look('review')).toEqual([])
    for (const key of ['l', '2', 'Enter']) await page.keyboard.press(key)
    await page.getByText('Your verdict on the one before is in; a second one is to come.').waitFor()

    const [sam, kim] = [await colleague('reviewer.a@example.org'), await colleague('reviewer.b@example.org')]
    const say = (by: Client, conversation: string, verdict: 'keep' | 'leave_out') =>
      by.giveVerdict({ params: { id, conversation }, body: { verdict, reason: 'crisis_answered_badly' } })
    await say(sam, one.conversation_id, 'leave_out')
    await say(sam, two.conversation_id, 'keep')
    await say(kim, two.conversation_id, 'leave_out')
    await page.goto(`${stack.origin}/datasets/${id}/review`)
    await page.getByText('reviewer').first().waitFor()
    await page.getByRole('button', { name: 'To settle' }).click()
    await page.getByRole('link', { name: 'Settle the first' }).click()
    await page.getByRole('button', { name: 'Open it' }).click()
    await page.getByRole('heading', { name: 'Settle it' }).waitFor()
    for (const key of ['k', 'Enter']) await page.keyboard.press(key)
    await page.getByText('The one before is decided: keep, as a third settled it.').waitFor()
    const { data } = await api.listReviews({ params: { id }, query: { status: 'settled' } })
    expect(data.map(({ final }) => final)).toEqual(['leave_out', 'keep'])
  })

  it('lists runs and data sets', async () => {
    const main = page.getByRole('navigation', { name: 'Main' })
    await main.getByRole('link', { name: 'Runs' }).click()
    await page.getByRole('link', { name: /sessions.csv and 1 more/ }).waitFor()
    expect(await browser.look('runs')).toEqual([])
    await main.getByRole('link', { name: 'Data sets' }).click()
    await page.getByRole('link', { name: /164 conversations/ }).waitFor()
    expect(await browser.look('data-sets')).toEqual([])
    await main.getByRole('link', { name: 'Home' }).click()
    await page.getByRole('link', { name: /7 records could not be read/ }).waitFor()
    await page.getByRole('link', { name: /to review, \d+ of them crises/ }).waitFor()
    expect(await browser.look('home')).toEqual([])
  })

  it('mends a row that could not be read and releases it, shows what was withheld and lets it through, and says why', async () => {
    const [{ id }] = (await api.listDatasets()).data
    await page.goto(`${stack.origin}/datasets/${id}/left-out`)
    await page.getByRole('link', { name: 'Mend sessions.csv, line 44' }).waitFor()
    expect(await browser.look('left-out')).toEqual([])
    await page.getByRole('link', { name: 'Mend sessions.csv, line 44' }).press('Enter')
    await page.getByRole('button', { name: 'Show the row' }).press('Enter')
    const content = page.getByLabel('The row, in the form of its file')
    await expect(content.inputValue()).resolves.toContain('torn,2')
    await content.fill(MENDED)
    await page.getByText('Or say which column means what in this row alone').press('Enter')
    await page.getByLabel('Order', { exact: true }).waitFor()
    expect(await browser.look('row')).toEqual([])
    await page.getByRole('button', { name: 'Save it so' }).click()
    await page.getByText('It reads as 1 turn now and goes into its conversation.').waitFor()
    await page.getByRole('button', { name: 'Release it' }).click()
    await page.getByText('It is part of version 2 of the data set now').waitFor()

    const options = { processing: { replaceFrom: 0.95 } }
    const run = await api.executePipeline({ body: { dataset_ids: [id], execution_mode: 'dry_run', options } })
    for await (const { kind } of api.watch(run.id)) if (kind === 'end') break
    await page.goto(`${stack.origin}/runs/${run.id}/compare`)
    await page.getByLabel('Another run of the same data').selectOption({ index: 1 })
    await page.getByRole('cell', { name: 'options.replaceFrom', exact: true }).waitFor()
    await page.getByRole('region', { name: 'Conversations that changed' }).waitFor()
    expect(await browser.look('compare')).toEqual([])
    await page.goto(`${stack.origin}/runs/${run.id}/quarantine`)
    await page
      .getByRole('link', { name: /^Look at/ })
      .first()
      .click()
    await page.getByRole('button', { name: 'Show the conversation' }).click()
    await page.locator('.transcript mark').first().waitFor()
    expect(await browser.look('withheld')).toEqual([])
    await page.getByRole('textbox', { name: 'Why' }).fill('the name of a help line')
    await page.getByRole('button', { name: 'Let it through' }).click()
    await page.getByText('Released: the next run of the data set lets it through').waitFor()
    await page.getByRole('link', { name: 'What happened to it' }).click()
    await page.getByText('It was withheld at processing').waitFor()
    await page.getByLabel('A line of a file, or a conversation’s id').fill('sessions.csv:50')
    await page.keyboard.press('Enter')
    await page.waitForURL(/place=sessions\.csv/)
    await page.getByText('Stage by stage').first().waitFor()
    expect(await browser.look('why')).toEqual([])
  })

  it('has people look for leaks in a sample, says what that means, and takes the sign-off', async () => {
    const [run] = (await api.listPipelines()).data.filter(({ status }) => status === 'completed')
    await page.goto(`${stack.origin}/runs/${run.id}/leaks`)
    await page.getByLabel('Conversations to look at').fill('2')
    await page.getByRole('button', { name: 'Draw the sample' }).click()
    const said = await page.locator('.turn-text').first().innerText()
    await page.getByLabel('Words that tell who somebody is').fill(said.split(' ').slice(0, 2).join(' '))
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /Save \d+ leak/ }).waitFor()
    expect(await browser.look('leak-review')).toEqual([])
    await page.getByRole('button', { name: /Save \d+ leak/ }).press('Enter')
    await page.getByRole('button', { name: 'Nothing is left in it' }).waitFor()
    await page.keyboard.press('s')
    await page.getByRole('button', { name: 'Sign it off' }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign it off' }).click()
    await page.getByText('Downloads that waited for it may begin.').waitFor()
    const review = await api.getLeakReview({ params: { id: run.id } })
    expect(review).toMatchObject({ sample: 2, reviewed: 2, leaking: 1, signed_off_at: expect.any(String) })
    await page.getByText('In 1 of 2 conversations something was left.').waitFor()
  })

  it('plans an export of a slice, and shows what would be written before it is', async () => {
    const [run] = (await api.listPipelines()).data.filter(({ status }) => status === 'completed')
    await page.goto(`${stack.origin}/runs/${run.id}/conversations?turns=..16`)
    await page.getByRole('link', { name: 'Plan an export of these' }).click()
    await heading('Plan an export').waitFor()
    await page.getByRole('list', { name: 'The slice' }).getByText('Turns up to 16').waitFor()
    await page.getByLabel('Share of validation').fill('0')
    await page.getByText('What the first records look like').click()
    await page.getByRole('region', { name: 'First records as JSON lines' }).getByText('[REDACTED]').waitFor()
    await page.getByRole('button', { name: 'Show the plan' }).click()
    await page.getByText(/\d+ conversations of \d+ would be written/).waitFor()
    await page.getByRole('row', { name: /A figure of it lies outside of the bounds/ }).waitFor()
    await page.getByRole('button', { name: 'Write these files' }).waitFor()
    expect(await browser.look('plan')).toEqual([])
    const [planned] = (await api.listPipelines()).data
    const { files } = await api.listExports({ params: { id: planned.id } })
    expect(files.map(({ name }) => name)).toEqual(['plan.json'])
    const { plans } = await api.getReport({ params: { id: planned.id } })
    expect(Object.values(plans ?? {})).toMatchObject([{ splits: { train: expect.any(Number) } }])
  })

  it('keeps lists of a site’s own words in versions, and tries them on a text', async () => {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Site lists' }).click()
    await page.getByLabel('Name').fill('staff')
    await page.keyboard.press('Enter')
    await page.getByLabel('Names to hide').fill('Dana Whitlock\n=Rose')
    await page.getByLabel('Never hide').fill('Beck')
    await page.getByRole('button', { name: 'Save the next version' }).click()
    await page.getByText('Version 1 of 1').waitFor()
    await page.getByLabel('Places to hide').fill('Harbour House')
    await page.getByLabel('A text').fill('dana whitlock read Beck at Harbour House, a rose in hand')
    await page.getByRole('button', { name: 'Try it' }).click()
    await page.getByText('2 places hidden, 1 kept.').waitFor()
    expect(await browser.look('site-list')).toEqual([])
    await page.getByRole('button', { name: 'Save the next version' }).click()
    await page.getByText('Version 2 of 2').waitFor()
    await page.getByText('Saved as version 2').waitFor()
    await page.getByLabel('Version', { exact: true }).selectOption('1')
    await expect(page.getByLabel('Places to hide').inputValue()).resolves.toBe('')
    const { content } = await api.getSiteList({ params: { name: 'staff' } })
    expect(content.hide.map(({ text, exact }) => [text, exact])).toEqual([
      ['Dana Whitlock', false],
      ['Harbour House', false],
      ['Rose', true],
    ])
  })

  it('asks which of two close readings is right, with the first records of each once they are wanted', async () => {
    await dropContent(
      'list.txt',
      '- Therapist: How are you?\n- Client: Badly.\n- Therapist: Since when?\n- Client: Monday.\n',
    )
    await page.getByRole('heading', { name: 'Which reading is right?' }).waitFor()
    await expect(page.getByText('Since when?').count()).resolves.toBe(0)
    await page.getByRole('button', { name: 'Show the first records' }).click()
    for (const format of ['markdown', 'transcript'])
      await page
        .getByRole('region', { name: `Read as ${format}` })
        .getByText('Since when?')
        .waitFor()
    expect(await browser.look('close-readings')).toEqual([])
    await page.getByRole('button', { name: 'It is transcript' }).press('Enter')
    await page.getByText('It was read again, as version 2: 1 conversation with 4 turns.').waitFor()
    await page.getByText('transcript, as you chose').waitFor()
    await expect(page.getByRole('heading', { name: 'Which reading is right?' }).count()).resolves.toBe(0)
  })

  it('shows which column means what and who is who, and reads by what is changed of it', async () => {
    await dropContent(
      'table.csv',
      'case,who,said,mood\n1,Lee,How are you?,1\n1,Kim,I am tired of my work.,2\n2,Lee,And now?,1\n',
    )
    const speakers = page.getByRole('region', { name: 'Who is who' })
    await speakers.getByText('lee → Therapist').waitFor()
    await page.getByText('Say which column means what').click()
    await page.getByLabel('Order', { exact: true }).selectOption('mood')
    await page.getByLabel('lee', { exact: true }).selectOption('client')
    await page.getByLabel('kim', { exact: true }).selectOption('therapist')
    expect(await browser.look('mapping')).toEqual([])
    await page.getByRole('button', { name: 'Save and read again' }).click()
    await page.getByText('It was read again, as version 2: 2 conversations with 3 turns.').waitFor()
    await speakers.getByText('lee → Client').waitFor()
    await page.getByText('mood → Order').waitFor()
    expect(await browser.look('data-set-mapped')).toEqual([])
    const [{ id }] = (await api.listDatasets()).data
    const { mapping } = await api.getMapping({ params: { id } })
    expect(await stack.techdeck('datasets', 'mapping', id)).toContain('order is mood')
    expect(mapping).toMatchObject({ order: 'mood', text: 'said', roles: { lee: 'client', kim: 'therapist' } })
  })

  it('invites, and changes what others may', async () => {
    await page.getByRole('link', { name: 'Users' }).click()
    await page.getByLabel('E-mail address').fill('sam@example.org')
    await page.getByRole('button', { name: 'Invite' }).click()
    await page.getByText('A link for sam@example.org').waitFor()
    await page.getByLabel('Role of sam@example.org').selectOption('moderator')
    expect(await browser.look('users')).toEqual([])
    await page.getByRole('button', { name: 'Disable sam@example.org' }).click()
    await page.getByRole('button', { name: 'Enable sam@example.org' }).click()
    await page.getByRole('button', { name: 'Disable sam@example.org' }).waitFor()
    // Who was disabled needs another link.
    await page.getByRole('button', { name: 'I have it' }).click()
    await page.getByRole('button', { name: 'New link for sam@example.org' }).click()
    await page.getByText('A link for sam@example.org').waitFor()
    invitation = linkOf(await page.locator('.link-line').innerText(), 'invite')
    const { data } = await api.listUsers({ query: { email: 'sam@example.org' } })
    expect(data).toMatchObject([{ role: 'moderator', is_active: true }])
  })

  it('shows an administrator where somebody is signed in, and gives them limits of their own', async () => {
    await page.getByRole('link', { name: 'sam@example.org', exact: true }).click()
    await heading('sam@example.org').waitFor()
    await page.getByText('Nowhere.').waitFor()
    await page.getByLabel('How many').fill('7')
    await page.getByRole('button', { name: 'Set', exact: true }).click()
    await page.getByText('Their own', { exact: true }).waitFor()
    expect(await browser.look('user')).toEqual([])
  })

  it('is dark where somebody wants it so, and shows times in their zone', async () => {
    await page.goto(`${stack.origin}/account`)
    await page.getByLabel('Colours').selectOption('dark')
    await page.getByLabel('Time zone').selectOption('Asia/Tokyo')
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark')
    expect(await browser.look('settings')).toEqual([])
    await page.getByLabel('Colours').selectOption('system')
    await page.getByLabel('Time zone').selectOption('system')
  })

  it('shows the operator whether all is well, and rotates the key', async () => {
    await page.getByRole('link', { name: 'System' }).click()
    await page.getByText('Reached').first().waitFor()
    expect(await browser.look('system')).toEqual([])
    await page.getByRole('link', { name: 'Keys and retention' }).click()
    await page.getByText('The retention of no data set is over.').waitFor()
    await page.getByRole('button', { name: 'Rotate' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click()
    await page.getByText(/data keys? wrapped anew by/).waitFor()
    expect(await browser.look('system-keys')).toEqual([])
    expect((await api.listKeys()).rotation).toMatchObject({ status: 'done', failed: 0 })
  })

  it('shows who works on what, pauses a stage and lets it go on', async () => {
    await page.goto(`${stack.origin}/system/work`)
    const queue = page.getByRole('row', { name: 'Export' })
    await queue.getByText('Open').waitFor()
    await page.getByText('No shard is parked.').waitFor()
    expect(await browser.look('system-work')).toEqual([])
    await queue.getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Pause export' }).click()
    await queue.getByText('Paused').waitFor()
    await queue.getByRole('button', { name: 'Let export go on' }).click()
    await queue.getByText('Open').waitFor()
  })

  it('tells everybody of maintenance, during which nothing new begins', async () => {
    await page.goto(`${stack.origin}/system`)
    await page.getByLabel('What people are told').fill('A disk is changed until six.')
    await page.getByRole('button', { name: 'Begin maintenance' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Begin maintenance' }).click()
    await page.getByRole('status').getByText('A disk is changed until six.').waitFor()
    expect(await browser.look('maintenance')).toEqual([])
    await expect(api.validateDataset({ params: { dataset_id: 'none' }, body: {} })).rejects.toMatchObject({
      status: 503,
    })
    await page.getByRole('button', { name: 'Take work again' }).click()
    await page.getByText('What people are told').waitFor()
  })

  it('adds an address that is told of the ends of runs, shows its secret once, and takes it away', async () => {
    await page.goto(`${stack.origin}/system/webhooks`)
    await page.getByText('No address is told of the ends of runs.').waitFor()
    await page.getByLabel('Address, with https://').fill('https://hooks.example.org/techdeck')
    await page.getByLabel('Cancelled').press('Space')
    await page.getByLabel('Address, with https://').press('Enter')
    await page.getByText(/^whsec_/).waitFor()
    expect(await browser.look('webhooks')).toEqual([])
    const [webhook] = await api.listWebhooks()
    expect(webhook.events).toEqual(['execution.completed', 'execution.partial', 'execution.failed'])
    await page.getByRole('button', { name: 'Switch off' }).click()
    await page.getByText('switched off by hand').waitFor()
    await page.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('button', { name: 'Remove it' }).click()
    await page.getByText('No address is told of the ends of runs.').waitFor()
  })

  it('opens the board of the queues', async () => {
    await page.getByRole('button', { name: 'Queues' }).click()
    await page.waitForURL(`${stack.origin}/admin/queues`)
    await page.getByText('ingestion').first().waitFor()
    expect(page.url()).toBe(`${stack.origin}/admin/queues`)
    await page.goto(`${stack.origin}/users`)
    await heading('Users').waitFor()
  })

  it('goes on with a large file where it was, when it is dropped again after the page was left', async () => {
    const offsets: string[] = []
    page.on('request', (request) => {
      if (request.method() === 'PATCH') offsets.push(request.headers()['upload-offset'])
    })
    await page.goto(`${stack.origin}/datasets`)
    const asUsual = await slowly(8 * 1024 * 1024)
    await dropLarge()
    await page.waitForResponse((answer) => answer.request().method() === 'PATCH' && answer.status() === 204)
    await page.goto(`${stack.origin}/datasets`)
    await asUsual()
    offsets.length = 0
    await dropLarge()
    await heading('large.jsonl').waitFor()
    await page.getByRole('button', { name: 'Start the run' }).waitFor()
    expect(Number(offsets[0])).toBeGreaterThanOrEqual(8 * 1024 * 1024)
    expect(await page.evaluate(() => localStorage.getItem('techdeck.uploads'))).toBe('{}')

    await page.goto(`${stack.origin}/datasets`)
    const asBefore = await slowly(8 * 1024 * 1024)
    await dropLarge(['one.jsonl', 'two.jsonl'])
    await page.waitForResponse((answer) => answer.request().method() === 'PATCH' && answer.status() === 204)
    await page.goto(`${stack.origin}/datasets`)
    await asBefore()
    offsets.length = 0
    await dropLarge(['one.jsonl', 'two.jsonl'])
    await heading('one.jsonl and 1 more').waitFor()
    await page.getByRole('button', { name: 'Start the run' }).waitFor()
    // Both go on at once; of the first, a whole request had come.
    expect(Math.max(...offsets.slice(0, 2).map(Number))).toBeGreaterThanOrEqual(8 * 1024 * 1024)
    expect(await page.evaluate(() => localStorage.getItem('techdeck.uploads'))).toBe('{}')

    await page.goto(`${stack.origin}/datasets`)
    await dropLarge()
    await page.getByText('It was there already; nothing was stored twice.').waitFor()
    await heading('large.jsonl').waitFor()
    await page.getByRole('button', { name: 'Close large.jsonl' }).click()

    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByRole('button', { name: 'Delete it' }).click()
    await heading('Data sets').waitFor()
    await page.getByRole('button', { name: 'Restore large.jsonl' }).click()
    await page.getByRole('link', { name: /large.jsonl/ }).waitFor()
    await page.getByRole('heading', { name: 'Deleted' }).waitFor({ state: 'detached' })
  })

  it('shares a data set with a team, and asks for somebody else’s in an emergency', async () => {
    await page.goto(`${stack.origin}/teams`)
    await page.getByLabel('Name', { exact: true }).fill('north')
    await page.getByRole('button', { name: 'Make it', exact: true }).click()
    await page.getByLabel('E-mail address of somebody for north').fill('local-admin@techdeck.localhost')
    await page.getByRole('button', { name: 'Take in' }).click()
    await page.getByRole('button', { name: 'Leave north' }).waitFor()
    expect(await browser.look('teams')).toEqual([])
    const { data: own } = await api.listDatasets()
    await page.goto(`${stack.origin}/datasets/${own[0].id}`)
    await page.getByRole('button', { name: 'Share', exact: true }).click()
    await page.getByRole('button', { name: 'Stop sharing with north' }).waitFor()
    expect(await browser.look('sharing')).toEqual([])
    await page.goto(`${stack.origin}/emergencies`)
    await page.getByLabel('Id of the data set').fill(own[0].id)
    await page.getByLabel('Why').fill('nobody else is there')
    await page.getByRole('button', { name: 'Ask for 60 minutes' }).click()
    await page.getByText('Waits').waitFor()
    expect(await browser.look('emergencies')).toEqual([])
  })

  it('looks into the audit log, and proves an entry by itself', async () => {
    await page.getByRole('button', { name: 'Local admin' }).click()
    await page.getByRole('link', { name: 'Audit log' }).click()
    await page.getByText('believes this key from now on').waitFor()
    await page.getByLabel('What was done').fill('auth.login')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByRole('button', { name: 'Prove entry' }).first().click()
    await page.getByText('this browser checked the signature').waitFor()
    await page.getByLabel('Watermark, or SHA-256').fill('0'.repeat(64))
    await page.getByRole('button', { name: 'Trace' }).click()
    await page.getByText('Nobody took such a copy').waitFor()
    expect(await browser.look('audit')).toEqual([])
    await page.reload()
    await page.getByText('that this browser saw before').waitFor()
  })

  it('lists sessions, and signs out in all windows at once', async () => {
    const other = await browser.context.newPage()
    await other.goto(`${stack.origin}/account`)
    await other.getByText('This one').waitFor()
    await page.getByRole('button', { name: 'Local admin' }).click()
    await page.getByRole('link', { name: 'Account and sessions' }).click()
    await page.getByText('This one').waitFor()
    await page.getByLabel('What it is for').fill('nightly report')
    await page.getByLabel('For an agent').check()
    await page.getByRole('button', { name: 'Make a token' }).click()
    await page.getByText(/td_.{43}/).waitFor()
    expect(await browser.look('account')).toEqual([])
    await page.getByRole('button', { name: 'Revoke nightly report' }).click()
    await page.getByRole('button', { name: 'Revoke nightly report' }).waitFor({ state: 'detached' })

    const begun = await api.beginDevice({ body: { client_name: 'my laptop' } })
    await page.goto(`${stack.origin}/device#${begun.user_code}`)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByText('my laptop').waitFor()
    expect(await browser.look('device')).toEqual([])
    await page.getByRole('button', { name: 'Sign it in' }).click()
    await page.getByText('Go back to your terminal.').waitFor()
    await page.getByRole('button', { name: 'Local admin' }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are signed out.').waitFor()
    await other.getByText('You are signed out.').waitFor()
    await other.close()
    await page.reload()
    await heading('Sign in').waitFor()
  })

  it('takes up an invitation, and signs in with the password that was set', async () => {
    await page.goto(invitation)
    await heading('Welcome to TechDeck').waitFor()
    expect(await browser.look('invitation')).toEqual([])
    await page.getByLabel('New password').fill(PASSWORD)
    await page.getByLabel('The same once more').fill(PASSWORD)
    await page.getByRole('button', { name: 'Set password and sign in' }).click()
    await heading('Home').waitFor()
    await expect(page.getByRole('link', { name: 'Users' }).count()).resolves.toBe(0)

    await page.getByRole('button', { name: 'sam@example.org' }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('E-mail address').fill('sam@example.org')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await heading('Home').waitFor()
  })

  it('adds a second factor, and asks for its code at the next sign-in', async () => {
    await page.getByRole('button', { name: 'sam@example.org' }).click()
    await page.getByRole('link', { name: 'Account and sessions' }).click()
    await page.getByLabel('Your password, once more').fill(PASSWORD)
    await page.getByRole('button', { name: 'Add an authenticator' }).click()
    await page.getByAltText('The secret as a QR code').waitFor()
    const secret = (await page.locator('form code').textContent()) ?? ''
    const codeOf = (later = 0) =>
      new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + later * 30_000 })
    expect(await browser.look('second-factor')).toEqual([])
    await page.getByLabel('Code of your authenticator').fill(codeOf())
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByText('They are not shown again.').waitFor()
    await page.getByText('10 recovery codes left').waitFor()

    await page.getByRole('button', { name: 'sam@example.org' }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('E-mail address').fill('sam@example.org')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByLabel('Code of your authenticator').fill(codeOf(1))
    expect(await browser.look('sign-in-code')).toEqual([])
    await page.getByRole('button', { name: 'Sign in' }).click()
    await heading('Account').waitFor()
    // The browser itself says on the console that the first answer was 401.
    expect(browser.complaints.splice(0).filter((complaint) => !complaint.includes('401'))).toEqual([])
  })

  it('notices at once that a session was ended elsewhere', async () => {
    const { data } = await api.listUsers({ query: { email: 'sam@example.org' } })
    await api.updateUser({ params: { id: data[0].id }, body: { is_active: false } })
    // It also asks by itself, and may have noticed before anybody clicks.
    const runs = page.getByRole('link', { name: 'Runs' })
    await runs.click({ timeout: 2000 }).catch(() => {})
    await heading('Sign in').waitFor()
    // The browser itself says on the console what was refused.
    expect(browser.complaints.splice(0).every((complaint) => complaint.includes('401'))).toBe(true)
  })

  it('never asked another host, broke its policy or failed on the way', () => {
    expect(browser.complaints).toEqual([])
  })

  it('kept nothing of what people said or typed, in no storage and in no file of the browser', async () => {
    const { storage, databases, caches } = await browser.kept()
    expect(PLANTED.filter((text) => storage.toLowerCase().includes(text.toLowerCase()))).toEqual([])
    expect({ databases, caches }).toEqual({ databases: [], caches: [] })
    const { files, found } = await browser.closeAndSearch(PLANTED)
    expect(files).toBeGreaterThan(10)
    expect(found).toEqual([])
  })
})
