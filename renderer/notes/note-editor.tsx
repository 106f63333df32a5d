import { useEffect, useLayoutEffect, useRef } from 'react'
import { readLineEnds } from '../../core/notes'
import { main, openLink } from '../border'
import { CapturedCard } from './captured-card'
import { createDraft } from './draft'
import { MAX_NOTE_CHANGES, type Result, type NoteEdit, type NoteSaved } from '../../core/contract'
import { hasLeftEarlyField } from './early-text'
import { createEditor, type NoteEditor, type Reading } from './editor/create-editor'
import { readLessons } from './lessons'
import { linkChoices } from './link-choices'
import { MatterLine } from './matter-line'
import styles from './note-editor.module.css'
import { NoteImage } from './note-image'
import { followLink } from './places'
import { runAgain } from './run-again'
import { saveWhole } from './save-whole'
import { captureImage } from './adding'
import { takeEarlyText } from './opening'
import { draftChanged, noteSaved, takeEditor, textChanged, useNotes } from './store'

/** The editor of the open note, wherever it is shown: what was typed, and what can be undone, moves with it between column and stage. */
export function NoteEditorView() {
  const session = useNotes((store) => store.session)
  const parent = useRef<HTMLDivElement>(null)
  const words = useNotes((store) => store.found?.words ?? noWords)
  const focusWanted = useNotes((store) => store.focusWanted)

  // Before anybody sees the page or types on: the field of the first letters and the editor are never both there, and no letter falls between them.
  useLayoutEffect(() => {
    const place = parent.current
    const editor = editorOf(session)
    if (place === null || editor === null) return
    place.append(editor.dom)
    editor.shown()
    editor.showBestHit(useNotes.getState().found?.words ?? noWords)
    return () => editor.dom.remove()
  }, [session])

  useEffect(() => editorOf(session)?.showHits(words), [words, session])

  useLayoutEffect(() => {
    if (focusWanted === 0) return
    const editor = editorOf(session)
    const early = takeEarlyText(session)
    // Who types in a terminal by now goes on there.
    if (early === null || !hasLeftEarlyField()) editor?.focus()
    if (early !== null) editor?.goOnTyping(early)
  }, [focusWanted, session])

  return <div ref={parent} className={styles.editor} data-panel-entry />
}

const noWords: string[] = []

const currentPath = (): string => useNotes.getState().open?.path ?? ''

interface Session {
  number: number
  editor: NoteEditor
  end: () => void
}

let current: Session | null = null

/** The editor of the note that was opened as this one; the one before ends, and saves what it has. */
function editorOf(number: number): NoteEditor | null {
  const { open } = useNotes.getState()
  if (current?.number !== number) {
    current?.end()
    current = open === null ? null : { number, ...beginSession(open.text, open.revision) }
  }
  return current?.editor ?? null
}

/** Editor and draft of one note, from when it is opened until another is. */
function beginSession(text: string, revision: string): Omit<Session, 'number'> {
  // A whole unit crosses for it, and nobody links in the first moment.
  requestIdleCallback(() => void readLessons())
  const editor = createEditor({
    text,
    cursor: useNotes.getState().cursor,
    pictures: {
      command: (captured) => <CapturedCard captured={captured} onRun={runAgain(captured.user, captured.command)} hits={new Set(useNotes.getState().found?.words)} />,
      matter: (matter) => <MatterLine matter={matter} />,
      image: (link, words) => <NoteImage note={currentPath()} link={link} words={words} />,
    },
    choices: linkChoices,
    follow: followLink,
    openUrl: openLink,
    onEdited: () => draft.edited(),
    onImage: (image) => void captureImage(image, image.name.replace(/\.\w+$/, '')),
  })
  const writer = createWriter()
  writer.opened(text)
  writer.knows(revision, editor.read())
  const draft = createDraft(revision, {
    read: editor.read,
    save(reading, base) {
      textChanged(reading.doc)
      return writer.write(reading, base)
    },
    onMerged: (sent, merged) => {
      editor.merge(sent, asLines(merged))
      textChanged(editor.read().doc)
    },
    onSaved: noteSaved,
    onState: draftChanged,
  })
  textChanged(editor.read().doc)

  const takeFromDisk = async (path: string): Promise<void> => {
    if (path !== currentPath()) return
    // With edits of its own it is merged by the next save.
    if (!draft.isClean) return void draft.flush()
    const answer = await main.notes.read({ path })
    if (!answer.ok || !draft.isClean) return
    editor.merge(editor.read(), asLines(answer.value.text))
    draft.rebase(answer.value.revision)
    const now = editor.read()
    writer.opened(answer.value.text)
    writer.knows(answer.value.revision, now)
    textChanged(now.doc)
  }
  const stopListening = main.notes.on.changedOutside(({ path }) => void takeFromDisk(path))
  const flush = (): void => void draft.flush()
  window.addEventListener('blur', flush)
  window.addEventListener('pagehide', flush)
  takeEditor({ flush: draft.flush, insert: editor.insert, goTo: editor.goTo, format: editor.format, replace: editor.replace })

  return {
    editor,
    end() {
      takeEditor(null)
      stopListening()
      window.removeEventListener('blur', flush)
      window.removeEventListener('pagehide', flush)
      draft.stop()
      editor.destroy()
    },
  }
}

/** Brings readings to the disk: as changes of what is there, where that is known on both sides, or else whole. */
function createWriter(): { write: (reading: Reading, base: string) => Promise<Result<NoteSaved>>; knows: (revision: string, reading: Reading) => void; opened: (text: string) => void } {
  // The editor knows one end of a line; what other programs ended in another way is written so again.
  let lineEnd = '\n'
  let known: { revision: string; reading: Reading } | null = null

  const changesTo = (base: string): NoteEdit | null => {
    if (known?.revision !== base || lineEnd !== '\n') return null
    const changes: { from: number; to: number; insert: string }[] = []
    known.reading.since.iterChanges((from, to, _fromNow, _toNow, inserted) => changes.push({ from, to, insert: inserted.toString() }))
    return changes.length > MAX_NOTE_CHANGES ? null : { kind: 'changes', length: known.reading.doc.length, changes }
  }

  const save = async ({ doc }: Reading, base: string): Promise<Result<NoteSaved>> => {
    const edit = changesTo(base)
    const answer = edit && (await main.notes.save({ path: currentPath(), edit, base }))
    if (answer === null || (answer.ok && 'wanted' in answer.value)) return saveWhole(currentPath(), doc.sliceString(0, doc.length, lineEnd), base)
    return answer as Result<NoteSaved>
  }

  return {
    async write(reading, base) {
      const saved = await save(reading, base)
      if (saved.ok) known = saved.value.merged === null ? { revision: saved.value.revision, reading } : null
      return saved
    },
    knows: (revision, reading) => (known = { revision, reading }),
    opened: (text) => (lineEnd = readLineEnds(text).end),
  }
}

const asLines = (text: string): string => text.replace(/\r\n?/g, '\n')
