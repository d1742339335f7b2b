import { damagedDocument, mainPart, OfficePackage, parseXml } from '../office/index.ts'
import { arranged, uncalculatedProblems } from '../grid/index.ts'
import { head } from '../sources.ts'
import type { ByteSource, Member, UnpackLimits } from '../types.ts'
import { readSharedStrings } from './shared-strings.ts'
import { SheetConversion } from './sheet.ts'
import { readStyles } from './styles.ts'

interface Sheet {
  name: string
  part: string
}

/** The sheets of a workbook as grids, in their order. Charts and macros are no sheets. */
export async function* convertWorkbook(
  source: ByteSource,
  limits: UnpackLimits,
  signal: AbortSignal,
): AsyncGenerator<Member> {
  const main = await mainPart(await head(source, 64), source)
  if (!main) throw damagedDocument()
  const file = await OfficePackage.open(source, limits, signal)
  const relations = [...(await file.relations(main.path)).entries()]
  const ofType = (type: string) => relations.find(([, relation]) => relation.type === type)?.[1].target
  const { sheets, date1904 } = await readBook(file, main.path, new Map(relations))
  const strings = await readSharedStrings(file, ofType('sharedStrings'))
  const styles = await readStyles(file, ofType('styles'), date1904)
  for (const { name, part } of sheets) {
    signal.throwIfAborted()
    const sheet = new SheetConversion({ strings, styles, limits }, () => file.part(part))
    yield {
      path: sheets.length > 1 ? name : '',
      content: arranged(sheet.content(), limits),
      problems: () => uncalculatedProblems(sheet.uncalculated),
    }
  }
}

async function readBook(
  file: OfficePackage,
  path: string,
  relations: ReadonlyMap<string, { type: string; target: string }>,
): Promise<{ sheets: Sheet[]; date1904: boolean }> {
  const sheets: Sheet[] = []
  let date1904 = false
  await parseXml(file.part(path), file.limits, {
    open(name, attributes) {
      if (name === 'workbookPr') date1904 = ['1', 'true'].includes(attributes['date1904'] ?? '')
      if (name !== 'sheet') return
      const relation = relations.get(attributes['id'] ?? '')
      if (relation?.type !== 'worksheet') return
      // A slash in a name would look like a folder.
      const shown = (attributes['name'] ?? '').replaceAll('/', '∕') || `sheet ${sheets.length + 1}`
      sheets.push({ name: shown, part: relation.target })
    },
  })
  if (sheets.length === 0) throw damagedDocument()
  return { sheets, date1904 }
}
