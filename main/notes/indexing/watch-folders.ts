import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'

// One save of another editor is several events; after this silence it is over.
const SETTLED_AFTER_MS = 60

export interface FolderWatch {
  /** Watches exactly these folders, relative to the root. */
  follow(folders: Iterable<string>): void
  close(): void
}

/**
 * Tells which folders have changed inside. One watch for each folder, none for a file: a watch costs the kernel memory, and there are 10,000 notes
 * in a handful of folders.
 */
export function watchFolders(root: string, onChanged: (folders: string[]) => void): FolderWatch {
  const watchers = new Map<string, FSWatcher>()
  const changed = new Set<string>()
  let settling: NodeJS.Timeout | undefined

  const drop = (folder: string): void => {
    watchers.get(folder)?.close()
    watchers.delete(folder)
  }
  const tell = (): void => {
    const folders = [...changed]
    changed.clear()
    onChanged(folders)
  }
  const begin = (folder: string): void => {
    try {
      const watcher = watch(join(root, folder), { persistent: false }, () => {
        changed.add(folder)
        clearTimeout(settling)
        settling = setTimeout(tell, SETTLED_AFTER_MS)
      })
      watcher.on('error', () => drop(folder))
      watchers.set(folder, watcher)
    } catch {
      // Gone meanwhile, or no watches left: the look around at the next chance sees it.
    }
  }

  return {
    follow(folders) {
      const wanted = new Set(folders)
      for (const folder of watchers.keys()) if (!wanted.has(folder)) drop(folder)
      for (const folder of wanted) if (!watchers.has(folder)) begin(folder)
    },
    close() {
      clearTimeout(settling)
      for (const folder of watchers.keys()) drop(folder)
    },
  }
}
