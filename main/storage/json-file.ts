import { readFile, rename } from 'node:fs/promises'
import type { z } from 'zod'
import type { Log } from '../log'
import { writeFileAtomic } from './atomic-file'

export interface JsonFile<T> {
  read(): Promise<T>
  /** Writes are one after the other; of several that wait, only the last is written. Resolves when this value, or a later one, is on disk. */
  write(value: T): Promise<void>
  /** Resolves when nothing is left to write. */
  flush: () => Promise<void>
}

/** A small state file of the program (0600). A broken one is set aside as `PATH.broken-TIME`, so that nothing is lost, and `fallback` serves. */
export function createJsonFile<T>(options: { path: string; schema: z.ZodType<T>; fallback: T; log: Log }): JsonFile<T> {
  const { path, schema, fallback, log } = options
  let waiting: { value: T } | null = null
  let writing: Promise<void> = Promise.resolve()

  const writeWaiting = async (): Promise<void> => {
    if (waiting === null) return
    const { value } = waiting
    waiting = null
    await writeFileAtomic(path, `${JSON.stringify(value, null, 1)}\n`)
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
      const mine = writing.then(writeWaiting)
      // One failed write must not stop later ones; its own caller still learns of it.
      writing = mine.catch(() => {})
      return mine
    },
    flush: () => writing,
  }
}
