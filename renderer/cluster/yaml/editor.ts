import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, codeFolding, foldEffect, foldGutter, foldKeymap, indentUnit } from '@codemirror/language'
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint'
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from '@codemirror/search'
import { Compartment, EditorSelection, EditorState, type Extension, type StateCommand, StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view'
import { endOfField, findField, outlineOf } from '../../../core/cluster/yaml-outline'
import { shortenStackedMarks } from '../../editing'
import { editorLook } from './editor-look'
import { completeFields, explainFields } from './field-docs'

/** A place in the text that something is wrong with; `field` where only that is known. Lines and columns count from 1. */
export interface Finding {
  line?: number
  column?: number
  field: string
  message: string
}

export interface YamlEditor {
  text(): string
  /** Puts another text in with as few changes as possible: place, folds and history stay. */
  setText(text: string): void
  setReadOnly(readOnly: boolean): void
  /** Scrolls to a field and marks it; false where nothing of its path is there. */
  mark(path: string): boolean
  show(findings: readonly Finding[]): void
  /** Folds a field away, such as a status that nobody edits. */
  fold(path: string): void
  search(): void
  focus(): void
  dispose(): void
}

interface EditorOptions {
  parent: HTMLElement
  label: string
  text: string
  readOnly: boolean
  onChange: (text: string) => void
  onSave: () => void
}

const setMark = StateEffect.define<{ from: number; to: number } | null>()
const marked = Decoration.line({ class: 'cm-marked' })

/** The lines of the field that was pointed at, until the text is changed by hand. */
const markField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(decorations, transaction) {
    const { changes, effects, state } = transaction
    let next = transaction.isUserEvent('input') || transaction.isUserEvent('delete') ? Decoration.none : decorations.map(changes)
    for (const effect of effects) {
      if (!effect.is(setMark)) continue
      const { value } = effect
      next = value === null ? Decoration.none : Decoration.set(Array.from({ length: value.to - value.from + 1 }, (_, line) => marked.range(state.doc.line(value.from + line).from)))
    }
    return next
  },
  provide: (field) => EditorView.decorations.from(field),
})

/** YAML with colours, folding and search, to read. */
export const readingYaml: Extension = [
  lineNumbers(),
  highlightSpecialChars(),
  shortenStackedMarks,
  drawSelection(),
  codeFolding(),
  foldGutter(),
  bracketMatching(),
  search({ top: true }),
  highlightSelectionMatches(),
  yaml(),
  indentUnit.of('  '),
  editorLook,
]

/** A new line goes as far in as what is meant to stand there: under a key that holds nothing yet, or beside the keys of a list item. */
const breakLine: StateCommand = ({ state, dispatch }) => {
  if (state.readOnly) return false
  const change = state.changeByRange(({ from, to }) => {
    const before = state.doc.lineAt(from).text.slice(0, from - state.doc.lineAt(from).from)
    const beside = /^\s*(?:- +)*/.exec(before)?.[0].length ?? 0
    const indent = ' '.repeat(/(?::|[|>][+-]?)\s*$/.test(before) ? beside + 2 : beside)
    return { changes: { from, to, insert: state.lineBreak + indent }, range: EditorSelection.cursor(from + state.lineBreak.length + indent.length) }
  })
  dispatch(state.update(change, { scrollIntoView: true, userEvent: 'input' }))
  return true
}

/** Everything that YAML is edited with; Tab goes on to the next control until Escape and Tab, as CodeMirror's own keys have it. */
export function createYamlEditor({ parent, label, text, readOnly, onChange, onSave }: EditorOptions): YamlEditor {
  const access = new Compartment()
  const accessTo = (isReadOnly: boolean): Extension => [EditorState.readOnly.of(isReadOnly), EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': label, 'aria-readonly': String(isReadOnly) })]
  const save = { key: 'Mod-s', preventDefault: true, run: () => (onSave(), true) }
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        readingYaml,
        history(),
        closeBrackets(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        lintGutter(),
        autocompletion({ override: [completeFields], icons: false }),
        explainFields,
        markField,
        keymap.of([save, { key: 'Enter', run: breakLine }, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap, ...lintKeymap, ...defaultKeymap, indentWithTab]),
        access.of(accessTo(readOnly)),
        EditorView.updateListener.of(({ docChanged, transactions, state }) => {
          if (docChanged && transactions.some((each) => each.isUserEvent('input') || each.isUserEvent('delete') || each.isUserEvent('undo') || each.isUserEvent('redo') || each.isUserEvent('move'))) onChange(state.doc.toString())
        }),
      ],
    }),
  })
  const linesOf = (): string[] => view.state.doc.toJSON()

  return {
    text: () => view.state.doc.toString(),
    setText(next) {
      const before = view.state.doc.toString()
      const change = smallestChange(before, next)
      if (change) view.dispatch({ changes: change })
    },
    setReadOnly: (isReadOnly) => view.dispatch({ effects: access.reconfigure(accessTo(isReadOnly)) }),
    mark(path) {
      const lines = linesOf()
      const found = findField(outlineOf(lines), path)
      if (found === null) return false
      const from = view.state.doc.line(found.line + 1).from + found.column
      const range = { from: found.line + 1, to: Math.min(endOfField(lines, found), found.line + MAX_MARKED) + 1 }
      view.dispatch({ selection: { anchor: from }, effects: [setMark.of(range), EditorView.scrollIntoView(from, { y: 'center' })] })
      return true
    },
    show(findings) {
      const outline = outlineOf(linesOf())
      view.dispatch(setDiagnostics(view.state, findings.flatMap((finding) => diagnosticOf(finding, view.state, outline))))
    },
    fold(path) {
      const lines = linesOf()
      const found = findField(outlineOf(lines), path)
      if (found?.path !== path) return
      const last = endOfField(lines, found)
      if (last > found.line) view.dispatch({ effects: foldEffect.of({ from: view.state.doc.line(found.line + 1).to, to: view.state.doc.line(last + 1).to }) })
    },
    search: () => void openSearchPanel(view),
    focus: () => view.focus(),
    dispose: () => view.destroy(),
  }
}

// A mark is to be found at a glance; a whole spec would be no mark.
const MAX_MARKED = 40

function diagnosticOf({ line, column = 1, field, message }: Finding, { doc }: EditorState, outline: ReturnType<typeof outlineOf>): Diagnostic[] {
  const found = line === undefined ? findField(outline, field) : null
  const number = line ?? (found === null ? 1 : found.line + 1)
  const here = doc.line(Math.min(Math.max(1, number), doc.lines))
  const from = Math.min(here.to, here.from + (found?.column ?? column - 1))
  return [{ from, to: here.to, severity: 'error', message: found && found.path !== field ? `${field}: ${message}` : message }]
}

/** What lies between the common start and the common end of two texts. */
function smallestChange(before: string, next: string): { from: number; to: number; insert: string } | null {
  if (before === next) return null
  let start = 0
  while (start < before.length && start < next.length && before.charCodeAt(start) === next.charCodeAt(start)) start += 1
  let end = 0
  while (end < before.length - start && end < next.length - start && before.charCodeAt(before.length - 1 - end) === next.charCodeAt(next.length - 1 - end)) end += 1
  return { from: start, to: before.length - end, insert: next.slice(start, next.length - end) }
}
