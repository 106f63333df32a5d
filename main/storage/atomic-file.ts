import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** What a killed program leaves beside a file that it was about to replace. */
export const LEFT_BEHIND = /^\..+\.[0-9a-f]{12}$/

/** With it and the random end, the longest name that a file system takes still fits. */
const LONGEST_PREFIX = 60

/**
 * Replaces a file so that a crash at any instant leaves either the old content or the new: temporary file in the same folder, fsync, rename,
 * fsync of the folder. Errors are Node's own (ENOSPC, EACCES, …) and leave the old file as it was. `beforeReplace` runs when the new content is on
 * disk and the old one still in place; what it throws leaves the old one.
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array, options: { mode?: number; beforeReplace?: () => Promise<void> } = {}): Promise<void> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const temporary = join(folder, `.${basename(path).slice(0, LONGEST_PREFIX)}.${randomBytes(6).toString('hex')}`)
  try {
    const file = await open(temporary, 'wx', options.mode ?? 0o600)
    try {
      await file.writeFile(data)
      await file.sync()
    } finally {
      await file.close()
    }
    await options.beforeReplace?.()
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw error
  }
  await syncFolder(folder)
}

/** Until then a name that was made, changed or removed in the folder may come back or go again in a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const directory = await open(folder, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
