import { z } from 'zod'
import { SITE_CATEGORIES } from './entities.ts'

const Text = z.string().trim().min(2).max(200)
const MOST = 20_000

export const SiteWord = z.strictObject({
  text: Text,
  category: z.enum(SITE_CATEGORIES).default('name'),
  /** Only written so; without it case and accents do not matter. */
  exact: z.boolean().default(false),
})
export type SiteWord = z.infer<typeof SiteWord>

/** What a steward knows of their own site: whom and what to hide wherever it is said, and what never to hide. */
export const SiteList = z.strictObject({
  /** Staff, clinics, code names. */
  hide: z.array(SiteWord).max(MOST).default([]),
  /** Words that detectors may take for identifiers and that are none here; `hide` goes before it. */
  keep: z.array(Text).max(MOST).default([]),
  /** Strings that were planted in the data and must not come out: a conversation in which one is left is withheld. */
  canaries: z.array(Text).max(1000).default([]),
})
export type SiteList = z.infer<typeof SiteList>

/** A site list's name. */
export const SiteListName = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/)

/** `staff`, or `staff@3` for one of its versions. */
export const SiteListWish = z.string().regex(/^[a-z][a-z0-9-]{1,39}(?:@[1-9]\d{0,8})?$/)

/** Which version of which list a run was made with. */
export const SiteListRef = z.strictObject({
  name: SiteListName,
  version: z.int().positive(),
  /** Of its content as {@link siteListText} writes it. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type SiteListRef = z.infer<typeof SiteListRef>

/** A list as it is kept and hashed: equal lists are equal text. */
export const siteListText = ({ hide, keep, canaries }: SiteList): string =>
  JSON.stringify({
    hide: hide
      .map(({ text, category, exact }) => ({ text, category, exact }))
      .toSorted((a, b) => (a.text < b.text ? -1 : Number(a.text > b.text))),
    keep: keep.toSorted(),
    canaries: canaries.toSorted(),
  })
