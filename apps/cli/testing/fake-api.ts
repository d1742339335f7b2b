import { createServer, type IncomingMessage } from 'node:http'

/** What a fake API was asked. */
export interface Asked {
  method: string
  path: string
  authorization: string | undefined
  body: unknown
}

/** What a fake API answers: a status and a JSON body, by method and path. */
export type Answers = (asked: Asked) => Answer | Promise<Answer>
interface Answer {
  status?: number
  body: unknown
}

/** An HTTP server that answers as told and remembers what it was asked. */
export async function fakeApi(answers: Answers): Promise<{ url: string; asked: Asked[]; close: () => Promise<void> }> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    void answer()

    async function answer() {
      const text = await bodyOf(request)
      const { method = '', url = '', headers } = request
      const each = {
        method,
        path: url,
        authorization: headers.authorization,
        body: text ? JSON.parse(text) : undefined,
      }
      asked.push(each)
      const { status = 200, body } = await answers(each)
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

/** A failed answer in the form of the wire. */
export const failure = (error_code: string, user_message: string, details?: unknown) => ({
  success: false,
  error_code,
  message: user_message,
  user_message,
  recoverable: false,
  details,
  request_id: 'request-1',
})
