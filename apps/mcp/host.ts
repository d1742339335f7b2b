import { HostAnswer, HostSignIn, type HostQuestion } from '@techdeck/contracts'

/** The command line that started this process. */
export interface Host {
  /** Where the API is, and a token for it, of whoever is signed in there now. @throws HostError when nobody is. */
  signIn: (options: { renew: boolean }) => Promise<HostSignIn>
  /** @throws HostError when the file holds no conversations that can be read. */
  inspect: (path: string) => Promise<unknown>
  /** Settles when it has gone. */
  gone: Promise<void>
}

/** What the host could not do, in its own words, which are meant for people and quote no content. */
export class HostError extends Error {
  override readonly name = 'HostError'
  readonly code: string

  constructor({ error_code, message }: { error_code: string; message: string }) {
    super(message)
    this.code = error_code
  }
}

type Question = HostQuestion extends infer Q ? (Q extends HostQuestion ? Omit<Q, 'id'> : never) : never

/** The other end of this process's channel. @throws TypeError when it was not started with one. */
export function connectHost(channel: NodeJS.Process): Host {
  if (!channel.send) throw new TypeError('Start it by ./techdeck mcp.')
  const send = channel.send.bind(channel)
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let last = 0
  channel.on('message', (message) => {
    const answer = HostAnswer.parse(message)
    const asked = waiting.get(answer.id)
    waiting.delete(answer.id)
    if (answer.ok) asked?.resolve(answer.value)
    else asked?.reject(new HostError(answer.error))
  })
  const gone = new Promise<void>((resolve) => channel.once('disconnect', resolve))
  const ask = (question: Question): Promise<unknown> => {
    const asked = Promise.withResolvers<unknown>()
    waiting.set(++last, asked)
    send({ ...question, id: last })
    return asked.promise
  }
  return {
    signIn: async ({ renew }) => HostSignIn.parse(await ask({ ask: 'sign_in', renew })),
    inspect: (path) => ask({ ask: 'inspect', path }),
    gone,
  }
}
