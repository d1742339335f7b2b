import { describe, expect, it } from '@jest/globals'
import type { DetectorTurn } from '../types.ts'
import { findIdentifiers } from './index.ts'

const found = (...texts: string[]): string[] => {
  const turns: DetectorTurn[] = texts.map((text, index) => ({ index, role: 'client', text }))
  return findIdentifiers(turns).map(
    ({ category, turn, start, end }) => `${category}: ${Array.from(texts[turn]).slice(start, end).join('')}`,
  )
}

describe('identifiers by their form', () => {
  it.each([
    ['mail me at sam.lee+x@mail.example.org.', 'email: sam.lee+x@mail.example.org'],
    ["it's sam dot lee at gmail dot com", 'email: sam dot lee at gmail dot com'],
    ['you can reach me, sam dot lee at gmail', 'email: sam dot lee at gmail'],
    ['my email is quietfox at yahoo', 'email: quietfox at yahoo'],
    ['see https://example.org/a?b=1.', 'url: https://example.org/a?b=1'],
    ['look at my-page.example.com/me today', 'url: my-page.example.com/me'],
    ['call (520) 809-5497 now', 'phone: (520) 809-5497'],
    ['call 499.438.9954', 'phone: 499.438.9954'],
    ['call +1 718 358 2592', 'phone: +1 718 358 2592'],
    ['ring +44 20 7946 0958', 'phone: +44 20 7946 0958'],
    ['my number is 5558675309', 'phone: 5558675309'],
    ['five five five, oh one two three, four', 'phone: five five five, oh one two three, four'],
    ['fax it to 555-0134', 'fax: 555-0134'],
    ['my social is 863-26-8506', 'ssn: 863-26-8506'],
    ['the last four of my social are 8506', 'ssn: 8506'],
    ['from 192.168.1.20 again', 'ip_address: 192.168.1.20'],
    ['from 2001:db8::8a2e:370:7334 again', 'ip_address: 2001:db8::8a2e:370:7334'],
    ['card 4908 1003 3907 5791', 'account_number: 4908 1003 3907 5791'],
    ['it is GB29 NWBK 6016 1331 9268 19', 'account_number: GB29 NWBK 6016 1331 9268 19'],
    ['I post as @quiet_fox99.', 'other_unique_identifier: @quiet_fox99'],
    ['my username is quietfox', 'other_unique_identifier: quietfox'],
    ['the VIN is 1M8GDM9AXKP042788', 'vehicle_identifier: 1M8GDM9AXKP042788'],
    ['plate JBR 6752, I think', 'vehicle_identifier: JBR 6752'],
    ['The chart says MRN 34711734', 'medical_record_number: MRN 34711734'],
    ['My insurance ID is ZC245917508', 'health_plan_number: ZC245917508'],
    ['license number D3205301', 'license_number: D3205301'],
    ['pacemaker serial number AB-99812', 'device_identifier: AB-99812'],
    ['the MAC address is 3C:22:FB:9A:41:0E', 'device_identifier: 3C:22:FB:9A:41:0E'],
    ['the router says fc-dd-fb-9a-41-0e again', 'device_identifier: fc-dd-fb-9a-41-0e'],
    ['it is 3c22.fb9a.410e', 'device_identifier: 3c22.fb9a.410e'],
    ['IMEI 356938035643809 on the phone', 'device_identifier: 356938035643809'],
    ['Voiceprint ID VP-7734-221 is on file', 'biometric: VP-7734-221'],
    ['my fingerprint id is FP-2231-90', 'biometric: FP-2231-90'],
    ['its UDI is (01)00884838032019(21)A12', 'device_identifier: (01)00884838032019(21)A12'],
    ['face ID template number FT-90211', 'biometric: FT-90211'],
    ['my iris scan number is IR-22319', 'biometric: IR-22319'],
    ['I sent you IMG_2231.jpg yesterday', 'photo: IMG_2231.jpg'],
    ['The zip code is 38630', 'location: 38630'],
  ])('%s', (text, expected) => expect(found(text)).toContain(expected))

  it.each([
    ['It happened on Saturday, October 29.', 'date: Saturday, October 29'],
    ['born on the 14th of May 1967', 'date: the 14th of May 1967'],
    ['born 30 Dec 1973', 'date: 30 Dec 1973'],
    ['since March of 2019', 'date: March of 2019'],
    ['on 05/05 it began', 'date: 05/05'],
    ['dob 12/06/1973', 'date: 12/06/1973'],
    ['on 2019-03-04', 'date: 2019-03-04'],
    ['on June twenty-first', 'date: June twenty-first'],
    ['My grandmother is 99 now.', 'date: 99'],
    ['she is 104 years old', 'date: 104'],
  ])('%s', (text, expected) => expect(found(text)).toEqual([expected]))
})

