import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { deleteMarkupBackward, insertNewlineContinueMarkupCommand, markdown, markdownLanguage } from '@codemirror/lang-markdown'
import { yamlLanguage } from '@codemirror/lang-yaml'
import { codeFolding, foldGutter, foldKeymap, LanguageDescription, LanguageSupport, StreamLanguage } from '@codemirror/language'
import { shell } from '@codemirror/legacy-modes/mode/shell'
import { diff } from '@codemirror/merge'
import { search, searchKeymap } from '@codemirror/search'
import { Annotation, ChangeSet, EditorState, Prec, type Text } from '@codemirror/state'
import { drawSelection, EditorView, type KeyBinding, keymap, placeholder } from '@codemirror/view'
import { frontMatterEnd } from '../../../core/notes'
import { shortenStackedMarks } from '../../editing'
import { type BlockPictures, blockPictures } from './blocks'
import { type LinkChoice, linkCompletion } from './completion'
import { bestLine, searchHits, setHits } from './hits'
import { followAtCursor, liveMarkdown, type LinkFollower } from './live-markdown'
import { boundedParagraphs } from './long-paragraphs'
import { look } from './look'
import { type Format, formatting } from './format'
import { asCodeBlock, looksLikeTerminal } from './paste'

export interface EditorOptions {
  text: string
  cursor: 'start' | 'end'
  pictures: BlockPictures
  choices: (typed: string) => LinkChoice[]
  follow: LinkFollower
  openUrl: (url: string) => void
  /** Somebody has typed, pasted or dropped. */
  onEdited: () => void
  onImage: (image: File) => void
}

/** The text at one moment, and what has been changed in it since then. */
export interface Reading {
  readonly doc: Text
  readonly since: ChangeSet
}

/** Three are followed: what is on disk, what is on the way there, and one that is just being taken. */
const FOLLOWED_READINGS = 3

export interface NoteEditor {
  readonly dom: HTMLElement
  /** It has been put where it can be seen. */
  shown: () => void
  read: () => Reading
  /** Goes from the text that was read to `after`, and keeps what was typed since. */
  merge: (before: Reading, after: string) => void
  insert: (markdown: string) => void
  /** Takes over from another field: what was typed there, and the cursor in it. */
  goOnTyping: (typed: { text: string; from: number; to: number }) => void
  format: (format: Format) => void
  replace: (text: string) => void
  goTo: (line: number) => void
  showHits: (words: readonly string[]) => void
  /** Scrolls to the line that has most of the words. */
  showBestHit: (words: readonly string[]) => void
  focus: () => void
  destroy: () => void
}

const fromDisk = Annotation.define<boolean>()

const shellLanguage = StreamLanguage.define(shell)

/** Languages that blocks of code in lab notes are in. */
const languages = [
  LanguageDescription.of({ name: 'shell', alias: ['sh', 'bash', 'console', 'shell-session'], support: new LanguageSupport(shellLanguage) }),
  LanguageDescription.of({ name: 'yaml', alias: ['yml'], support: new LanguageSupport(yamlLanguage) }),
]

const listKeys: KeyBinding[] = [
  // Enter in an empty item ends the list, as everywhere else.
  { key: 'Enter', run: insertNewlineContinueMarkupCommand({ nonTightLists: false }) },
  { key: 'Backspace', run: deleteMarkupBackward },
]

/** What a writer does to a text (CodeMirror's user events), unlike what the program does. */
const PLACING = ['select', 'input', 'delete'] as const

