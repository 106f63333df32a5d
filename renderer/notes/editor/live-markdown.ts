import { syntaxTree } from '@codemirror/language'
import { type EditorState, type Extension, RangeSetBuilder } from '@codemirror/state'
import type { Command, EditorView } from '@codemirror/view'
import { Decoration, type DecorationSet, ViewPlugin, type ViewUpdate, WidgetType } from '@codemirror/view'
import { type LinkTarget, readLinkTarget } from '../../../core/notes'

type SyntaxNodeRef = Parameters<Parameters<ReturnType<typeof syntaxTree>['iterate']>[0]['enter']>[0]

/** What a link leads to is somebody else's knowledge. */
export interface LinkFollower {
  (target: LinkTarget): void
}

const hidden = Decoration.replace({})

const lineClasses: Readonly<Record<string, string>> = {
  ATXHeading1: 'cm-h1',
  ATXHeading2: 'cm-h2',
  ATXHeading3: 'cm-h3',
  ATXHeading4: 'cm-h4',
  ATXHeading5: 'cm-h4',
  ATXHeading6: 'cm-h4',
  Blockquote: 'cm-quote',
  FencedCode: 'cm-code-line',
  CodeBlock: 'cm-code-line',
  Table: 'cm-table-line',
}

const textClasses: Readonly<Record<string, string>> = {
  StrongEmphasis: 'cm-strong',
  Emphasis: 'cm-em',
  Strikethrough: 'cm-strike',
  InlineCode: 'cm-inline-code',
}

/** Marks that say how, not what: shown only in the line that is being written. */
const marks = new Set(['HeaderMark', 'EmphasisMark', 'StrikethroughMark', 'QuoteMark'])

class Bullet extends WidgetType {
  toDOM(): HTMLElement {
    return Object.assign(document.createElement('span'), { className: 'cm-bullet', textContent: '•' })
  }
  override eq(): boolean {
    return true
  }
}

class Rule extends WidgetType {
  toDOM(): HTMLElement {
    return Object.assign(document.createElement('span'), { className: 'cm-rule' })
  }
  override eq(): boolean {
    return true
  }
}

class Task extends WidgetType {
  constructor(readonly done: boolean) {
    super()
  }
  toDOM(view: EditorView): HTMLElement {
    const box = Object.assign(document.createElement('input'), { type: 'checkbox', checked: this.done, className: 'cm-task', tabIndex: -1 })
    box.setAttribute('aria-label', 'Task')
    box.addEventListener('mousedown', (event) => event.preventDefault())
    box.addEventListener('click', (event) => {
      event.preventDefault()
      const at = view.posAtDOM(box)
      view.dispatch({ changes: { from: at + 1, to: at + 2, insert: this.done ? ' ' : 'x' } })
    })
    return box
  }
  override eq(other: Task): boolean {
    return other.done === this.done
  }
  override ignoreEvent(): boolean {
    return false
  }
}

const bullet = Decoration.replace({ widget: new Bullet() })
const rule = Decoration.replace({ widget: new Rule() })
const tasks = { done: Decoration.replace({ widget: new Task(true) }), open: Decoration.replace({ widget: new Task(false) }) }

interface Piece {
  from: number
  to: number
  decoration: Decoration
}

/** Whether the cursor, or a selection, touches the lines of this stretch: then it is shown as it is written. */
function isBeingWritten(state: EditorState, from: number, to: number): boolean {
  const [first, last] = [state.doc.lineAt(from).from, state.doc.lineAt(to).to]
  return state.selection.ranges.some((range) => range.from <= last && range.to >= first)
}

function decorateNode(state: EditorState, node: SyntaxNodeRef, visible: { from: number; to: number }, add: (piece: Piece) => void): void {
  const { name, from, to } = node
  const lineClass = lineClasses[name]
  if (lineClass !== undefined) {
    for (let at = Math.max(from, visible.from); at <= Math.min(to, visible.to); ) {
      const line = state.doc.lineAt(at)
      add({ from: line.from, to: line.from, decoration: Decoration.line({ class: lineClass }) })
      at = line.to + 1
    }
    return
  }
  const textClass = textClasses[name]
  if (textClass !== undefined) return add({ from, to, decoration: Decoration.mark({ class: textClass }) })
  if (isBeingWritten(state, from, to)) return
  if (marks.has(name)) {
    const end = name === 'HeaderMark' && state.sliceDoc(to, to + 1) === ' ' ? to + 1 : to
    if (end > from) add({ from, to: end, decoration: hidden })
  } else if (name === 'CodeMark' && node.node.parent?.name === 'InlineCode') add({ from, to, decoration: hidden })
  else if (name === 'ListMark' && /^[-*+]$/.test(state.sliceDoc(from, to))) {
    const isTask = /^ \[[ xX]\]/.test(state.sliceDoc(to, to + 4))
    add(isTask ? { from, to: to + 1, decoration: hidden } : { from, to, decoration: bullet })
  } else if (name === 'TaskMarker') add({ from, to, decoration: /x/i.test(state.sliceDoc(from, to)) ? tasks.done : tasks.open })
  else if (name === 'HorizontalRule') add({ from, to, decoration: rule })
  else if (name === 'Link') decorateLink(state, node, add)
}

