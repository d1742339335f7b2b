import { byConvention, CONVENTIONS } from './names.ts'

const SPEAKER = /^(?:speaker|role|name|who|from|sender|participant|sprecher|locuteur|hablante)$/i
const TEXT = /^(?:text|utterance|content|message|said|statement|transcript|speech|dialogue|what was said|äußerung)$/i
const CONVERSATION =
  /^(?:(?:session|conversation|transcript|dialog|dialogue|interview|chat)(?:[ _-]?(?:id|no|number))?|conv[ _-]?id)$/i
const TIME = /^(?:time|timestamp|start|zeit|when|date)$/i

/** Which column of a table in a document is which, counted from 0. */
export type HeadColumns = {
  speaker: number
  text: number
  time?: number
  conversation?: number
}

/** What the head of a table in a document says of its columns; `null` where it does not say who speaks and what. */
export function headColumns(cells: readonly string[]): HeadColumns | null {
  const columnOf = (usual: RegExp, known: readonly string[]): number => {
    const at = cells.findIndex((cell) => usual.test(cell))
    return at === -1 ? cells.indexOf(byConvention(cells, known) ?? '\0') : at
  }
  const [speaker, text, time] = [
    columnOf(SPEAKER, CONVENTIONS.speaker),
    columnOf(TEXT, CONVENTIONS.text),
    columnOf(TIME, CONVENTIONS.time),
  ]
  if (speaker === -1 || text === -1 || speaker === text) return null
  const others = cells.map((cell, at) => ([speaker, text, time].includes(at) ? '' : cell))
  const usual = others.findIndex((cell) => CONVERSATION.test(cell))
  const conversation = usual === -1 ? others.indexOf(byConvention(others, CONVENTIONS.conversation) ?? '\0') : usual
  return { speaker, text, ...(time !== -1 && { time }), ...(conversation !== -1 && { conversation }) }
}

/** Whether a row is the head, which a document may have again on each page. */
export const isHeadRow = (cells: readonly string[], { speaker }: HeadColumns): boolean =>
  SPEAKER.test(cells[speaker] ?? '') || byConvention([cells[speaker] ?? ''], CONVENTIONS.speaker) !== undefined
