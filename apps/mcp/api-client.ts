import { createClient, type Client, type ClientOptions } from '@techdeck/client'

/** A client whose calls fail at once rather than keep an agent waiting: it hears what is wrong and decides. */
export const apiClient = (options: Pick<ClientOptions, 'baseUrl' | 'token' | 'getToken' | 'fetch'>): Client =>
  createClient({ ...options, retries: 0 })
