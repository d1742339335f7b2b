import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createLogger } from '@techdeck/core'
import { connectPatiently } from '@techdeck/redis'
import { WebSocketServer, type WebSocket } from 'ws'
import { answer } from '../lib/child.ts'
import { PEER_CHANNEL } from './orders.ts'

// The peer: a bare `ws` server that passes each message of Redis on to whoever asked for that execution. It signs
// nobody in, keeps no numbers, reads no store and cuts nobody.

const [redisUrl] = process.argv.slice(2)
const redis = connectPatiently(redisUrl, createLogger('peer', { level: 'silent' }))
const followers = new Map<string, Set<WebSocket>>()

redis.on('pmessage', (_pattern: string, channel: string, text: string) => {
  for (const socket of followers.get(channel.slice(PEER_CHANNEL.length)) ?? []) socket.send(text)
})
await redis.psubscribe(`${PEER_CHANNEL}*`)

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false, backlog: 1024 })
server.on('connection', (socket) => {
  socket.on('message', (data: Buffer) => {
    const { execution_id: id } = JSON.parse(String(data)) as { execution_id: string }
    followers.set(id, (followers.get(id) ?? new Set()).add(socket))
    socket.send('{"type":"resumed"}')
  })
  socket.on('close', () => followers.forEach((sockets) => sockets.delete(socket)))
})
await once(server, 'listening')
const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
answer(async () => ({ url }))
