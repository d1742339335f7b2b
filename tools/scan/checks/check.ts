/** Something that should not be as it is; `allowed` where a reason is written beside the rule. */
export interface Finding {
  /** File and line, or package. */
  where: string
  what: string
}

export interface Outcome {
  /** How much was looked at. */
  looked: string
  findings: Finding[]
  /** Why it could not be done here; the check has said nothing then. */
  skipped?: string
}

/** One kind of look at the repository. */
export interface Check {
  readonly name: string
  run(root: string): Promise<Outcome>
}
