import { ValidationError } from '@techdeck/core'
import ipaddr from 'ipaddr.js'

/** The IPv6 addresses that are given to anybody; all others are special. */
const GLOBAL_V6 = ipaddr.parseCIDR('2000::/3')

/**
 * Where an address leads. `public` are those that anybody could reach: no private, link-local, shared, multicast or
 * reserved one, and no IPv6 address that stands for an IPv4 one.
 */
export function reachOf(address: string): 'public' | 'loopback' | 'special' {
  if (!ipaddr.isValid(address)) return 'special'
  const parsed = ipaddr.parse(address)
  const range = parsed.range()
  if (range === 'loopback') return 'loopback'
  if (range !== 'unicast') return 'special'
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_V6) ? 'public' : 'special'
}

/** Whether a message may be sent there. In the clear it goes to the own machine alone, where that is allowed at all. */
export function maySendTo(address: string, protocol: string, loopback: boolean): boolean {
  const reach = reachOf(address)
  return reach === 'loopback' ? loopback : reach === 'public' && protocol === 'https:'
}

/** A host that is an address, without brackets; else null. */
export function literalOf({ hostname }: URL): string | null {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  return ipaddr.isValid(bare) ? bare : null
}

/**
 * The address of a webhook. What a name leads to is looked at with each message.
 *
 * @throws {@link ValidationError} for what is no https address, holds a password, or leads to a private network
 */
export function webhookUrl(text: string, loopback: boolean): string {
  const url = URL.parse(text)
  if (url === null) throw refused('is not an address')
  if (url.username !== '' || url.password !== '') throw refused('holds a user name or password; leave them out')
  const literal = literalOf(url)
  const isOwn = loopback && (url.hostname === 'localhost' || (literal !== null && reachOf(literal) === 'loopback'))
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isOwn)) throw refused('must begin with https://')
  if (literal !== null && !maySendTo(literal, url.protocol, loopback))
    throw refused('leads to a private or special network; give one that anybody could reach')
  url.hash = ''
  return url.href
}

const refused = (problem: string): ValidationError =>
  new ValidationError(`The address of the webhook ${problem}.`, { details: [{ path: 'url', problem }] })
