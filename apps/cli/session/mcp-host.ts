import type { ChildProcess } from 'node:child_process'
import { HostQuestion, type HostAnswer, type HostSignIn } from '@techdeck/contracts'
import type { CliContext } from '../command.ts'
import { errorView } from '../error-view.ts'
import { findApi, tokens, type ConnectOptions } from './connect.ts'

/**
 * Answers what the MCP server asks of the command line: where the API is and who is signed in there, looked up anew each
 * time, since either may change while it runs; and what local files hold.
 */
export function hostMcp(
  child: ChildProcess,
  context: Pick<CliContext, 'environment' | 'signal'>,
  options: ConnectOptions,
): void {
  const signIn = signsIn(context, options)
  child.on('message', (message) => void answer(HostQuestion.parse(message)))

  async function answer(question: HostQuestion): Promise<void> {
    const said: HostAnswer = await valueOf(question).then(
      (value) => ({ id: question.id, ok: true as const, value: value as never }),
      (error: unknown) => ({ id: question.id, ok: false as const, error: errorView(error) }),
    )
    if (child.connected) child.send(said)
  }

  async function valueOf(question: HostQuestion): Promise<unknown> {
    if (question.ask === 'sign_in') return signIn(question)
    const { inspectLocal } = await import('../local/inspect-local.ts')
    return inspectLocal(question.path, context.signal)
  }
}

/** Keeps a token that is made for the local stack until the API refuses it; others are the session's to keep. */
function signsIn(context: Pick<CliContext, 'environment'>, options: ConnectOptions) {
  let kept: { apiUrl: string; token: string } | undefined
  return async ({ renew }: { renew: boolean }): Promise<HostSignIn> => {
    const api = await findApi(context, options)
    const given = await tokens(context, api, kept?.apiUrl === api.apiUrl && !renew ? kept.token : undefined)
    const token = given.token ?? (await given.getToken?.({ renew })) ?? ''
    kept = given.isLocal ? { apiUrl: api.apiUrl, token } : undefined
    return { api_url: api.apiUrl, token }
  }
}
