import { type EventName, type Execution, type UserRole } from '@techdeck/contracts'
import type { ApiDeps } from '../../deps.ts'
import { startApi, type TestApi } from '../../testing/start-api.ts'
import type { GatewaySettings } from '../settings.ts'
import { TestSocket } from './test-socket.ts'

export type TestUser = Awaited<ReturnType<TestApi['user']>>

export interface GatewayHouse {
  api: TestApi
  url: string
  ticket(user: TestUser): Promise<string>
  /** An open socket that has said nothing yet. */
  socket(headers?: Record<string, string>): Promise<TestSocket>
  /** A socket that is signed in. */
  signedIn(user: TestUser): Promise<TestSocket>
  /** Changes a user as the API does: every instance hears of it. */
  change(user: TestUser, fields: { role?: UserRole; isActive?: boolean }): Promise<void>
  /** A user with a running execution. */
  running(role?: UserRole): Promise<{ user: TestUser; execution: Execution }>
  /** Appends events, and publishes those that `isTold` says. */
  happen(id: string, count?: number, isTold?: (at: number) => boolean): Promise<void>
  finish(id: string): Promise<void>
  close(): Promise<void>
}

/** The API on a port, with what tests of sockets need. */
export async function startHouse(
  gateway: Partial<GatewaySettings> = {},
  change: (deps: ApiDeps) => Partial<ApiDeps> = () => ({}),
): Promise<GatewayHouse> {
  const api = await startApi((deps) => ({ settings: { ...deps.settings, gateway }, ...change(deps) }))
  const url = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const sockets: TestSocket[] = []
  let keys = 0

  async function append(id: string, event: EventName, to: Execution['status'], isTold: boolean): Promise<void> {
    const { events } = await api.store.executions.transition(id, {
      from: ['queued', 'running'],
      to,
      event: { key: `k${keys++}`, event, data: { status: to } },
    })
    if (isTold) for (const appended of events) await api.deps.events.publishEvent(id, appended, 1)
  }

  const house: GatewayHouse = {
    api,
    url,
    async ticket(user) {
      const { status, body } = await api.inject({ method: 'POST', url: '/api/v1/ws/tickets', headers: user.headers })
      if (status !== 200) throw new Error(`No ticket: ${status}`)
      return body.data.ticket as string
    },
    async change({ id }, fields) {
      await api.store.users.update(id, fields)
      await api.deps.accessCache.changed(id)
    },
    async socket(headers = {}) {
      const socket = new TestSocket(url, headers)
      sockets.push(socket)
      return socket.open()
    },
    async signedIn(user) {
      const socket = await house.socket()
      socket.send({ type: 'hello', ticket: await house.ticket(user) })
      await socket.next('welcome')
      return socket
    },
    async running(role = 'user') {
      const user = await api.user(role)
      const execution = await api.execution(user.id, [await api.dataset(user.id)])
      await append(execution.id, 'pipeline.started', 'running', true)
      return { user, execution }
    },
    async happen(id, count = 1, isTold = () => true) {
      for (let at = 0; at < count; at++) await append(id, 'checkpoint.save', 'running', isTold(at))
    },
    async finish(id) {
      await append(id, 'pipeline.completed', 'completed', true)
    },
    async close() {
      for (const { ws } of sockets) ws.terminate()
      await api.close()
    },
  }
  return house
}
