import { type EditorState, EditorSelection, type TransactionSpec } from '@codemirror/state'

/** What the buttons above the editor make of the line or the selection. */
export type Format = 'heading' | 'list' | 'task' | 'code' | 'link'

const prefixes = { heading: '## ', list: '- ', task: '- [ ] ' }

/** The change that a format is; a second time takes a prefix away again. */
export function formatting(state: EditorState, format: Format): TransactionSpec {
  const { from, to } = state.selection.main
  if (format === 'link') return { changes: { from, to, insert: `[[${state.sliceDoc(from, to)}` }, selection: { anchor: to + 2 }, userEvent: 'input.type' }
  if (format === 'code') return codeBlock(state, from, to)
  const prefix = prefixes[format]
  const lines = linesOf(state, from, to)
  const has = lines.every((line) => line.text.startsWith(prefix))
  return {
    changes: lines.map((line) => (has ? { from: line.from, to: line.from + prefix.length } : { from: line.from, to: line.from + (/^(?:#{1,6} |- (?:\[[ xX]\] )?)/.exec(line.text)?.[0].length ?? 0), insert: prefix })),
    userEvent: 'input',
  }
}

function codeBlock(state: EditorState, from: number, to: number): TransactionSpec {
  const [first, last] = [state.doc.lineAt(from), state.doc.lineAt(to)]
  const text = state.sliceDoc(first.from, last.to)
  return {
    changes: { from: first.from, to: last.to, insert: `\`\`\`shell\n${text}\n\`\`\`` },
    selection: EditorSelection.cursor(first.from + '```shell\n'.length + text.length),
    userEvent: 'input',
  }
}

function linesOf(state: EditorState, from: number, to: number): { from: number; text: string }[] {
  const lines = []
  for (let at = state.doc.lineAt(from).number; at <= state.doc.lineAt(to).number; at += 1) lines.push(state.doc.line(at))
  return lines
}
