import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { writeFileAtomic } from '../storage'

const record = z.object({ library: z.string(), path: z.string(), text: z.string(), baseText: z.string().nullable() })

type Rescued = Pick<z.infer<typeof record>, 'path' | 'text' | 'baseText'>

export interface Rescue {
  /** Keeps a text that its own folder does not take, on the disk of the user data, which may be another. */
  keep(rescued: Rescued): Promise<void>
  drop(path: string): Promise<void>
  /** What an earlier run could not bring to its place. */
  list(): Promise<Rescued[]>
}

export function createRescue({ folder, library }: { folder: string; library: string }): Rescue {
  const fileOf = (path: string): string => join(folder, `${createHash('sha256').update(`${library}\0${path}`).digest('hex').slice(0, 24)}.json`)
  const kept = new Set<string>()
  return {
    async keep(rescued) {
      kept.add(rescued.path)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFileAtomic(fileOf(rescued.path), JSON.stringify({ library, ...rescued }))
    },
    async drop(path) {
      if (kept.delete(path)) await rm(fileOf(path), { force: true })
    },
    async list() {
      const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'))
      const all = await Promise.all(names.map(async (name) => record.safeParse(JSON.parse(await readFile(join(folder, name), 'utf8').catch(() => 'null')))))
      return all.flatMap(({ success, data }) => {
        if (!success || data.library !== library) return []
        kept.add(data.path)
        return [data]
      })
    },
  }
}