/** `[words](address)`: only the words; `[[target|words]]` is told below, as Markdown's own grammar does not know it. */
function decorateLink(state: EditorState, { node, to }: SyntaxNodeRef, add: (piece: Piece) => void): void {
  const url = node.getChild('URL')
  const [open, close] = node.getChildren('LinkMark')
  if (!url || !open || !close) return
  add({ from: open.from, to: open.to, decoration: hidden })
  add({ from: open.to, to: close.from, decoration: Decoration.mark({ class: 'cm-link', attributes: { 'data-url': state.sliceDoc(url.from, url.to) } }) })
  add({ from: close.from, to, decoration: hidden })
}

const WIKI = /\[\[([^\]|\n]{1,200})(\|[^\]\n]{0,200})?\]\]/g

function decorateWikiLinks(state: EditorState, from: number, to: number, add: (piece: Piece) => void): void {
  for (const match of state.sliceDoc(from, to).matchAll(WIKI)) {
    const start = from + match.index
    const end = start + match[0].length
    if (syntaxTree(state).resolveInner(start, 1).name.includes('Code')) continue
    const target = match[1] ?? ''
    const link = Decoration.mark({ class: 'cm-link', attributes: { 'data-target': target } })
    if (isBeingWritten(state, start, end)) add({ from: start, to: end, decoration: link })
    else {
      const words = match[2] === undefined ? start + 2 : start + 2 + target.length + 1
      add({ from: start, to: words, decoration: hidden })
      add({ from: words, to: end - 2, decoration: link })
      add({ from: end - 2, to: end, decoration: hidden })
    }
  }
}

function decorate(view: EditorView): DecorationSet {
  const pieces: Piece[] = []
  const add = (piece: Piece): void => void pieces.push(piece)
  for (const visible of view.visibleRanges) {
    syntaxTree(view.state).iterate({ ...visible, enter: (node) => decorateNode(view.state, node, visible, add) })
    decorateWikiLinks(view.state, visible.from, visible.to, add)
  }
  // In the order that a range set wants: by start, lines before marks.
  pieces.sort((a, b) => a.from - b.from || a.decoration.startSide - b.decoration.startSide || a.to - b.to)
  const builder = new RangeSetBuilder<Decoration>()
  for (const { from, to, decoration } of pieces) builder.add(from, to, decoration)
  return builder.finish()
}

/** Shows Markdown as what it means, and as it is written where the cursor is. Only what is in sight is looked at. */
export function liveMarkdown(follow: LinkFollower, openUrl: (url: string) => void): Extension {
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet
      constructor(view: EditorView) {
        this.decorations = decorate(view)
      }
      update(update: ViewUpdate): void {
        const grew = syntaxTree(update.startState) !== syntaxTree(update.state)
        if (update.docChanged || update.viewportChanged || update.selectionSet || grew) this.decorations = decorate(update.view)
      }
    },
    {
      decorations: (plugin) => plugin.decorations,
      eventHandlers: {
        mousedown(event) {
          // The cursor would come to the link and show it as it is written: under the pointer there would be other words when the button is let go.
          if (event.button !== 0 || linkAt(event) === null) return false
          event.preventDefault()
          return true
        },
        click(event) {
          const link = linkAt(event)
          if (link === null) return false
          const { url, target } = link.dataset
          if (url !== undefined) openUrl(url)
          else if (target !== undefined) follow(readLinkTarget(target))
          return true
        },
      },
    },
  )
}

function linkAt({ target }: Event): HTMLElement | null {
  const link = target instanceof Element ? target.closest('.cm-link') : null
  return link instanceof HTMLElement ? link : null
}

/** Goes where the link leads in which the cursor stands. */
export function followAtCursor(follow: LinkFollower): Command {
  return ({ state }) => {
    const line = state.doc.lineAt(state.selection.main.head)
    const column = state.selection.main.head - line.from
    for (const { index, 0: whole, 1: target = '' } of line.text.matchAll(WIKI)) {
      if (column < index || column > index + whole.length) continue
      follow(readLinkTarget(target))
      return true
    }
    return false
  }
}
