import { readFile, rename } from 'node:fs/promises'
import type { z } from 'zod'
import type { Log } from '../log'
import { writeFileAtomic } from './atomic-file'
import { noteKept, noteUnkept } from './unkept'

/** Room comes back by somebody's hand: this is soon enough for whoever has just made some and looks. */
const RETRY_MS = 5_000

export interface JsonFile<T> {
  read(): Promise<T>
  /**
   * Writes are one after the other; of several that wait, only the last is written. Resolves when this value, or a later one, is on disk. Rejects
   * with Node's error where the disk does not take it; it is then tried again until it does or another value takes its place.
   */
  write(value: T): Promise<void>
  /** Resolves when nothing is being written; what the disk did not take is tried once more before. */
  flush: () => Promise<void>
}

/** A small state file of the program (0600). A broken one is set aside as `PATH.broken-TIME`, so that nothing is lost, and `fallback` serves. */
export function createJsonFile<T>(options: { path: string; schema: z.ZodType<T>; fallback: T; log: Log }): JsonFile<T> {
  const { path, schema, fallback, log } = options
  let waiting: { value: T } | null = null
  let writing: Promise<void> = Promise.resolve()
  let retry: NodeJS.Timeout | undefined

  const writeWaiting = async (): Promise<void> => {
    if (waiting === null) return
    clearTimeout(retry)
    const mine = waiting
    waiting = null
    try {
      await writeFileAtomic(path, `${JSON.stringify(mine.value, null, 1)}\n`)
    } catch (error) {
      waiting ??= mine
      noteUnkept(path, error)
      retry = setTimeout(() => void inTurn().catch(() => {}), RETRY_MS).unref()
      throw error
    }
    noteKept(path)
  }
  /** One failed write must not stop later ones; its own caller still learns of it. */
  const inTurn = (): Promise<void> => {
    const mine = writing.then(writeWaiting)
    writing = mine.catch(() => {})
    return mine
  }

  return {
    async read() {
      let text: string
      try {
        text = await readFile(path, 'utf8')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') log.warn(`${path} cannot be read: ${String(error)}`)
        return fallback
      }
      try {
        return schema.parse(JSON.parse(text))
      } catch (error) {
        const aside = `${path}.broken-${Date.now()}`
        log.warn(`${path} is broken and was set aside as ${aside}: ${String(error)}`)
        await rename(path, aside).catch(() => {})
        return fallback
      }
    },
    write(value) {
      waiting = { value }
      return inTurn()
    },
    async flush() {
      await writing
      if (waiting !== null) await inTurn().catch((error: unknown) => log.warn(`${path} is not written: ${String(error)}`))
    },
  }
}
