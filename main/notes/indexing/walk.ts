import { type Dirent, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { LEFT_BEHIND } from '../../storage'

/** How a file is told from what it was. */
export interface Stamp {
  inode: number
  modifiedAt: number
  bytes: number
}

/** Deeper folders are somebody's backup of a backup, or a link that leads back. */
const DEEPEST = 12

/** What a write that still goes on may be old; older leftovers are of a program that was killed. */
const LEFT_BEHIND_AFTER_MS = 60_000

export interface Folder {
  notes: Map<string, Stamp>
  folders: string[]
}

/** The notes and folders directly in `folder` below `root`; paths are relative to `root`. Hidden names are other programs' business. */
export function readFolder(root: string, folder: string): Folder {
  const found: Folder = { notes: new Map(), folders: [] }
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.name.startsWith('.')) dropLeftBehind(join(root, path), entry.name)
    else if (/\.md$/i.test(entry.name) || !entry.isFile()) sort(root, path, entry, found)
  }
  return found
}

function sort(root: string, path: string, entry: Dirent, found: Folder): void {
  try {
    const about = entry.isDirectory() ? null : statSync(join(root, path))
    if (about === null || about.isDirectory()) {
      if (path.split('/').length <= DEEPEST) found.folders.push(path)
    } else if (/\.md$/i.test(path) && about.isFile()) {
      found.notes.set(path, { inode: about.ino, modifiedAt: about.mtimeMs, bytes: about.size })
    }
  } catch {
    // Gone between the two looks, or a link that leads nowhere.
  }
}

function dropLeftBehind(file: string, name: string): void {
  if (!LEFT_BEHIND.test(name)) return
  try {
    if (Date.now() - statSync(file).mtimeMs > LEFT_BEHIND_AFTER_MS) rmSync(file)
  } catch {
    // Its writer was faster.
  }
}

/** The same for every folder below, this one included. A folder that cannot be read counts as empty; the first must be readable. */
export function walk(root: string, folder = ''): Map<string, Folder> {
  const all = new Map<string, Folder>([[folder, readFolder(root, folder)]])
  for (const each of all.values()) {
    for (const below of each.folders) {
      try {
        all.set(below, readFolder(root, below))
      } catch {
        all.set(below, { notes: new Map(), folders: [] })
      }
    }
  }
  return all
}

export function sameStamp(a: Stamp, b: Stamp): boolean {
  return a.inode === b.inode && a.modifiedAt === b.modifiedAt && a.bytes === b.bytes
}
