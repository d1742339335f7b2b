/** Elements whose content is not text. */
const RAW = words('script style head title template')
/** Elements that stand apart like paragraphs: two of them in a row have an empty line between them. */
const PARAGRAPHS = words('p h1 h2 h3 h4 h5 h6 blockquote pre dl')
/** Elements that begin on a line of their own. */
const LINES = words(
  'div ul ol li table caption tr dt dd section article header footer main aside nav figure figcaption form fieldset address center html body hr',
)
/** Elements that are taken away and leave what is in them. */
const INLINE = words(
  'a abbr acronym b bdi bdo big br button cite code col colgroup data del dfn em font i iframe img input ins kbd label legend link mark meta q s samp select small source span strike strong sub summary sup svg tbody td tfoot th thead time tt u var video wbr',
)

// No part of it can match what another part begins with, so it takes linear time.
const TAG = /<!--|<(\/?)([a-zA-Z][a-zA-Z0-9]{0,11})(?:[\s/][^<>]*)?>/g
const BLANK = /^\s*$/

/**
 * Text with the tags of HTML taken away: paragraphs and lines apart, items of lists behind `- ` or their number, comments,
 * scripts and styles gone. What is no element of HTML, such as `<unk>` or `a < b`, stays. Takes linear time.
 */
export function withoutTags(text: string): string {
  let result = ''
  let from = 0
  let breaks = 0
  let item = ''
  const lists: { next: number }[] = []
  const unclosed = new Set<string>()

  const say = (part: string): void => {
    if (breaks > 0 || item !== '') {
      if (BLANK.test(part)) return
      if (result !== '') result += '\n'.repeat(breaks)
      result += item + part.trimStart()
      breaks = 0
      item = ''
    } else result += part
  }
  for (const { index, 0: tag, 1: slash, 2: written } of text.matchAll(TAG)) {
    if (index < from) continue
    const name = written?.toLowerCase() ?? '!--'
    const isRaw = name === '!--' || (RAW.has(name) && slash === '')
    const known = isRaw || RAW.has(name) || PARAGRAPHS.has(name) || LINES.has(name) || INLINE.has(name)
    if (!known || unclosed.has(name)) continue
    say(text.slice(from, index))
    from = index + tag.length
    if (isRaw) {
      const end = endOf(text, name, from)
      if (end === -1) unclosed.add(name)
      from = end === -1 ? (name === '!--' ? index : from) : end
    } else if (name === 'br') result += '\n'
    else if (name === 'td' || name === 'th') say(' ')
    else if (PARAGRAPHS.has(name)) breaks = Math.min(2, breaks + 1)
    else if (LINES.has(name)) breaks = Math.max(1, breaks)
    if (name === 'ul' || name === 'ol') {
      if (slash === '/') lists.pop()
      else lists.push({ next: name === 'ol' ? 1 : 0 })
    } else if (name === 'li' && slash === '') {
      const list = lists.at(-1)
      item = list && list.next > 0 ? `${list.next++}. ` : '- '
    }
  }
  say(text.slice(from))
  return result
}

/** Where the content that began at `from` and its closing tag end; -1 where they do not. */
function endOf(text: string, name: string, from: number): number {
  if (name === '!--') {
    const end = text.indexOf('-->', from)
    return end === -1 ? -1 : end + 3
  }
  const closing = new RegExp(`</${name}\\s*>`, 'gi')
  closing.lastIndex = from
  return closing.test(text) ? closing.lastIndex : -1
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '))
}
