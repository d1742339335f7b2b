/**
 * Words for the groups of one axis, written as one text with `;` between them. A hyphen stands for a hyphen or a space.
 * Words in `sure` stand for people by themselves ("immigrants"); those in `open` where they stand before a noun for
 * people ("a deaf woman"); those in `said` also where somebody is said to be it ("I'm Jewish", "she is deaf").
 */
export interface GroupWords {
  sure?: string
  said?: string
  open?: string
}
export type AxisWords = { readonly [group: string]: GroupWords }
