import { isKnownRole } from '../roles/index.ts'
import type { RawTurn } from '../types.ts'

/** `<|im_start|>user … <|im_end|>` */
const CHATML = /<\|im_start\|>\s*(\w+)\s*\n?([\s\S]*?)(?:<\|im_end\|>|$)/g
/** `<|start_header_id|>user<|end_header_id|> …<|eot_id|>`, `<start_of_turn>user …<end_of_turn>`, `<|user|> …` */
const TEMPLATES = [
  /<\|start_header_id\|>\s*(\w+)\s*<\|end_header_id\|>\s*([\s\S]*?)(?:<\|eot_id\|>|<\|end_of_text\|>|$)/g,
  /<start_of_turn>\s*(\w+)\s*\n([\s\S]*?)(?:<end_of_turn>|<eos>|$)/g,
  /<\|(system|user|assistant)\|>\s*([\s\S]*?)(?:<\|end\|>|<\/s>|<\|endoftext\|>|(?=<\|(?:system|user|assistant)\|>)|$)/g,
]
/** What ends a line or paragraph in HTML, and what only sets words off. */
const ENDS_LINE = /<br\s*\/?>|<\/(?:p|div|li|tr|h[1-6])>/gi
const SETS_OFF = /<\/?(?:p|div|li|ul|ol|b|strong|em|i|u|span|font|tr|td)(?:\s[^<>]{0,200})?>/gi
const INSTRUCTED = /\[INST\]([\s\S]*?)\[\/INST\]([\s\S]*?)(?=<s>|\[INST\]|$)/g
const SYSTEM = /<<SYS>>([\s\S]*?)<<\/SYS>>/
const NAME = String.raw`[\p{L}][\p{L}\p{N}._'’ -]{0,39}`
/** A name that is marked as one, anywhere: `### Human:`, `<HUMAN>:`, `[|Human|]:`, `**Client**:`. */
const MARKED = new RegExp(
  String.raw`(?:#{2,4}\s*|<\|?|\[\|?|\*\*)(${NAME}?)(?:\|?>|\|?\]|\*\*)?\s*[:：](?:\*\*)?`,
  'gu',
)
/** A name at the beginning of a line. */
const LINE = new RegExp(
  String.raw`(?:^|\n|[ \t]\|[ \t])[ \t]*(?:\d+[.)]\s*)?(?:[[(]?(\d{1,3}:\d{2}(?::\d{2})?)[\])]?[ \t]{1,3}(?:-[ \t])?)?(${NAME}?)[ \t]*[:：]`,
  'gu',
)
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
  for (const template of TEMPLATES) {
    const turns = [...text.matchAll(template)].map(([, speaker = '', said = '']) => ({ speaker, text: said.trim() }))
    if (turns.length > 0) return worth(turns)
  }
  if (text.includes('[INST]') && text.includes('[/INST]')) return instructed(text)
  const plain = text.search(ENDS_LINE) !== -1 ? text.replace(ENDS_LINE, '\n').replace(SETS_OFF, '') : text
  return byMarks(plain, MARKED, isKnownRole) ?? byMarks(plain, LINE) ?? byMarks(plain, INLINE)
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
  const found = [...text.matchAll(marks)]
    .map((mark) => ({
      at: mark.index,
      end: mark.index + mark[0].length,
      name: (mark.at(-1) ?? '').trim(),
      time: mark.length > 2 ? mark[1] : undefined,
    }))
    .filter(({ name }) => isName(name))
  const names = new Set(found.map(({ name }) => name.toLowerCase()))
  const roles = [...names].filter(isKnownRole)
  // Lines that happen to hold a colon have a new name each; speakers come back, or call themselves by a role.
  if (names.size < 2 || (roles.length < 2 && found.length < Math.max(4, names.size * 2))) return null
  const before = text.slice(0, found[0].at).trim()
  if (roles.length < 2 && before !== '') return null
  const turns = found.map(({ end, name, time }, at): RawTurn => {
    const said = text.slice(end, found[at + 1]?.at ?? text.length)
    return { speaker: name, text: said.trim(), ...(time !== undefined && { time }) }
  })
  return worth(before === '' ? turns : [{ speaker: 'system', text: before }, ...turns])
}

/** A name after which nothing comes asks for what is to be said next, and says nothing. */
function worth(turns: RawTurn[]): RawTurn[] | null {
  const said = turns.filter(({ text }) => text !== '')
  return said.length > 0 ? said : null
}
