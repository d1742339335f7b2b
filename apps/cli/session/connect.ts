import { createClient, type Client, type ClientOptions } from '@techdeck/client'
import { AuthenticationError, ResourceError } from '@techdeck/core'
import { isSameProcess, readDevstackEnv, readState } from '@techdeck/devstack'
import type { CliContext } from '../command.ts'
import { credentialsFile, readCredentials } from './credentials.ts'
import { accessToken } from './renew.ts'

type Environment = Pick<CliContext, 'environment'>

export interface ConnectOptions {
  /** Folder of the local stack and of credentials. */
  home?: string
}

export interface FoundApi {
  apiUrl: string
  /** Where credentials for it lie. */
  home: string
  /** Of the stack of this machine. */
  isLocal: boolean
}

/**
 * Where the API is: `TECHDECK_API_URL`, else the local stack of the home folder.
 *
 * @throws {@link ResourceError} when neither is there.
 */
export async function findApi({ environment }: Environment, { home: given }: ConnectOptions = {}): Promise<FoundApi> {
  const { home } = readDevstackEnv(environment, given)
  const state = await readState(home)
  const local = state?.apiUrl && (await isSameProcess(state.supervisor)) ? state.apiUrl : null
  const apiUrl = environment['TECHDECK_API_URL']?.replace(/(?<!\/)\/+$/, '') || local
  if (apiUrl) return { apiUrl, home, isLocal: apiUrl === local }
  throw new ResourceError(
    'TechDeck does not run here. Start it by ./techdeck up --detach, or set TECHDECK_API_URL to one that runs elsewhere.',
  )
}

/**
 * A client with a token: that of `TECHDECK_TOKEN`, else of who signed in to this address, else one made for the local
 * stack by its key ring.
 *
 * @throws {@link ResourceError} when no API is known. @throws {@link AuthenticationError} when there is no token for it.
 */
export async function connect(context: Environment, options: ConnectOptions = {}): Promise<Client> {
  return connectTo(context, await findApi(context, options))
}

/** The same, for an API that was found. */
export async function connectTo(context: Environment, found: FoundApi): Promise<Client> {
  const { token, getToken } = await tokens(context, found)
  return createClient({ baseUrl: found.apiUrl, ...(token !== undefined && { token }), ...(getToken && { getToken }) })
}

/**
 * The token of {@link connect}, or what gives and renews it. `isLocal` says that it was made here for the local stack;
 * `made` is such a token from before, to be used again where one would be made.
 */
export async function tokens(
  { environment }: Environment,
  { apiUrl, home, isLocal }: FoundApi,
  made?: string,
): Promise<Pick<ClientOptions, 'token' | 'getToken'> & { isLocal?: true }> {
  const given = environment['TECHDECK_TOKEN']
  if (given) return { token: given }
  const file = credentialsFile(home)
  if ((await readCredentials(file))?.api_url === apiUrl)
    return { getToken: ({ renew }) => accessToken(file, apiUrl, renew) }
  if (!isLocal)
    throw new AuthenticationError(
      `Nobody is signed in to ${apiUrl}. Sign in by ./techdeck login, or set TECHDECK_TOKEN.`,
    )
  return { token: made ?? (await localToken(environment, home)), isLocal: true }
}

const LOCAL_TTL_S = 12 * 3600

async function localToken(environment: CliContext['environment'], home: string): Promise<string> {
  const { createLocalToken } = await import('../local-token.ts')
  const { token } = await createLocalToken({ role: 'admin', ttlS: LOCAL_TTL_S, home, environment })
  return token
}
