import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { delay } from '@techdeck/core'
import { createParser } from 'eventsource-parser'
import { gather, type Door } from './door.ts'

/** The stream of events as `curl` shows it, called again with the last id whenever it breaks. */
export function byCurl(apiUrl: string, token: string, executionId: string): Door {
  const { seen, take } = gather()
  return { name: 'curl', ...seen, ended: follow() }

  async function follow(): Promise<void> {
    const place: Place = { over: false }
    while (!place.over) {
      await oneStream(place)
      if (!place.over) await delay(100)
    }
  }

  async function oneStream(place: Place): Promise<void> {
    const resume = place.lastId === undefined ? [] : ['-H', `last-event-id: ${place.lastId}`]
    const headers = ['-H', 'accept: text/event-stream', '-H', `authorization: Bearer ${token}`, ...resume]
    const url = `${apiUrl}/api/v1/pipeline/${executionId}/events`
    const curl = spawn('curl', ['--silent', '--no-buffer', ...headers, url], { stdio: ['ignore', 'pipe', 'inherit'] })
    const parser = createParser({
      onEvent({ id, event, data }) {
        if (id !== undefined) place.lastId = id
        if (event === 'end') place.over = true
        else take(event === undefined ? JSON.parse(data) : { type: event, data: JSON.parse(data) })
      },
    })
    curl.stdout.setEncoding('utf8').on('data', (text: string) => parser.feed(text))
    await once(curl, 'close')
  }
}

interface Place {
  lastId?: string
  over: boolean
}
