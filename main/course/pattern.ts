import { RE2JS } from 're2js'
import type { CompilePattern } from '../../core/course'

// More instructions than this are no pattern that a person wrote: repetitions of repetitions.
const MAX_PROGRAM = 5_000

// A search takes up to 18 ns for each character and instruction; in a tenth of a second it is over. A pattern that a person wrote has some tens of instructions,
// and is looked for in all of a long text.
const MAX_WORK = 4_000_000

/** RE2: the time of a search grows with the text's length and the pattern's size, whatever both are. Throws a sentence for what it does not know. */
export const compilePattern: CompilePattern = (source) => {
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(source, RE2JS.MULTILINE)
  } catch (error) {
    throw new Error(`is no regular expression that RE2 knows: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
  const size = compiled.programSize()
  if (size > MAX_PROGRAM) throw new Error('is too large a regular expression')
  return { source, found: (text) => compiled.matcher(lastLines(text, Math.floor(MAX_WORK / size))).find() }
}

/** What a text said last, of so many characters at most; whole lines, where there are any. */
function lastLines(text: string, most: number): string {
  if (text.length <= most) return text
  const end = text.slice(-most)
  return end.slice(end.indexOf('\n') + 1)
}

/** Whether a pattern is found in anything: in nothing at all, and in what nobody would write. */
export function matchesEverything(source: string): boolean {
  const { found } = compilePattern(source)
  return ['', '\u2623 7f3k2 q', 'Zz-0\n~'].every(found)
}
