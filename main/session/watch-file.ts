import { statSync, watch, type FSWatcher } from 'node:fs'
import { basename, dirname } from 'node:path'

// One write in place is several events within a millisecond; after this silence it is over. A login waits for it.
const SETTLED_AFTER_MS = 5

/** How often a folder that does not exist, or whose watch was lost, is looked for again. Half of the two seconds within which a change must be seen. */
const LOOK_AGAIN_MS = 1_000

/**
 * Calls `onChange` after the file was created, changed, replaced or removed. The folder is watched, not the file, because `oc` replaces files
 * by renaming; a folder that is removed and made again is found again.
 */
export function watchFile(path: string, onChange: () => void): () => void {
  const folder = dirname(path)
  let watcher: FSWatcher | null = null
  let watchedFolder = identity(folder)
  let known = identity(path)
  let settling: NodeJS.Timeout | undefined

  const compare = (): void => {
    const now = identity(path)
    if (now === known) return
    known = now
    onChange()
  }
  const settle = (): void => {
    clearTimeout(settling)
    settling = setTimeout(compare, SETTLED_AFTER_MS)
  }
  const drop = (): void => {
    watcher?.close()
    watcher = null
  }
  const begin = (): void => {
    watchedFolder = identity(folder)
    if (watchedFolder === null) return
    try {
      // A file that comes by renaming is whole.
      watcher = watch(folder, { persistent: false }, (event, name) => (event === 'rename' && name === basename(path) ? compare() : settle()))
      watcher.on('error', drop)
    } catch {
      // Gone between the two calls, or no watches left: the look every second goes on.
      drop()
    }
  }
  const look = (): void => {
    // The inode: a folder's times change with every file in it.
    if (watcher !== null && inode(folder) !== inodeOf(watchedFolder)) drop()
    if (watcher === null) begin()
    settle()
  }

  begin()
  const timer = setInterval(look, LOOK_AGAIN_MS)
  timer.unref()
  return () => {
    clearInterval(timer)
    clearTimeout(settling)
    drop()
  }
}

/** Changes whenever the file's content may have; null when there is none. */
function identity(path: string): string | null {
  try {
    const { ino, size, mtimeMs, ctimeMs } = statSync(path)
    return `${ino}:${size}:${mtimeMs}:${ctimeMs}`
  } catch {
    return null
  }
}

function inode(path: string): string | null {
  return inodeOf(identity(path))
}

function inodeOf(known: string | null): string | null {
  return known?.split(':')[0] ?? null
}
