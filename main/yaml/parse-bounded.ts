import { Composer, type Document, isMap, isScalar, isSeq, Lexer, type LineCounter, Parser, YAMLParseError } from 'yaml'
import { withoutTraces } from './without-traces'

/**
 * The deepest schema of OpenShift goes 25 levels. The library puts a text together by recursion, and where that comes near the end of the stack no exception is
 * sure: a regular expression that is compiled there for the first time ends the whole process.
 */
export const DEEPEST = 500

/**
 * Everything else waits while a file is read. The longest that it brings, Unit 1, has 15,000 words, marks and line ends; the costliest 30,000, each of
 * them a mistake, are read before a pressed key is missed. What follows a backslash in quotes counts, too: each can be a mistake.
 */
export const MOST_TOKENS = 30_000

interface Options {
  lineCounter?: LineCounter
  merge?: boolean
  /** False: who asks looks for them. */
  uniqueKeys?: boolean
  resolveKnownTags?: boolean
  /** Infinity for a text that nobody waits for, or that is bounded in another way. */
  mostTokens?: number
}

/** Where reading was given up, and nothing is read. `why` goes on from the place or the file: `is nested too deeply`. */
export interface GivenUp {
  stoppedAt: number
  why: string
}

/** All documents of a text, with their mistakes in them; or why it goes further, down or on, than is read. */
export function parseDocuments(text: string, { mostTokens = MOST_TOKENS, uniqueKeys = true, ...options }: Options): { documents: Document.Parsed[] } | GivenUp {
  // Each level is one entry of the parser's own stack, which is none of the program's.
  const parser = new Parser(options.lineCounter?.addNewLine)
  options.lineCounter?.addNewLine(0)
  return withoutTraces(() => {
    const tokens = []
    let read = 0
    for (const lexeme of new Lexer().lex(text)) {
      for (const token of parser.next(lexeme)) tokens.push(token)
      if (parser.stack.length > DEEPEST) return { stoppedAt: parser.offset, why: 'is nested too deeply' }
      read += lexeme.startsWith('"') ? lexeme.split('\\').length : 1
      if (read > mostTokens) return { stoppedAt: parser.offset, why: `has more than ${mostTokens.toLocaleString('en')} words and marks up to here: too many` }
    }
    for (const token of parser.end()) tokens.push(token)
    // The library compares each key with all before it: with the keys of one file, half a minute. And of a key that is a list it would warn on the
    // program's own output, with words of the file.
    const documents = [...new Composer({ ...options, uniqueKeys: false, prettyErrors: false, logLevel: 'error' }).compose(tokens, false, text.length)]
    if (uniqueKeys) for (const { contents, errors } of documents) findKeysAgain(contents, errors)
    return { documents }
  })
}

/** The library's own finding, of the second and each further key of one name in one group. */
function findKeysAgain(node: unknown, errors: YAMLParseError[]): void {
  if (isSeq(node)) for (const item of node.items) findKeysAgain(item, errors)
  if (!isMap(node)) return
  const names = new Set<unknown>()
  for (const { key, value } of node.items) {
    if (isScalar(key) && names.size === names.add(key.value).size) errors.push(new YAMLParseError([key.range?.[0] ?? 0, key.range?.[1] ?? 0], 'DUPLICATE_KEY', 'Map keys must be unique'))
    findKeysAgain(key, errors)
    findKeysAgain(value, errors)
  }
}

/** The one document that a text is; one that is empty has no contents, and a second is a mistake of the first. */
export function parseOne(text: string, options: Options): { document: Document } | GivenUp {
  const read = parseDocuments(text, options)
  if ('why' in read) return read
  const [document, second] = read.documents
  if (document === undefined) return { document: new Composer().compose([], true, 0).next().value as Document.Parsed }
  if (second !== undefined) document.errors.push(new YAMLParseError([second.range[0], second.range[1]], 'MULTIPLE_DOCS', 'Source contains multiple documents'))
  return { document }
}
