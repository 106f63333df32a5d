/** Tells whether text holds what a pattern describes. Made from RE2, in time that grows with the text's length only. */
export interface Pattern {
  readonly source: string
  found: (text: string) => boolean
}

/** Throws for what RE2 does not know. */
export type CompilePattern = (source: string) => Pattern
