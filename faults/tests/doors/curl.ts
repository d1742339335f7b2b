import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { delay } from '@techdeck/core'
import { createParser } from 'eventsource-parser'
import { Gathered, type Door } from './door.ts'

/** The stream of events as `curl` shows it, called again with the last id whenever it breaks. */
export function byCurl(apiUrl: string, token: string, executionId: string): Door {
  const seen = new Gathered()
  return { name: 'curl', ...seen, ended: follow() }

  async function follow(): Promise<void> {
    let lastId: string | undefined
    for (let over = false; !over;) {
      const resume = lastId === undefined ? [] : ['-H', `last-event-id: ${lastId}`]
      const headers = ['-H', 'accept: text/event-stream', '-H', `authorization: Bearer ${token}`, ...resume]
      const url = `${apiUrl}/api/v1/pipeline/${executionId}/events`
      const curl = spawn('curl', ['--silent', '--no-buffer', ...headers, url], { stdio: ['ignore', 'pipe', 'inherit'] })
      const parser = createParser({
        onEvent({ id, event, data }) {
          if (id !== undefined) lastId = id
          if (event === 'end') over = true
          else seen.take(event === undefined ? JSON.parse(data) : { type: event, data: JSON.parse(data) })
        },
      })
      curl.stdout.setEncoding('utf8').on('data', (text: string) => parser.feed(text))
      await once(curl, 'close')
      if (!over) await delay(100)
    }
  }
}
