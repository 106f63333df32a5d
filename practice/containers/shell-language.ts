/** As much of a shell's language as people type into a container: words, quotes, variables, pipes, lists and redirections. */

/** A piece of a word, and whether variables in it are replaced. */
interface Piece {
  text: string
  expands: boolean
}

export interface Command {
  words: Piece[][]
  /** Where its output goes. */
  into?: { path: Piece[]; append: boolean }
}

export interface Step {
  /** When it runs, as the command before it has ended. */
  when: 'always' | 'success' | 'failure'
  pipe: Command[]
}

export class SyntaxTrouble extends Error {}

type Token = { word: Piece[] } | { sign: string }

const signs = ['&&', '||', '2>&1', '&>', '2>', '>>', '>', '<', '|', ';', '&', '\n']

function* tokenize(text: string): Generator<Token> {
  let at = 0
  let word: Piece[] | undefined
  const add = (piece: Piece): void => void (word ??= []).push(piece)
  while (at < text.length) {
    const letter = text.charAt(at)
    const sign = signs.find((one) => text.startsWith(one, at) && (!one.startsWith('2') || word === undefined))
    if (sign !== undefined || letter === ' ' || letter === '\t' || (letter === '#' && word === undefined)) {
      if (word !== undefined) yield { word }
      word = undefined
      if (letter === '#') at = text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at)
      else at += sign?.length ?? 1
      if (sign !== undefined) yield { sign }
    } else if (letter === "'" || letter === '"') {
      const end = text.indexOf(letter, at + 1)
      if (end < 0) throw new SyntaxTrouble(`unexpected EOF while looking for matching \`${letter}'`)
      add({ text: text.slice(at + 1, end), expands: letter === '"' })
      at = end + 1
    } else if (letter === '\\') {
      add({ text: text.charAt(at + 1), expands: false })
      at += 2
    } else {
      const [plain = letter] = /^[^\s'"\\;&|<>]+/.exec(text.slice(at)) ?? []
      add({ text: plain, expands: true })
      at += plain.length
    }
  }
  if (word !== undefined) yield { word }
}

/** @throws SyntaxTrouble in bash's words */
export function parseScript(text: string): Step[] {
  const steps: Step[] = []
  let when: Step['when'] = 'always'
  let pipe: Command[] = []
  let command: Command = { words: [] }
  /** The word that follows is a file's name. */
  let target: string | undefined

  const endCommand = (sign: string): void => {
    if (command.words.length === 0 && (pipe.length > 0 || sign === '|')) throw new SyntaxTrouble(`syntax error near unexpected token \`${sign === '\n' ? 'newline' : sign}'`)
    if (command.words.length > 0) pipe.push(command)
    command = { words: [] }
  }
  const endStep = (sign: string): void => {
    endCommand(sign)
    if (pipe.length > 0) steps.push({ when, pipe })
    pipe = []
  }
  for (const token of tokenize(text)) {
    if ('word' in token) {
      if (target === undefined) command.words.push(token.word)
      else if (target === '>' || target === '>>') command.into = { path: token.word, append: target === '>>' }
      // What a lesson's commands read from is a pipe or a named file; errors that are sent elsewhere are not wanted.
      else if (target === '<') command.words.push(token.word)
      target = undefined
    } else if (token.sign.includes('>') || token.sign === '<') target = token.sign === '2>&1' ? undefined : token.sign
    else if (token.sign === '|') endCommand('|')
    else {
      endStep(token.sign)
      when = token.sign === '&&' ? 'success' : token.sign === '||' ? 'failure' : 'always'
    }
  }
  endStep('newline')
  return steps
}

/** The text of a word: its variables replaced. */
export function expand(word: Piece[], value: (name: string) => string): string {
  return word.map(({ text, expands }) => (expands ? text.replace(/\$(?:\{(\w+)\}|(\w+)|([?$]))/g, (_, braced?: string, plain?: string, special?: string) => value(braced ?? plain ?? special ?? '')) : text)).join('')
}
