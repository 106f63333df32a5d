import type { AppError, NoteSaved, Result } from '../../core/contract'

/** What the status line says of a note. */
export type DraftState = { kind: 'saved' } | { kind: 'saving' } | { kind: 'notSaved'; error: AppError }

/** On disk within 500 ms of a pause: this long a pause, and the rest for the disk. */
const PAUSE_MS = 250

/** And while somebody types without one: at most 2 s, of which the disk gets half a second. */
const AT_MOST_MS = 1_500

/** A full disk is not emptied within a second; half a minute is as long as anybody waits before looking. */
const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 30_000]

export interface DraftOptions<Reading> {
  save: (reading: Reading, base: string) => Promise<Result<NoteSaved>>
  /** The text as it stands in the editor. */
  read: () => Reading
  /** Main has merged another's change in: `sent` is what this window had sent, `merged` what is on disk. */
  onMerged: (sent: Reading, merged: string) => void
  onSaved: (saved: NoteSaved) => void
  onState: (state: DraftState) => void
}

/** A note that is being written: brings each edit to the disk and says so only when it is there. */
export interface Draft {
  edited(): void
  /** Saves what is not saved, now. Resolves when it is on disk or has failed; true where nothing is left to save. */
  flush: () => Promise<boolean>
  /** The file has changed under a text without edits. */
  rebase(revision: string): void
  readonly isClean: boolean
  /** No timer runs any more. What is unsaved stays so. */
  stop(): void
}

export function createDraft<Reading>(revision: string, { save, read, onMerged, onSaved, onState }: DraftOptions<Reading>): Draft {
  let base = revision
  /** Counts edits: what is saved is an edit's number. */
  let edits = 0
  let saved = 0
  let pause: ReturnType<typeof setTimeout> | undefined
  let deadline: ReturnType<typeof setTimeout> | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let saving: Promise<void> | null = null
  let stopped = false

  const clear = (): void => {
    clearTimeout(pause)
    clearTimeout(deadline)
    clearTimeout(retry)
    pause = deadline = retry = undefined
  }

  const saveOnce = async (): Promise<void> => {
    clear()
    const edit = edits
    const sent = read()
    const answer = await save(sent, base)
    if (!answer.ok) {
      onState({ kind: 'notSaved', error: answer.error })
      if (!stopped) retry = setTimeout(() => void begin(), RETRY_MS[Math.min(failures, RETRY_MS.length - 1)])
      failures += 1
      return
    }
    failures = 0
    base = answer.value.revision
    saved = edit
    if (answer.value.merged !== null) onMerged(sent, answer.value.merged)
    onSaved(answer.value)
    if (saved === edits) onState({ kind: 'saved' })
    else schedule()
  }

  const begin = (): Promise<void> => {
    saving ??= saveOnce().finally(() => {
      saving = null
    })
    return saving
  }

  const schedule = (): void => {
    if (stopped) return
    clearTimeout(pause)
    pause = setTimeout(() => void begin(), PAUSE_MS)
    deadline ??= setTimeout(() => void begin(), AT_MOST_MS)
  }

  return {
    edited() {
      edits += 1
      // While it cannot be saved that is what must be seen.
      if (failures === 0) onState({ kind: 'saving' })
      schedule()
    },
    async flush() {
      await saving
      if (saved !== edits) await begin()
      return saved === edits
    },
    rebase(next) {
      base = next
    },
    get isClean() {
      return saved === edits && saving === null
    },
    stop() {
      stopped = true
      clear()
    },
  }
}
