import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBin } from '../../../../main/notes/bin'
import { createLibrary, type Library } from '../../../../main/notes/library'
import { createVersions, type Versions } from '../../../../main/notes/versions'

export interface OpenLibrary {
  folder: string
  library: Library
  versions: Versions
  /** Moves the clock that versions and conflicts are dated by. */
  pass(milliseconds: number): void
}

/** A library in a folder of its own, on the real file system. */
export async function openLibrary(given?: string): Promise<OpenLibrary> {
  const root = await mkdtemp(join(tmpdir(), 'notes-'))
  const folder = given ?? join(root, 'notes')
  let time = Date.now()
  const now = (): number => time
  const versions = createVersions({ folder: join(root, 'versions'), library: folder, now })
  const library = createLibrary({ folder, versions, bin: createBin({ folder: join(root, 'bin'), library: folder, now }), now })
  return { folder, library, versions, pass: (milliseconds) => (time += milliseconds) }
}
