import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { cleanText } from './clean.ts'

describe('markup in a cell', () => {
  it.each([
    ['<p>One.</p><p>Two.</p>', 'One.\n\nTwo.'],
    ['<p>One.</p>\n<p>\n  Two.\n</p>', 'One.\n\nTwo.'],
    ['<div>One</div><div>Two<br/>Three</div>', 'One\nTwo\nThree'],
    ['Try:<ul><li>walks</li><li>calls</li></ul>Then rest.', 'Try:\n- walks\n- calls\nThen rest.'],
    ['<ol>\n<li>walk</li>\n<li>call<ul><li>Ann</li></ul></li>\n<li>rest</li></ol>', '1. walk\n2. call\n- Ann\n3. rest'],
    ['<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\nc'],
    ['a <b class="x">b</b> <a href="http://example.org/?q=1&amp;r=2">c</a>', 'a b c'],
    ['<style>p { color: red }</style><script>if (a < b) {}</script>Text<!-- a > b -->', 'Text'],
    ['&lt;p&gt;It&#39;s&nbsp;&amp;amp;amp; &eacute;&#x1F600;&lt;/p&gt;', "It's & é😀"],
    ['1 < 2 and <3 you, a<b, x<y>z', '1 < 2 and <3 you, a<b, x<y>z'],
    ['AT&T; &unknown; &#0; &', 'AT&T; &unknown; � &'],
    ['<script>never closed', 'never closed'],
    ['<!-- never closed', '<!-- never closed'],
    ['<s>hello</s>', 'hello'],
  ])('%s becomes text', (html, text) => {
    expect(cleanText(html)).toBe(text)
  })

  it('is counted once a text', () => {
    const repairs = { mojibake: 0, markup: 0, invisible: 0, surrogates: 0 }
    cleanText('<p>a</p>', repairs)
    cleanText('a \ud800', repairs)
    expect(repairs).toEqual({ mojibake: 0, markup: 1, invisible: 0, surrogates: 1 })
  })

  it('takes time that grows with its length alone', () => {
    const pieces = [
      '<p ',
      '<p>',
      '<!--',
      '<script>',
      '<li>',
      '<ol><li>',
      '&amp;',
      '&amp;amp;',
      '&lt;',
      '<a href="',
      '</',
    ]
    for (const piece of pieces)
      expect(cleanText(piece.repeat(30_000)).length).toBeLessThanOrEqual(piece.length * 30_000)
  })

  it('leaves nothing to be done again', () => {
    const piece = fc.constantFrom(
      '<p>',
      '</p>',
      '<li>',
      '<ol>',
      '</ol>',
      '<br>',
      '<',
      '>',
      '&lt;',
      'p',
      '&amp;',
      ' ',
      '\n',
      'a',
      '<!--',
      '-->',
      '<td>',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const once = cleanText(pieces.join(''))
        expect(cleanText(once)).toBe(once)
      }),
      { numRuns: 500 },
    )
  })
})
