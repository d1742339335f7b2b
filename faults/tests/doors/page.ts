import { createClient } from '@techdeck/client'
import { openChromium } from '@techdeck/devstack/browser'
import type { WebSocket } from 'playwright-core'
import { gather, type Door } from './door.ts'

/** Until the page shows that the run is over, once its socket has told it. */
const SHOWN_MS = 30_000

/** The web page in a real browser, signed in by a one-time link. */
export async function openPage(apiUrl: string, token: string) {
  const { url } = await createClient({ baseUrl: apiUrl, token }).createSignInLink({})
  const browser = await openChromium()
  const page = await browser.newPage()
  await page.goto(url)
  await page.getByRole('heading', { name: 'Home', exact: true }).waitFor()

  return {
    /** Opens the page of a run: what its sockets bring, until it shows the end. */
    async follow(executionId: string): Promise<Door> {
      const { seen, take } = gather()
      const over = Promise.withResolvers<void>()
      page.on('websocket', (socket: WebSocket) =>
        socket.on('framereceived', ({ payload }) => {
          const told = JSON.parse(String(payload)) as { type: string }
          if (told.type === 'end') over.resolve()
          else take(told)
        }),
      )
      await page.goto(`${apiUrl}/runs/${executionId}`)
      const shown = () =>
        page
          .locator('.run-lead')
          .getByText(/^(Completed|Partial)$/)
          .waitFor({ timeout: SHOWN_MS })
      return { name: 'page', ...seen, ended: over.promise.then(shown) }
    },
    close: () => browser.close(),
  }
}
