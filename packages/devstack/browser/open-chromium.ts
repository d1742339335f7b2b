import { chromium, type Browser } from 'playwright-core'
import { findChromium } from './find-chromium.ts'

/**
 * Starts the Chromium of this machine, or the one that is fetched where it has none, for Playwright to steer.
 *
 * @throws ResourceError that says what to do where there is no Chromium
 */
export async function openChromium(): Promise<Browser> {
  const { program, environment } = await findChromium({ say: (line) => process.stderr.write(`${line}\n`) })
  const given = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return chromium.launch({
    executablePath: program,
    args: ['--no-sandbox'],
    env: { ...Object.fromEntries(given), ...environment },
  })
}
