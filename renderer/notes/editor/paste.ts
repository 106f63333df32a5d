import { block, cleanTerminalText } from '../../../core/notes'

/** Whether a text was copied from a terminal: it has colours, a prompt, or columns. */
export function looksLikeTerminal(text: string): boolean {
   
  if (/\x1b\[/.test(text)) return true
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (lines.some((line) => /^(?:\[[\w.-]+@[\w.-]+[^\]]*\][$#]|[\w.-]+@[\w.-]+:\S*[$#]|\$) \S/.test(line))) return true
  const columns = lines.filter((line) => /^\S+(?: \S+)? {2,}\S.* {2,}\S/.test(line))
  return lines.length >= 2 && columns.length >= 2 && columns.length * 2 >= lines.length
}

/** The text as a code block, without what only a terminal understands. */
export function asCodeBlock(text: string): string {
  return block('console', cleanTerminalText(text))
}
