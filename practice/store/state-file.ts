import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Undefined if there is none. A file that cannot be read as JSON is set aside as FILE.broken, so that the classroom starts fresh. */
export async function readState<T>(file: string): Promise<T | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  try {
    return JSON.parse(text) as T
  } catch {
    await rename(file, `${file}.broken`)
    return undefined
  }
}

/** Atomic: the file is the old one or the new one, also after a crash. Mode 0600, as it may hold keys and token hashes. */
export async function writeState(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const fresh = `${file}.${process.pid}.new`
  const handle = await open(fresh, 'w', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(fresh, file)
}

export interface Saver {
  /** Saves within a second. */
  changed(): void
  /** Saves now what is unsaved. */
  flush(): Promise<void>
}

// Long enough to gather a burst of controller changes in one write, short enough that a crash loses little.
const quietMs = 500

// Writing a big cluster takes long: no more than this part of the time goes into it.
const writingShare = 0.05

export function createSaver(file: string, snapshot: () => unknown): Saver {
  let timer: NodeJS.Timeout | undefined
  let unsaved = false
  let lastMs = 0
  let writing: Promise<void> = Promise.resolve()
  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    writing = writing
      .catch(() => undefined)
      .then(async () => {
        if (!unsaved) return
        unsaved = false
        const started = Date.now()
        try {
          await writeState(file, JSON.stringify(snapshot()))
        } catch (error) {
          unsaved = true
          throw error
        } finally {
          lastMs = Date.now() - started
        }
      })
    return writing
  }
  return {
    changed() {
      unsaved = true
      timer ??= setTimeout(() => {
        flush().catch((error: unknown) => process.stderr.write(`practice: ${file} could not be written: ${String(error)}\n`))
      }, Math.max(quietMs, lastMs / writingShare))
    },
    flush,
  }
}
