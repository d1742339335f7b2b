import { isKnownRole } from '../roles/index.ts'
import type { RawTurn } from '../types.ts'

/** `<|im_start|>user … <|im_end|>` */
const CHATML = /<\|im_start\|>\s*(\w+)\s*\n?([\s\S]*?)(?:<\|im_end\|>|$)/g
const INSTRUCTED = /\[INST\]([\s\S]*?)\[\/INST\]([\s\S]*?)(?=<s>|\[INST\]|$)/g
const SYSTEM = /<<SYS>>([\s\S]*?)<<\/SYS>>/
const NAME = String.raw`[\p{L}][\p{L}\p{N}._'’ -]{0,39}`
/** A name that is marked as one, anywhere: `### Human:`, `<HUMAN>:`, `[|Human|]:`, `**Client**:`. */
const MARKED = new RegExp(
  String.raw`(?:#{2,4}\s*|<\|?|\[\|?|\*\*)(${NAME}?)(?:\|?>|\|?\]|\*\*)?\s*[:：](?:\*\*)?`,
  'gu',
)
/** A name at the beginning of a line. */
const LINE = new RegExp(String.raw`(?:^|\n)[ \t]*(?:\d+[.)]\s*)?(${NAME}?)[ \t]*[:：]`, 'gu')
/** The common names of both sides, also within a line. */
const INLINE =
  /(?:^|[\s"'])(human|user|assistant|bot|client|patient|therapist|counsell?or|helper|seeker|supporter)\s*[:：]/giu

/**
 * The turns of a text in which names stand before what they say, one by one: `Counselor: … Client: …`, `### Human: …`,
 * `<|im_start|>user …`, `[INST] … [/INST]`. `null` where there are no two such names.
 */
export function splitDialogue(text: string): RawTurn[] | null {
  if (text.includes('<|im_start|>'))
    return worth([...text.matchAll(CHATML)].map(([, speaker = '', said = '']) => ({ speaker, text: said.trim() })))
  if (text.includes('[INST]') && text.includes('[/INST]')) return instructed(text)
  return byMarks(text, MARKED, isKnownRole) ?? byMarks(text, LINE) ?? byMarks(text, INLINE)
}

function instructed(text: string): RawTurn[] | null {
  const turns: RawTurn[] = []
  for (const [, asked = '', answered = ''] of text.matchAll(INSTRUCTED)) {
    const system = SYSTEM.exec(asked)?.[1]
    if (system !== undefined) turns.push({ speaker: 'system', text: system.trim() })
    turns.push({ speaker: 'user', text: asked.replace(SYSTEM, '').trim() })
    turns.push({ speaker: 'assistant', text: answered.replaceAll(/<\/?s>/g, '').trim() })
  }
  return worth(turns)
}

/** What stands before the first name belongs to nobody; it is kept where it says something. */
function byMarks(text: string, marks: RegExp, isName: (name: string) => boolean = () => true): RawTurn[] | null {
  const found = [...text.matchAll(marks)].filter(([, name = '']) => isName(name.trim()))
  const names = new Set(found.map(([, name = '']) => name.trim().toLowerCase()))
  const roles = [...names].filter(isKnownRole)
  // Lines that happen to hold a colon have a new name each; speakers come back, or call themselves by a role.
  if (names.size < 2 || (roles.length < 2 && found.length < Math.max(4, names.size * 2))) return null
  const before = text.slice(0, found[0].index).trim()
  if (roles.length < 2 && before !== '') return null
  const turns = found.map((mark, at): RawTurn => {
    const said = text.slice(mark.index + mark[0].length, found[at + 1]?.index ?? text.length)
    return { speaker: (mark[1] ?? '').trim(), text: said.trim() }
  })
  return worth(before === '' ? turns : [{ speaker: 'system', text: before }, ...turns])
}

/** A name after which nothing comes asks for what is to be said next, and says nothing. */
function worth(turns: RawTurn[]): RawTurn[] | null {
  const said = turns.filter(({ text }) => text !== '')
  return said.length > 0 ? said : null
}
