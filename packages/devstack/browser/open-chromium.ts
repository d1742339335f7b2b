import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core'
import { findChromium } from './find-chromium.ts'

/**
 * Starts the Chromium of this machine, or the one that is fetched where it has none, for Playwright to steer.
 *
 * @throws ResourceError that says what to do where there is no Chromium
 */
export async function openChromium(): Promise<Browser> {
  return chromium.launch(await launchOptions())
}

/** The same with a profile of its own below a folder, so that what it keeps lies there. Closing the context ends it. */
export async function openProfile(folder: string, options: BrowserContextOptions): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, { ...options, ...(await launchOptions()) })
}

async function launchOptions() {
  const { program, environment } = await findChromium({ say: (line) => process.stderr.write(`${line}\n`) })
  const given = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { executablePath: program, args: ['--no-sandbox'], env: { ...Object.fromEntries(given), ...environment } }
}
