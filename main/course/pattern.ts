import { RE2JS } from 're2js'
import type { CompilePattern } from '../../core/course'

// More instructions than this are no pattern that a person wrote: repetitions of repetitions.
const MAX_PROGRAM = 5_000

/** RE2: the time of a search grows with the text's length and the pattern's size, whatever both are. Throws a sentence for what it does not know. */
export const compilePattern: CompilePattern = (source) => {
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(source, RE2JS.MULTILINE)
  } catch (error) {
    throw new Error(`is no regular expression that RE2 knows: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
  if (compiled.programSize() > MAX_PROGRAM) throw new Error('is too large a regular expression')
  return { source, found: (text) => compiled.matcher(text).find() }
}

/** Whether a pattern is found in anything: in nothing at all, and in what nobody would write. */
export function matchesEverything(source: string): boolean {
  const { found } = compilePattern(source)
  return ['', '\u2623 7f3k2 q', 'Zz-0\n~'].every(found)
}
