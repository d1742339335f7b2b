// What a transcriber heard besides words. A sound is taken out of the text and kept as a mark. A gap (words that could
// not be heard) is marked too but stays in the text as `[inaudible]`: without it, words would meet that were never said together.

const SOUND =
  'laughs?|laughing|laughter|chuckles?|chuckling|giggles?|giggling|sighs?|sighing|sobs?|sobbing|cries|crying|weeps|weeping|coughs?|coughing|sniffs?|sniffles?|sniffling|scoffs?|gasps?|exhales?|inhales?|groans?|clears? throat|clearing throat|pauses?|long pause|silence|crosstalk|overlapping|music|applause|background noise|noise|door (?:opens|closes)|phone rings'
const GAP = 'inaudible|unintelligible|indistinct|indiscernible|unclear'
const STAMP = '(?: (?:at )?\\d{1,2}:\\d{2}(?::\\d{2})?)?'
const MARK = new RegExp(`[[({<*] ?(?:(${SOUND})|(${GAP}))${STAMP} ?[\\])}>*]`, 'gi')
const OPENING = /[[({<*]/

/** Text without the transcriber's marks, and the marks in order, in lower case. Applied to its own text it finds only gaps. */
export function takeMarks(text: string): { text: string; marks: string[] | undefined } {
  if (!OPENING.test(text)) return { text, marks: undefined }
  let marks: string[] | undefined
  const rest = text.replace(MARK, (_, sound: string | undefined, gap: string | undefined) => {
    marks ??= []
    marks.push(sound === undefined ? 'inaudible' : sound.toLowerCase())
    return gap === undefined ? ' ' : '[inaudible]'
  })
  return { text: rest, marks }
}
