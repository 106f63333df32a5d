import { main } from '../border'
import type { Capture } from '../capture'
import { changeLayout, useLayout } from '../layout'
import { startNotes } from './library'
import { createNote, show } from './opening'
import { saveWhole } from './save-whole'
import { ask, openEditor, useNotes } from './store'

/** Puts Markdown into the open note: at the cursor, or at its end where no editor shows it; into a new one where none is open. */
async function addToNote(markdown: string): Promise<void> {
  const path = useNotes.getState().open?.path ?? useLayout.getState().note
  const editor = openEditor()
  if (editor !== null) return editor.insert(markdown)
  const note = path === null ? null : await main.notes.read({ path })
  if (note?.ok !== true) return createNote({ text: `${markdown}\n`, focus: false })
  const { text, revision } = note.value
  const saved = await ask(saveWhole(note.value.path, `${text.trimEnd()}\n\n${markdown}`.trimStart(), revision))
  const now = saved && (await ask(main.notes.read({ path: saved.path })))
  if (now) show(now, 'end')
}

/** Brings the notes to where they can be seen. */
export function showNotes(): void {
  startNotes()
  changeLayout({ guideShown: true, side: 'notes' })
}

/** Takes what another slice shows into the notes, and shows them. */
export async function capture(captured: Capture): Promise<void> {
  showNotes()
  if (captured.kind === 'command') await captureLastCommand()
  else if (captured.kind === 'image') await captureImage(captured.image, `${captured.source}, ${new Date().toLocaleString('sv')}`)
  else await captureText(captured.text, captured.source, captured.language)
}

async function captureLastCommand(): Promise<void> {
  const captured = await ask(main.notes.captureCommand({ user: null }))
  if (captured !== null) await addToNote(captured.markdown)
}

async function captureText(text: string, source: string, language: 'yaml' | 'console' | 'text'): Promise<void> {
  const captured = await ask(main.notes.captureText({ text: text.slice(0, 2_000_000), language, source: source.slice(0, 200) }))
  if (captured !== null) await addToNote(captured.markdown)
}

/** Keeps an image beside the open note and shows it there. */
export async function captureImage(image: Blob, words: string): Promise<void> {
  if (useNotes.getState().open === null) await createNote({ focus: false })
  const { open } = useNotes.getState()
  const type = imageTypes.find((each) => each === image.type)
  if (open === null || type === undefined) return
  const kept = await ask(main.notes.keepImage({ note: open.path, name: words.slice(0, 100) || 'image', type, data: new Uint8Array(await image.arrayBuffer()) }))
  if (kept !== null) await addToNote(`![${words.replace(/[[\]\n]/g, ' ')}](${kept.link})\n`)
}

const imageTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const
