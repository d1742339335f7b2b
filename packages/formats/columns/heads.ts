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
  const [speaker, text, time] = [SPEAKER, TEXT, TIME].map((name) => cells.findIndex((cell) => name.test(cell)))
  if (speaker === -1 || text === -1) return null
  const conversation = cells.findIndex((cell, at) => at !== text && CONVERSATION.test(cell))
  return { speaker, text, ...(time !== -1 && { time }), ...(conversation !== -1 && { conversation }) }
}

/** Whether a row is the head, which a document may have again on each page. */
export const isHeadRow = (cells: readonly string[], { speaker }: HeadColumns): boolean =>
  SPEAKER.test(cells[speaker] ?? '')
