import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** Note text of look/LOOK.md, 14/24, with the window's own colours, which follow light and dark. */
const theme = EditorView.theme({
  '&': { height: '100%', background: 'transparent', color: 'var(--text-1)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-text)', fontSize: '14px', lineHeight: '24px', overflow: 'auto' },
  '.cm-content': { padding: '12px 0 40vh', caretColor: 'var(--accent)', minWidth: '0', maxWidth: '720px' },
  '.cm-line': { padding: '0 var(--note-gutter, 16px) 0 4px' },
  '.cm-cursor': { borderLeft: '2px solid var(--accent)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': { background: 'var(--selected)' },
  '.cm-content ::selection': { background: 'transparent', color: 'inherit' },
  '.cm-gutters': { background: 'transparent', border: '0', color: 'var(--text-3)' },
  '.cm-foldGutter': { width: '20px' },
  '.cm-foldGutter .cm-gutterElement': { display: 'flex', alignItems: 'center', justifyContent: 'center', cursor: 'default' },
  '.cm-foldPlaceholder': { padding: '0 6px', border: '1px solid var(--line)', borderRadius: '4px', background: 'var(--raised)', color: 'var(--text-3)' },
  '.cm-placeholder': { color: 'var(--text-3)' },
  '.cm-h1': { fontFamily: 'var(--font-display)', fontSize: '24px', lineHeight: '32px', fontWeight: '600' },
  '.cm-h2': { fontFamily: 'var(--font-display)', fontSize: '18px', lineHeight: '28px', fontWeight: '600' },
  '.cm-h3': { fontFamily: 'var(--font-display)', fontSize: '16px', lineHeight: '26px', fontWeight: '600' },
  '.cm-h4': { fontWeight: '600' },
  '.cm-quote': { color: 'var(--text-2)', boxShadow: 'inset 3px 0 var(--line-strong)', paddingLeft: '14px' },
  '.cm-code-line': { background: 'var(--code)', fontFamily: 'var(--font-mono)', fontSize: '12px', lineHeight: '20px' },
  '.cm-table-line': { fontFamily: 'var(--font-mono)', fontSize: '12px', lineHeight: '22px' },
  '.cm-strong': { fontWeight: '600' },
  '.cm-em': { fontStyle: 'italic' },
  '.cm-strike': { textDecoration: 'line-through' },
  '.cm-inline-code': { padding: '1px 4px', borderRadius: '3px', background: 'var(--code)', fontFamily: 'var(--font-mono)', fontSize: '12px' },
  '.cm-link': { color: 'var(--accent)', cursor: 'pointer' },
  '.cm-link:hover': { textDecoration: 'underline' },
  '.cm-bullet': { display: 'inline-block', width: '10px', color: 'var(--text-2)' },
  '.cm-rule': { display: 'inline-block', width: '100%', height: '1px', verticalAlign: 'middle', background: 'var(--line)' },
  '.cm-task': { width: '14px', height: '14px', margin: '0 6px 0 0', verticalAlign: '-2px', accentColor: 'var(--accent)' },
  '.cm-hit': { borderRadius: '2px', background: 'var(--search-hit)', color: 'var(--search-ink)' },
  '.cm-picture': { padding: '6px var(--note-gutter, 16px) 6px 4px' },
  '.cm-tooltip': { border: '1px solid var(--line)', borderRadius: 'var(--radius-card)', background: 'var(--stage)', boxShadow: 'var(--shadow)', color: 'var(--text-1)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-text)', fontSize: '12px', maxHeight: '220px' },
  '.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { background: 'var(--selected)', color: 'var(--text-1)' },
  '.cm-completionDetail': { color: 'var(--text-3)', fontStyle: 'normal' },
  '.cm-panels': { background: 'var(--panel)', color: 'var(--text-1)', borderColor: 'var(--line)' },
  '.cm-searchMatch': { background: 'var(--search-hit)', color: 'var(--search-ink)' },
  '.cm-searchMatch-selected': { outline: '2px solid var(--accent)' },
})

/** Code in the few colours that reach 4.5:1 on the code background of both themes. */
const code = HighlightStyle.define([
  // To the grammar the minutes of a time are an emoji's name.
  { tag: tags.character, color: 'inherit' },
  { tag: [tags.keyword, tags.definition(tags.propertyName), tags.propertyName, tags.typeName], color: 'var(--accent)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--ok)' },
  { tag: [tags.number, tags.bool, tags.atom], color: 'var(--warning)' },
  { tag: [tags.comment, tags.processingInstruction, tags.meta, tags.labelName], color: 'var(--text-3)' },
])

export const look: Extension = [theme, syntaxHighlighting(code)]