/** An editor of one note. */
export function createEditor({ text, cursor, pictures, choices, follow, openUrl, onEdited, onImage }: EditorOptions): NoteEditor {
  let readings: { doc: Text; since: ChangeSet }[] = []
  /** The writer has put the cursor where it is. */
  let isPlaced = cursor === 'end'

  const view = new EditorView({
    state: EditorState.create({
      doc: text,
      extensions: [
        history(),
        drawSelection(),
        closeBrackets(),
        codeFolding(),
        foldGutter({ markerDOM: foldMarker }),
        search({ top: true }),
        markdown({ base: markdownLanguage, codeLanguages: languages, completeHTMLTags: false, addKeymap: false, extensions: boundedParagraphs }),
        Prec.high(keymap.of([...listKeys, { key: 'Alt-Enter', run: followAtCursor(follow) }])),
        linkCompletion(choices),
        liveMarkdown(follow, openUrl),
        blockPictures(pictures),
        searchHits(),
        shortenStackedMarks,
        look,
        placeholder('Write. A line that begins with # is the title; [[ links to notes, steps and objects.'),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': 'Note', spellcheck: 'false' }),
        EditorView.updateListener.of((update) => {
          isPlaced ||= update.transactions.some((transaction) => PLACING.some((event) => transaction.isUserEvent(event)))
          if (!update.docChanged) return
          for (const reading of readings) reading.since = reading.since.compose(update.changes)
          if (update.transactions.some((transaction) => transaction.docChanged && transaction.annotation(fromDisk) !== true)) onEdited()
        }),
        EditorView.domEventHandlers({
          focus(_event, target) {
            // Who comes by the keyboard and types at once: the browser's cursor would stand before the first line for some milliseconds.
            target.focus()
          },
          paste: (event, target) => pasteInto(target, event.clipboardData, onImage),
          drop: (event, target) => pasteInto(target, event.dataTransfer, onImage),
        }),
      ],
      selection: { anchor: cursor === 'end' ? text.length : frontMatterEnd(text) },
    }),
  })

  return {
    dom: view.dom,
    shown: () => view.requestMeasure(),
    read() {
      const { doc } = view.state
      const reading = { doc, since: ChangeSet.empty(doc.length) }
      readings = [...readings.slice(1 - FOLLOWED_READINGS), reading]
      return reading
    },
    merge({ doc, since }, after) {
      if (since.newLength !== view.state.doc.length) return
      const before = doc.toString()
      const changes = diff(before, after).map(({ fromA, toA, fromB, toB }) => ({ from: fromA, to: toA, insert: after.slice(fromB, toB) }))
      view.dispatch({ changes: ChangeSet.of(changes, before.length).map(since), annotations: fromDisk.of(true) })
    },
    insert(markdown) {
      const { state } = view
      // Who has not yet been in the text expects it below what is there, not within its first lines.
      const line = state.doc.lineAt(isPlaced ? state.selection.main.head : state.doc.length)
      const isInside = line.text.trim() !== ''
      const at = isInside ? line.to : line.from
      const gapBefore = isInside ? '\n\n' : line.number > 1 && state.doc.line(line.number - 1).text.trim() !== '' ? '\n' : ''
      // One blank line after it, where there is one already that one.
      const insert = `${gapBefore}${markdown.trimEnd()}${at < state.doc.length ? '\n' : '\n\n'}`
      view.dispatch({ changes: { from: at, insert }, selection: { anchor: at + insert.length }, scrollIntoView: true, userEvent: 'input.paste' })
    },
    goOnTyping({ text: typed, from, to }) {
      const at = view.state.selection.main.head
      view.dispatch({ changes: { from: at, insert: typed }, selection: { anchor: at + from, head: at + to }, userEvent: 'input.type' })
    },
    format(format) {
      view.dispatch(formatting(view.state, format))
      view.focus()
    },
    replace: (next) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next }, userEvent: 'input' }),
    goTo(number) {
      const line = view.state.doc.line(Math.min(number + 1, view.state.doc.lines))
      view.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: 'start', yMargin: 12 }) })
      view.focus()
    },
    showHits: (words) => view.dispatch({ effects: setHits.of(words) }),
    showBestHit(words) {
      const line = bestLine(view.state.doc, new Set(words))
      if (line !== null) view.dispatch({ effects: EditorView.scrollIntoView(view.state.doc.line(line).from, { y: 'center' }) })
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  }
}

function foldMarker(open: boolean): HTMLElement {
  const marker = document.createElement('span')
  marker.textContent = open ? '⌄' : '›'
  marker.title = open ? 'Fold (Ctrl Shift [)' : 'Unfold (Ctrl Shift ])'
  return marker
}

/** Images are kept beside the note; what comes from a terminal becomes a block of code. True where that was all. */
function pasteInto(view: EditorView, data: DataTransfer | null, onImage: (image: File) => void): boolean {
  const image = Array.from(data?.files ?? []).find(({ type }) => type.startsWith('image/'))
  if (image) {
    onImage(image)
    return true
  }
  const text = data?.getData('text/plain') ?? ''
  if (!looksLikeTerminal(text)) return false
  const { from, to } = view.state.selection.main
  const isInCode = /cm-code-line/.test(view.domAtPos(from).node.parentElement?.closest('.cm-line')?.className ?? '')
  if (isInCode) return false
  const line = view.state.doc.lineAt(from)
  const insert = `${from > line.from ? '\n' : ''}${asCodeBlock(text)}`
  view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length }, userEvent: 'input.paste', scrollIntoView: true })
  return true
}
