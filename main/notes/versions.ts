import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { NoteVersion } from '../../core/contract'
import { writeFileAtomic } from '../storage'

/** While somebody writes, a version this often: the smallest step that one goes back. */
const APART_MS = 5 * 60_000

/** A year of a note that is edited every day, thinned out, stays below this. */
const MOST_VERSIONS = 200

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export interface Versions {
  /** Keeps a text that is about to be replaced. Of `edited` ones at most one in five minutes, of the others each. */
  keep(path: string, text: string, why: NoteVersion['why']): Promise<void>
  list(path: string): Promise<NoteVersion[]>
  read(path: string, id: string): Promise<string | null>
  moved(from: string, to: string): Promise<void>
}

/** `at` is its place among the others, always later than theirs; `keptAt` is what the clock said. */
interface Latest {
  at: number
  keptAt: number
  text: string
}

/** Earlier texts of notes, each a plain file in `folder`, by the note's path in the library `library`. */
export function createVersions({ folder, library, now }: { folder: string; library: string; now: () => number }): Versions {
  const folderOf = (path: string): string => join(folder, createHash('sha256').update(`${library}\0${path}`).digest('hex').slice(0, 24))
  const latest = new Map<string, Latest>()

  const list = async (path: string): Promise<NoteVersion[]> => {
    const names = await readdir(folderOf(path)).catch(() => [])
    const versions = await Promise.all(names.map((name) => describe(folderOf(path), name)))
    return versions.filter((version) => version !== null).sort((a, b) => b.at - a.at)
  }

  const thinOut = async (path: string): Promise<void> => {
    const versions = await list(path)
    await Promise.all(superfluous(versions, now()).map(({ id }) => rm(join(folderOf(path), `${id}.md`), { force: true })))
  }

  return {
    async keep(path, text, why) {
      if (text === '') return
      const last = latest.get(path) ?? (await newest(folderOf(path), await list(path)))
      // Of a clock that was ahead the last one does not tell how long ago it was.
      const isRecent = last !== null && last.keptAt <= now() && now() - last.keptAt < APART_MS
      if (last?.text === text || (why === 'edited' && isRecent)) return
      const at = Math.max(now(), (last?.at ?? 0) + 1)
      await mkdir(folderOf(path), { recursive: true, mode: 0o700 })
      await writeFileAtomic(join(folderOf(path), `${at}-${why}.md`), text)
      latest.set(path, { at, keptAt: now(), text })
      await thinOut(path)
    },
    list,
    async read(path, id) {
      if (!ID.test(id)) return null
      return readFile(join(folderOf(path), `${id}.md`), 'utf8').catch(() => null)
    },
    async moved(from, to) {
      latest.delete(from)
      await rename(folderOf(from), folderOf(to)).catch(() => {})
    },
  }
}

const ID = /^(\d{10,16})-(edited|outside|conflict|deleted|restored)$/

async function describe(folder: string, name: string): Promise<NoteVersion | null> {
  const id = name.replace(/\.md$/, '')
  const [, at, why] = ID.exec(id) ?? []
  const about = at === undefined ? null : await stat(join(folder, name)).catch(() => null)
  return about === null ? null : { id, at: Number(at), characters: about.size, why: why as NoteVersion['why'] }
}

async function newest(folder: string, [version]: NoteVersion[]): Promise<Latest | null> {
  const text = version === undefined ? null : await readFile(join(folder, `${version.id}.md`), 'utf8').catch(() => null)
  return version === undefined || text === null ? null : { at: version.at, keptAt: version.at, text }
}

/** Of the last day all stay, of the last month one in an hour, of older ones one in a day. `versions` are latest first. */
function superfluous(versions: readonly NoteVersion[], now: number): NoteVersion[] {
  const taken = new Set<string>()
  return versions.filter(({ at }, number) => {
    const age = now - at
    if (age < DAY_MS) return number >= MOST_VERSIONS
    const span = age < 30 * DAY_MS ? `h${Math.floor(at / HOUR_MS)}` : `d${Math.floor(at / DAY_MS)}`
    const isSpare = taken.has(span) || number >= MOST_VERSIONS
    taken.add(span)
    return isSpare
  })
}
