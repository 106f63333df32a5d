import { useEffect, useRef } from 'react'
import { main } from '../border'
import { CapturedCard } from './captured-card'
import { createDraft } from './draft'
import { createEditor, type NoteEditor } from './editor/create-editor'
import { linkChoices, readSteps } from './link-choices'
import { MatterLine } from './matter-line'
import styles from './note-editor.module.css'
import { NoteImage } from './note-image'
import { followLink } from './places'
import { runAgain } from './run-again'
import { captureImage, draftChanged, noteSaved, takeEditor, textChanged, useNotes } from './store'

/** The editor of the open note, wherever it is shown: what was typed, and what can be undone, moves with it between column and stage. */
export function NoteEditorView() {
  const session = useNotes((store) => store.session)
  const parent = useRef<HTMLDivElement>(null)
  const words = useNotes((store) => store.found?.words ?? noWords)
  const focusWanted = useNotes((store) => store.focusWanted)

  useEffect(() => {
    const place = parent.current
    const editor = editorOf(session)
    if (place === null || editor === null) return
    place.append(editor.dom)
    editor.shown()
    editor.showBestHit(useNotes.getState().found?.words ?? noWords)
    return () => editor.dom.remove()
  }, [session])

  useEffect(() => editorOf(session)?.showHits(words), [words, session])

  useEffect(() => {
    if (focusWanted > 0) editorOf(session)?.focus()
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
  void readSteps()
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
    openUrl: (url) => void main.app.openExternal({ url }),
    onEdited: () => draft.edited(),
    onImage: (image) => void captureImage(image, image.name.replace(/\.\w+$/, '')),
  })
  const draft = createDraft(revision, {
    text: editor.text,
    async save(current, base) {
      textChanged(current)
      return main.notes.save({ path: currentPath(), text: current, base })
    },
    onMerged: (sent, merged) => {
      editor.merge(sent, merged)
      textChanged(editor.text())
    },
    onSaved: noteSaved,
    onState: draftChanged,
  })
  textChanged(text)

  const takeFromDisk = async (path: string): Promise<void> => {
    if (path !== currentPath()) return
    // With edits of its own it is merged by the next save.
    if (!draft.isClean) return void draft.flush()
    const answer = await main.notes.read({ path })
    if (!answer.ok || !draft.isClean) return
    editor.merge(editor.text(), answer.value.text)
    draft.rebase(answer.value.revision)
    textChanged(answer.value.text)
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
