import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** The editor in the window's own colours and type; they change with the theme by themselves. */
const frame = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--code)', color: 'var(--text-1)', fontSize: '12px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '20px' },
  '.cm-content': { caretColor: 'var(--text-1)', padding: '8px 0' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--text-1)' },
  '.cm-gutters': { backgroundColor: 'var(--code)', color: 'var(--text-3)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 8px 0 12px', minWidth: '36px' },
  '.cm-foldGutter .cm-gutterElement': { padding: '0 4px', cursor: 'pointer' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--hover) 55%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--hover) 55%, transparent)', color: 'var(--text-1)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--selected)' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--raised)', border: '1px solid var(--line)', color: 'var(--text-2)', padding: '0 6px' },
  '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--text-1)', borderColor: 'var(--line)', fontFamily: 'var(--font-text)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-textfield': { backgroundColor: 'var(--stage)', border: '1px solid var(--field)', borderRadius: '4px', color: 'var(--text-1)', fontSize: '12px' },
  '.cm-button': { backgroundImage: 'none', backgroundColor: 'transparent', border: '1px solid var(--line-strong)', borderRadius: '4px', color: 'var(--text-1)', fontSize: '12px' },
  '.cm-panel.cm-search label': { fontSize: '12px' },
  '.cm-panel.cm-search [name=close]': { color: 'var(--text-2)', fontSize: '16px' },
  '.cm-searchMatch': { backgroundColor: 'color-mix(in srgb, var(--search-hit) 45%, transparent)' },
  '.cm-searchMatch.cm-searchMatch-selected': { backgroundColor: 'var(--search-hit)', color: 'var(--search-ink)' },
  '.cm-matchingBracket': { backgroundColor: 'var(--selected)', outline: 'none' },
  '.cm-tooltip': { backgroundColor: 'var(--raised)', border: '1px solid var(--line-strong)', borderRadius: '6px', boxShadow: 'var(--shadow)', color: 'var(--text-1)', fontFamily: 'var(--font-text)', fontSize: '12px' },
  '.cm-tooltip .cm-docs': { maxWidth: '420px', padding: '8px 12px', lineHeight: '16px' },
  '.cm-docs code': { fontFamily: 'var(--font-mono)' },
  '.cm-docs .cm-docs-type': { color: 'var(--text-3)', paddingLeft: '8px' },
  '.cm-docs p': { margin: '4px 0 0', color: 'var(--text-2)', overflowWrap: 'anywhere' },
  '.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--selected)', color: 'var(--text-1)' },
  '.cm-completionDetail': { color: 'var(--text-3)', fontStyle: 'normal' },
  '.cm-diagnostic': { borderLeft: '3px solid var(--danger)', padding: '6px 10px' },
  '.cm-diagnosticText': { whiteSpace: 'pre-wrap' },
  '.cm-marked': { backgroundColor: 'var(--accent-tint)', boxShadow: 'inset 2px 0 0 var(--accent)' },
  '.cm-changedLine': { backgroundColor: 'color-mix(in srgb, var(--ok) 14%, transparent)' },
  '&.cm-merge-a .cm-changedLine, .cm-deletedChunk': { backgroundColor: 'color-mix(in srgb, var(--danger) 14%, transparent)' },
  '&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText': { background: 'color-mix(in srgb, var(--danger) 34%, transparent)' },
  '&.cm-merge-b .cm-changedText': { background: 'color-mix(in srgb, var(--ok) 34%, transparent)' },
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"…"' },
  '.cm-collapsedLines': { background: 'var(--raised)', color: 'var(--text-2)', fontFamily: 'var(--font-text)', padding: '2px 12px' },
})

const words = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: 'var(--accent)' },
  { tag: [tags.string, tags.attributeValue], color: 'var(--ok)' },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: 'var(--warning)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--text-3)', fontStyle: 'italic' },
  { tag: [tags.meta, tags.labelName, tags.typeName], color: 'var(--danger)' },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: 'var(--text-2)' },
])

export const editorLook: Extension = [frame, syntaxHighlighting(words)]