describe('identifiers by the words around them', () => {
  it.each([
    ['My name is Daniel Rodriguez, by the way.', ['name: Daniel Rodriguez']],
    ["I'm Margaret O'Neil-Price.", ["name: Margaret O'Neil-Price"]],
    ['Dr. Young referred me.', ['name: Young']],
    ['my sister leslie said so', ['name: leslie']],
    ["my son Jake's teacher", ['name: Jake']],
    ['hi its thomas again', ['name: thomas']],
    ['Signing off, Scott King, LCSW', ['name: Scott King, LCSW']],
    ['I work at Carter, Booker and Brown.', ['name: Carter, Booker and Brown']],
    ['I work for Black-Brown now', ['name: Black-Brown']],
    ['I go to Jimenez High School.', ['location: Jimenez High School']],
    ['I was at Mercy General Hospital', ['location: Mercy General Hospital']],
    ['paid by Quorvex Holdings LLC', ['name: Quorvex Holdings LLC']],
    ['she is at the University of Quillham now', ['location: University of Quillham']],
    ['he attends Fernbrook', ['location: Fernbrook']],
    ['ask Zorblat Quimby about it', ['name: Zorblat Quimby']],
    ['what do you say, Grace?', ['name: Grace']],
    ['we went to see chloe and her brother antti', ['name: chloe', 'name: antti']],
    ['Zorblat Quimby told me about Przybylski.', ['name: Zorblat Quimby', 'name: Przybylski']],
    ['I live in Christophermouth.', ['location: Christophermouth']],
    ['we moved to New Coreymouth', ['location: New Coreymouth']],
    ['I live at 6661 Kimberly Groves in Tonytown.', ['location: 6661 Kimberly Groves', 'location: Tonytown']],
    [
      'at 12 Oak Street, Apt. 4, Springfield, OR 97477',
      ['location: 12 Oak Street, Apt. 4', 'location: Springfield', 'location: 97477'],
    ],
    ['it was 48 maple street', ['location: 48 maple street']],
  ])('%s', (text, expected) => expect(found(text)).toEqual(expected))

  it('finds a name that was introduced once in every turn', () => {
    expect(found('My name is Delwyn.', 'So, Delwyn, hello.', "That is Delwyn's idea")).toEqual([
      'name: Delwyn',
      'name: Delwyn',
      'name: Delwyn',
    ])
  })
  it.each([
    ['My name is Delwyn.', 'Hello Delwyyn.', 'Delwyyn'],
    ['My name is Delwyn.', 'Hello Delwin.', 'Delwin'],
    ['My name is Delwyn.', 'Ask Dewlyn.', 'Dewlyn'],
    ['My name is Kirstie.', 'Well, Kristie.', 'Kristie'],
  ])('finds a name misspelt: %s %s', (introduction, text, name) => {
    expect(found(introduction, text)).toContain(`name: ${name}`)
  })
  it('takes no everyday word for a misspelt name', () => {
    expect(found('My name is Delwyn Stone.', 'Store it. Stove. Stones.').slice(1)).toEqual([])
  })
  it('leaves what stands in the place of identifiers', () => {
    expect(found('Hi [NAME], [NAME-kcbapfjdmo] lives in [LOCATION] and I am [REDACTED].')).toEqual([])
  })
  it('finds the names of speakers in the text', () => {
    const turns: DetectorTurn[] = [{ index: 4, role: 'client', speaker: 'Quorra Flynn', text: 'Quorra is me.' }]
    expect(findIdentifiers(turns)).toMatchObject([{ turn: 4, start: 0, end: 6, category: 'name' }])
  })
  it('counts offsets in code points', () => {
    expect(found('👍 mail 👍 sam@example.org 👍')).toEqual(['email: sam@example.org'])
  })
  it('leaves out what is less sure on request', () => {
    const turns: DetectorTurn[] = [{ index: 0, role: 'client', text: 'my name is Kim Lee, my boss Lior' }]
    expect(findIdentifiers(turns)).toHaveLength(2)
    expect(findIdentifiers(turns, { minConfidence: 0.85 })).toHaveLength(1)
  })
})

describe('what is not touched', () => {
  it.each([
    'She is at outlook training.',
    'We danced the Virginia reel.',
    'Will you come back?',
    "I'm Sorry. I'm Good.",
    'I take 20 mg of Prozac.',
    'We did the Beck Depression Inventory and Rogers wrote about the person-centered approach.',
    'See you on Tuesday, then.',
    'It was 1998. I will be fine by May.',
    "I'm 34. I slept about 4 hours, 3 times a week, for 10 years.",
    'My PHQ-9 was 14.',
    'If you feel unsafe, call or text 988 or 1-800-273-8255.',
    'The DSM-5 code 296.32 is moderate recurrent MDD, F33.1.',
    'I walked 10,000 steps, 24/7, 50/50, on a scale of 1 to 10.',
    'she said grace before dinner and I rolled my eyes.',
    'I live in California. We moved from New Zealand.',
    'One two three four five six seven eight.',
    'I am 99 percent sure. It is 90 degrees.',
  ])('%s', (text) => expect(found(text)).toEqual([]))
})
