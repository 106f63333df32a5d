import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root: scripts work from any current directory. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** What takes long to fetch and may be deleted at any time. */
export const cacheDir = join(root, '.cache')

/** What a build leaves. */
export const outDir = join(root, 'out')
