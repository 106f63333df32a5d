import type { Stats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Files for a room are dozens. So many are somebody's home, or a circle of links, and nobody waits for them at a start. */
const MOST_FILES = 2_000

/** As many as a person reads; one command mends all of them. */
const MOST_TOLD = 8

interface ForeignHand {
  path: string
  why: string
}

/**
 * What in the folder, itself included, somebody else than `owner` (a user's number) and root could have changed; nothing where there is no such folder.
 * A link counts as what it leads to. Rejects where something of it cannot be looked at.
 */
export async function findForeignHands(folder: string, owner: number): Promise<ForeignHand[]> {
  const found: ForeignHand[] = []
  const waiting = [folder]
  for (let looked = 0; waiting.length > 0 && found.length < MOST_TOLD; looked += 1) {
    if (looked === MOST_FILES) return [...found, { path: folder, why: `holds more than ${MOST_FILES} files, which are not looked through` }]
    const path = waiting.shift() ?? folder
    const about = await stat(path).catch(noSuchFile)
    if (about === null) continue
    const why = foreignHandOn(about, owner)
    if (why !== null) found.push({ path, why })
    if (about.isDirectory()) waiting.push(...(await readdir(path)).sort().map((name) => join(path, name)))
  }
  return found
}

function noSuchFile(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}

function foreignHandOn({ uid, gid, mode }: Stats, owner: number): string | null {
  if (uid !== owner && uid !== 0) return `belongs to user ${uid}`
  if ((mode & 0o002) !== 0) return 'can be changed by everybody'
  if ((mode & 0o020) !== 0 && gid !== 0) return `can be changed by group ${gid}`
  return null
}
