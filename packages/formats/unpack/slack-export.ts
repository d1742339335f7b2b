import type { Json, JsonObject } from '@techdeck/contracts'
import { isKnownRole } from '../roles/index.ts'
import { isObject } from '../turns/index.ts'
import { asText } from '../turns/index.ts'
import type { Keeper, Kept } from './keep.ts'
import type { Leaf, Refusal } from './unpack.ts'

// Slack exports a folder a channel with a file a day, and who the ids stand for in a file of its own. People mean one
// text a channel, with names in it.

/** `general/2023-01-05.json`, below whatever folder the export lies in. */
const DAY = /^(?<channel>(?:.*\/)?[^/]+)\/\d{4}-\d{2}-\d{2}\.json$/
const USERS = /(?:^|\/)users\.json$/
/** What an export says of itself, and nobody said. */
const ABOUT =
  /(?:^|\/)(?:users|org_users|channels|groups|dms|mpims|integration_logs|canvases|huddle_transcripts|lists|file_conversations)\.json$/
/** A day, or a list of users, of more bytes is left as it is. */
const MOST_BYTES = 64 * 1024 * 1024

/**
 * The parts of an archive with the days of each channel of a Slack export joined to one text, whose messages say who their
 * authors are; all parts as they are where it is none. Days that are no lists of messages stay by themselves.
 */
export async function joinSlackDays(
  parts: readonly (Leaf | Refusal)[],
  keeper: Keeper,
): Promise<{ parts: (Leaf | Refusal)[]; passedOver: number }> {
  const days = new Map<string, Leaf[]>()
  for (const part of parts) {
    const channel = DAY.exec(part.path)?.groups?.['channel']
    if (channel !== undefined && 'kept' in part && part.kept && part.from === undefined)
      days.set(channel, [...(days.get(channel) ?? []), part])
  }
  const users = parts.find(
    (part): part is Leaf & { kept: Kept } => 'kept' in part && part.kept !== null && USERS.test(part.path),
  )
  if (!users || days.size === 0) return { parts: [...parts], passedOver: 0 }
  const names = namesOf(await jsonOf(users.kept, keeper))
  if (names.size === 0) return { parts: [...parts], passedOver: 0 }
  const joined = new Map<Leaf | Refusal, Leaf | null>()
  for (const [channel, leaves] of days) {
    const inOrder = leaves.toSorted((a, b) => (a.path < b.path ? -1 : 1))
    const good: Leaf[] = []
    const kept = await keeper.keep(linesOf(inOrder, names, keeper, good))
    if (good.length === 0) {
      await keeper.remove(kept)
      continue
    }
    for (const leaf of good) {
      joined.set(leaf, null)
      if (leaf.kept) await keeper.remove(leaf.kept)
    }
    joined.set(good[0], { path: channel, kept })
  }
  const result: (Leaf | Refusal)[] = []
  let passedOver = 0
  for (const part of parts) {
    const made = joined.get(part)
    if (made) result.push(made)
    else if (made === undefined && ABOUT.test(part.path) && 'kept' in part && part.kept) {
      await keeper.remove(part.kept)
      passedOver++
    } else if (made === undefined) result.push(part)
  }
  return { parts: result, passedOver }
}

async function* linesOf(
  days: readonly Leaf[],
  names: ReadonlyMap<string, string>,
  keeper: Keeper,
  good: Leaf[],
): AsyncGenerator<Uint8Array> {
  for (const day of days) {
    const messages = await jsonOf(day.kept, keeper)
    if (!Array.isArray(messages) || !messages.every(isMessage)) continue
    good.push(day)
    for (const message of messages) yield Buffer.from(`${JSON.stringify(named(message, names))}\n`)
  }
}

const isMessage = (value: Json): value is JsonObject => isObject(value) && typeof value['ts'] === 'string'

function named(message: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  const name = [message['user'], message['bot_id']]
    .map((id) => names.get(asText(id) ?? ''))
    .find((found) => found !== undefined)
  return name === undefined ? message : { ...message, user_profile: { display_name: name } }
}

/**
 * Who ids of users and of their bots stand for: a role where somebody has it as their title, or is a program; else their
 * name. Several of one role have numbers behind it.
 */
function namesOf(users: Json | undefined): Map<string, string> {
  const names = new Map<string, string>()
  const counts = new Map<string, number>()
  for (const user of Array.isArray(users) ? users.filter(isObject) : []) {
    const profile = isObject(user['profile']) ? user['profile'] : {}
    const title = (asText(profile['title']) ?? '').trim()
    const role = user['is_bot'] === true ? 'Bot' : isKnownRole(title) ? title : undefined
    const count = role === undefined ? 0 : (counts.get(role.toLowerCase()) ?? 0) + 1
    if (role !== undefined) counts.set(role.toLowerCase(), count)
    const own = [profile['real_name'], user['real_name'], profile['display_name'], user['name']]
      .map(asText)
      .find((name) => name !== undefined && name !== '')
    const name = role === undefined ? own : count === 1 ? role : `${role} ${count}`
    if (name === undefined) continue
    for (const id of [user['id'], profile['bot_id']].map(asText)) if (id !== undefined && id !== '') names.set(id, name)
  }
  return names
}

async function jsonOf(kept: Kept | null, keeper: Keeper): Promise<Json | undefined> {
  if (!kept || kept.sizeBytes > MOST_BYTES) return undefined
  const chunks: Uint8Array[] = []
  await keeper.with(kept, async (source) => {
    for await (const chunk of source.read()) chunks.push(Buffer.from(chunk))
  })
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as Json
  } catch {
    return undefined
  }
}
