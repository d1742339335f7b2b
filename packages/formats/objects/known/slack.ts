import type { JsonObject } from '@techdeck/contracts'
import type { RawTurn } from '../../types.ts'
import { isObject } from '../../turns/index.ts'
import { asText } from '../../turns/index.ts'
import type { KnownShape } from './known.ts'

const STAMP = /^\d{9,11}\.\d{6}$/
/** Who came and went, and what was renamed: nobody says it. */
const NOTICE = /^(channel|group|bot_(add|remove)|pinned_item|unpinned_item|reminder_add|huddle_thread)/

/** A message of a Slack export. A thread is a conversation; what is in no thread is the channel's own one. */
export const slack: KnownShape = {
  name: 'slack',
  saw: 'messages of a Slack export',

  is: ({ ts, user, bot_id: bot, username, type, text }) =>
    typeof ts === 'string' &&
    STAMP.test(ts) &&
    typeof text === 'string' &&
    [user, bot, username, type].some((field) => typeof field === 'string'),

  read(message) {
    const { ts, thread_ts: thread, subtype, text } = message
    const isNotice = typeof subtype === 'string' && NOTICE.test(subtype)
    const turn: RawTurn = { speaker: nameOf(message), text: text as string, time: Number(ts) }
    return {
      key: asText(thread) ?? 'file',
      order: Number(ts),
      turns: isNotice || (text as string).trim() === '' ? [] : [turn],
      metadata: {},
      labels: {},
    }
  },
}

/** As people see it, where the export says so; the id else. */
function nameOf({ user_profile: profile, username, user, bot_id: bot }: JsonObject): string {
  const shown = isObject(profile) ? [profile['display_name'], profile['real_name'], profile['name']] : []
  return [...shown, username, user, bot].find((name) => typeof name === 'string' && name !== '') as string
}
