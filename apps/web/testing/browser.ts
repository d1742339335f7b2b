import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openProfile } from '@techdeck/devstack/browser'
import type { AxeResults, RunOptions } from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'

const DESKTOP = { width: 1280, height: 860 }
const PHONE = { width: 360, height: 780 }

/** A browser that looks at one page after the other, and keeps count of what must not happen. */
export interface Looker {
  page: Page
  context: BrowserContext
  /** Errors on the console, violations of the policy, and requests to other hosts. */
  complaints: string[]
  /**
   * Looks at what is shown, at a desk and, in dark colours, on a phone: keeps a picture of each, and gives what is wrong
   * with it: what axe-core finds, and whether it is wider than a phone.
   */
  look(name: string): Promise<string[]>
  /** All that the page may keep here: local and session storage as text, names of databases and caches. */
  kept(): Promise<{ storage: string; databases: string[]; caches: string[] }>
  /** Ends the browser, and names the files of its profile on the disk in which one of the texts stands. */
  closeAndSearch(texts: readonly string[]): Promise<{ files: number; found: string[] }>
  close(): Promise<void>
}

/** @throws ResourceError that says what to do where there is no Chromium */
export async function openBrowser(origin: string): Promise<Looker> {
  const pictures = process.env['TECHDECK_SCREENSHOTS'] || join(tmpdir(), 'techdeck-screenshots')
  await mkdir(pictures, { recursive: true })
  const profile = await mkdtemp(join(tmpdir(), 'techdeck-profile-'))
  const context = await openProfile(profile, {
    viewport: DESKTOP,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    acceptDownloads: true,
  })
  const complaints: string[] = []
  await context.addInitScript(() =>
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      // oxlint-disable-next-line no-console -- the test listens
      console.error(`policy: ${violatedDirective} refuses ${blockedURI}`),
    ),
  )
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`)
  })
  context.on('weberror', (error) => complaints.push(String(error.error())))
  context.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('data:'))
      complaints.push(`asks ${request.url()}`)
  })
  const page = await context.newPage()
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

  const problemsOf = async (where: string): Promise<string[]> => {
    await page.evaluate(axe)
    const { violations } = await page.evaluate((options) => {
      const { axe: engine } = globalThis as unknown as { axe: { run(run: RunOptions): Promise<AxeResults> } }
      return engine.run(options)
    }, AXE)
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${where}: ${id} at ${target.join(' ')}`))
  }

  return {
    page,
    context,
    complaints,
    async look(name) {
      // What stays at the top while a page is scrolled covers what is under it.
      await page.evaluate(() => scrollTo(0, 0))
      const problems = await problemsOf(`${name} at a desk`)
      await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
      await page.setViewportSize(PHONE)
      await page.emulateMedia({ colorScheme: 'dark' })
      problems.push(...(await problemsOf(`${name} on a phone, in the dark`)))
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      if (wider > 0) problems.push(`${name} is ${wider} px wider than a phone`)
      await page.screenshot({ path: join(pictures, `${name}-phone.png`), fullPage: true })
      await page.emulateMedia({ colorScheme: 'light' })
      await page.setViewportSize(DESKTOP)
      return problems
    },
    kept: () =>
      page.evaluate(async () => ({
        storage: JSON.stringify([localStorage, sessionStorage]),
        databases: (await indexedDB.databases()).map(({ name }) => name ?? ''),
        caches: await caches.keys(),
      })),
    async closeAndSearch(texts) {
      await context.close()
      return filesWith(profile, texts)
    },
    async close() {
      await context.close()
      await rm(profile, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

/** Files below a folder in which a text stands, in one byte or two a character; letters of any case. */
async function filesWith(folder: string, texts: readonly string[]): Promise<{ files: number; found: string[] }> {
  const needles = texts.flatMap((text) =>
    (['utf8', 'utf16le'] as const).map((coding) => Buffer.from(text.toLowerCase(), coding).toString('latin1')),
  )
  const result = { files: 0, found: [] as string[] }
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const content = (await readFile(path, 'latin1')).toLowerCase()
    result.files++
    for (const needle of needles) if (content.includes(needle)) result.found.push(`${path}: ${needle}`)
  }
  return result
}

const AXE: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  resultTypes: ['violations'],
}
