import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AppFailure, type BinnedNote } from '../../core/contract'
import { writeFileAtomic } from '../storage'

const record = z.object({ library: z.string(), path: z.string(), title: z.string(), deletedAt: z.number(), text: z.string() })

export interface Bin {
  /** Resolves when the text is kept: only then may its file go. */
  put(note: { path: string; title: string; text: string }): Promise<BinnedNote>
  list(): Promise<BinnedNote[]>
  take(id: string): Promise<{ path: string; text: string }>
  drop(id: string): Promise<void>
}

/** Deleted notes of the library, in `folder`, until they are brought back. */
export function createBin({ folder, library, now }: { folder: string; library: string; now: () => number }): Bin {
  const fileOf = (id: string): string => join(folder, `${id}.json`)
  const read = async (id: string): Promise<z.infer<typeof record> | null> => {
    if (!/^[0-9a-f]{16}$/.test(id)) return null
    const parsed = record.safeParse(await readFile(fileOf(id), 'utf8').then((text) => JSON.parse(text) as unknown, () => null))
    return parsed.success && parsed.data.library === library ? parsed.data : null
  }

  return {
    async put({ path, title, text }) {
      const id = randomBytes(8).toString('hex')
      const deletedAt = now()
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFileAtomic(fileOf(id), JSON.stringify({ library, path, title, deletedAt, text }))
      return { id, path, title, deletedAt }
    },
    async list() {
      const ids = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5))
      const notes = await Promise.all(
        ids.map(async (id) => {
          const found = await read(id)
          return found === null ? null : { id, path: found.path, title: found.title, deletedAt: found.deletedAt }
        }),
      )
      return notes.filter((note) => note !== null).sort((a, b) => b.deletedAt - a.deletedAt)
    },
    async take(id) {
      const found = await read(id)
      if (found === null) throw new AppFailure({ kind: 'notes.gone', path: 'The deleted note' })
      return { path: found.path, text: found.text }
    },
    drop: (id) => rm(fileOf(id), { force: true }),
  }
}
