import { stemFor } from '../../core/notes'
import { main } from '../border'
import { createDraft, type Draft, type DraftState } from './draft'
import { saveWhole } from './save-whole'

/** The name of its file until it has words to be named by. */
const NAME = 'Quick note'

/** A full disk is not emptied within a second; looking costs nothing. */
const BEGIN_AGAIN_MS = 2_000

/** A note that is written without being opened. It is a file from its first letter on, so there is nothing to lose and nothing to decide. */
export interface QuickWriting {
  readonly text: string
  /** Tells how it stands, now and whenever that changes. Returns the way to stop. */
  follow: (listener: (state: DraftState) => void) => () => void
  edited: (text: string) => void
  /** Names the file by its first line. Answers its path, null where nothing was written, false where it is not on disk. */
  finish: () => Promise<string | null | false>
}

export function createQuickWriting(): QuickWriting {
  let state: DraftState = { kind: 'saved' }
  let listener: (state: DraftState) => void = () => {}
  const onState = (next: DraftState): void => {
    state = next
    listener(next)
  }
  let text = ''
  let path: string | null = null
  /** What the program put above: the unit and step that are open. */
  let head = ''
  let draft: Draft | null = null
  let beginning: Promise<void> | null = null
  let again: ReturnType<typeof setTimeout> | undefined
  let finished: string | null | false = false

  const begin = async (): Promise<void> => {
    clearTimeout(again)
    onState({ kind: 'saving' })
    const made = await main.notes.create({ title: NAME, text: '', folder: '' })
    if (!made.ok) {
      onState({ kind: 'notSaved', error: made.error })
      again = setTimeout(() => void edited(text), BEGIN_AGAIN_MS)
      return
    }
    path = made.value.path
    head = made.value.text
    draft = createDraft<string>(made.value.revision, {
      read: () => head + text,
      save: (whole, base) => saveWhole(path ?? NAME, whole, base),
      onMerged(sent, merged) {
        // Somebody else writes in a note that is a minute old: theirs above, what was typed meanwhile below.
        const since = (head + text).startsWith(sent) ? (head + text).slice(sent.length) : `\n\n${text}`
        head = merged + since
        text = ''
      },
      onSaved: (saved) => (path = saved.path),
      onState,
    })
    draft.edited()
  }

  const edited = (next: string): void => {
    text = next
    if (draft) draft.edited()
    else if (text.trim() !== '') beginning ??= begin().finally(() => (beginning = null))
  }

  const bringToEnd = async (): Promise<string | null | false> => {
    await beginning
    if (draft === null || path === null) return text.trim() === '' ? null : false
    if (!(await draft.flush())) return false
    draft.stop()
    if (text.trim() === '') {
      await main.notes.remove({ path })
      draft = path = null
      return null
    }
    // Where another note has that name, this one keeps its own.
    const named = await main.notes.rename({ path, to: `${nameOf()}.md` })
    return named.ok ? named.value.path : path
  }

  const nameOf = (): string => stemFor(text.trim().split('\n')[0]?.replace(/^#+\s*/, '') ?? '')

  return {
    get text() {
      return text
    },
    follow(next) {
      listener = next
      next(state)
      return () => {
        if (listener === next) listener = () => {}
      }
    },
    edited,
    async finish() {
      // Closed, and closed once more by what takes its place.
      if (typeof finished !== 'string') finished = await bringToEnd()
      return finished
    },
  }
}
