import { cp, lstat, mkdir, readdir, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AppFailure } from '../../core/contract'
import { loadUnit } from './load-unit'

// The course's largest unit has eighty files and half a megabyte; who opens the unit.yaml of a whole home directory must not get a copy of that.
const MAX_FILES = 1_000
const MAX_BYTES = 50 * 1024 * 1024

/**
 * Takes the unit whose `unit.yaml` this is among the student's own, and answers its id. One of the same id that is there already is set aside, in a
 * folder that is not listed. Throws `local.file` with what is wrong.
 */
export async function adoptUnit(file: string, ownFolder: string): Promise<string> {
  const refuse = (reason: string): never => {
    throw new AppFailure({ kind: 'local.file', path: file, reason })
  }
  if (basename(file) !== 'unit.yaml') return refuse('a unit is a folder, and its file is called unit.yaml')
  const folder = dirname(file)
  const { unit, problems } = await loadUnit(folder)
  if (unit === null) {
    const found = problems.find(({ refuses }) => refuses)
    return refuse(found === undefined ? 'it is no unit' : `${found.file}, line ${found.line}: ${found.message}`)
  }
  const { id } = unit.source
  const target = join(ownFolder, id)
  if ((await realpath(target).catch(() => null)) === (await realpath(folder))) return id
  await checkSize(folder, refuse)
  await mkdir(ownFolder, { recursive: true })
  const draft = join(ownFolder, `.${id}.${process.pid}`)
  await rm(draft, { recursive: true, force: true })
  // Neither links nor devices: a unit from somebody else must not bring what lies elsewhere.
  await cp(folder, draft, { recursive: true, filter: async (source) => (await lstat(source)).isDirectory() || (await lstat(source)).isFile() })
  await rename(target, join(ownFolder, `.${id}.before-${Date.now()}`)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  await rename(draft, target)
  return id
}

async function checkSize(folder: string, refuse: (reason: string) => never): Promise<void> {
  const entries = await readdir(folder, { recursive: true })
  if (entries.length > MAX_FILES) refuse(`its folder holds ${entries.length} files, more than a unit has`)
  let bytes = 0
  for (const entry of entries) bytes += (await lstat(join(folder, entry))).size
  if (bytes > MAX_BYTES) refuse(`its folder holds ${Math.round(bytes / 1024 / 1024)} MB, more than a unit has`)
}
