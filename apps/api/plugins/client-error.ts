import type { Socket } from 'node:net'
import { newId } from '@techdeck/core'
import { foreignBody } from './errors.ts'

const STATUS: Readonly<Record<string, [status: number, text: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
}

/** Answers bytes that are no HTTP request in the error form, and closes the connection. */
export function refuseConnection({ code }: NodeJS.ErrnoException, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, text] = STATUS[code ?? ''] ?? [400, 'Bad Request']
  const id = newId()
  const body = JSON.stringify(foreignBody(status, id))
  const head = [
    `HTTP/1.1 ${status} ${text}`,
    `x-request-id: ${id}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
