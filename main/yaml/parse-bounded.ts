import { Composer, type Document, Lexer, type LineCounter, Parser, YAMLParseError } from 'yaml'
import { withoutTraces } from './without-traces'

/**
 * The deepest schema of OpenShift goes 25 levels. The library puts a text together by recursion, and where that comes near the end of the stack no exception is
 * sure: a regular expression that is compiled there for the first time ends the whole process.
 */
export const DEEPEST = 500

interface Options {
  lineCounter?: LineCounter
  merge?: boolean
  uniqueKeys?: boolean
  resolveKnownTags?: boolean
}

/** All documents of a text, with their mistakes in them; or the place at which it goes down deeper than DEEPEST, and nothing is read. */
export function parseDocuments(text: string, options: Options): { documents: Document.Parsed[] } | { tooDeepAt: number } {
  // Each level is one entry of the parser's own stack, which is none of the program's.
  const parser = new Parser(options.lineCounter?.addNewLine)
  options.lineCounter?.addNewLine(0)
  return withoutTraces(() => {
    const tokens = []
    for (const lexeme of new Lexer().lex(text)) {
      for (const token of parser.next(lexeme)) tokens.push(token)
      if (parser.stack.length > DEEPEST) return { tooDeepAt: parser.offset }
    }
    for (const token of parser.end()) tokens.push(token)
    return { documents: [...new Composer({ ...options, prettyErrors: false }).compose(tokens, false, text.length)] }
  })
}

/** The one document that a text is; one that is empty has no contents, and a second is a mistake of the first. */
export function parseOne(text: string, options: Options): { document: Document } | { tooDeepAt: number } {
  const read = parseDocuments(text, options)
  if ('tooDeepAt' in read) return read
  const [document, second] = read.documents
  if (document === undefined) return { document: new Composer().compose([], true, 0).next().value as Document.Parsed }
  if (second !== undefined) document.errors.push(new YAMLParseError([second.range[0], second.range[1]], 'MULTIPLE_DOCS', 'Source contains multiple documents'))
  return { document }
}
