import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library'
import { installedPackages } from './packages.ts'

/** What the workspace stands on, as a CycloneDX bill of materials: the same bytes for the same packages. */
export async function billOfMaterials(root: string): Promise<{ json: string; components: number }> {
  const { name, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<string, string>
  const bom = new Models.Bom()
  bom.metadata.component = new Models.Component(Enums.ComponentType.Application, name, { version, bomRef: name })
  const packages = await installedPackages(root)
  for (const { name: full, version: installed, licence } of packages) {
    const [scope, short] = full.startsWith('@') ? full.split('/') : [undefined, full]
    const component = new Models.Component(Enums.ComponentType.Library, short, {
      ...(scope !== undefined && { group: scope }),
      version: installed,
      bomRef: `pkg:npm/${full.replace('@', '%40')}@${installed}`,
      purl: `pkg:npm/${full.replace('@', '%40')}@${installed}` as never,
    })
    if (licence !== '') component.licenses.add(new Models.LicenseExpression(licence))
    bom.components.add(component)
  }
  const normalizers = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6)
  const json = new Serialize.JsonSerializer(normalizers).serialize(bom, { sortLists: true, space: 2 })
  return { json: `${json}\n`, components: packages.length }
}
