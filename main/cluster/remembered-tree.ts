import { join } from 'node:path'
import { z } from 'zod'
import { type ClusterObject, type ClusterSnapshot, KINDS, objectsOf } from '../../core/cluster'
import type { Log } from '../log'
import { createJsonFile, type JsonFile } from '../storage'
import type { Clock } from './clock'

// About a megabyte of file. The tree of a classroom is a fifth of it; a larger cluster's is remembered in part.
const MAX_OBJECTS = 2_000
// A crash loses at most this much of a memory that is refreshed at the next login anyway.
const SAVE_AFTER_MS = 20_000

const object = z.object({
  kind: z.string(),
  uid: z.string(),
  name: z.string(),
  namespace: z.string(),
  created: z.string().nullable(),
  status: z.string(),
  tone: z.enum(['ok', 'running', 'progress', 'waiting', 'paused', 'danger', 'warning', 'idle', 'none']),
  fact: z.string().nullable(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  labels: z.record(z.string(), z.string()),
})

const treeSchema = z.object({
  version: z.literal(1),
  /** When the cluster was last live, ISO 8601. */
  liveAt: z.string(),
  /** Whose view it was. */
  user: z.string(),
  objects: z.array(object),
})

export type RememberedTree = z.infer<typeof treeSchema>

export interface TreeMemory {
  read(): Promise<RememberedTree | null>
  /** Saves soon; `tree` is asked for only then. */
  saveSoon(tree: () => RememberedTree | null): void
  /** Saves what `saveSoon` was told now. */
  flush(): Promise<void>
}

export function createTreeMemory(options: { dataDir: string; classroom: string; clock: Clock; log: Log }): TreeMemory {
  const { dataDir, classroom, clock, log } = options
  const path = join(dataDir, 'trees', `${classroom}.json`)
  const file: JsonFile<RememberedTree | null> = createJsonFile({ path, schema: treeSchema.nullable(), fallback: null, log })
  let next: (() => RememberedTree | null) | null = null
  let cancel: (() => void) | null = null

  const save = async (): Promise<void> => {
    cancel?.()
    cancel = null
    const tree = next?.() ?? null
    next = null
    if (tree === null) return
    // Only a memory: a full disk must not disturb what is live.
    await file.write(tree).catch((error: unknown) => log.warn(`the tree of ${classroom} was not saved: ${String(error)}`))
  }

  return {
    read: () => file.read(),
    saveSoon(tree) {
      next = tree
      cancel ??= clock.after(SAVE_AFTER_MS, () => void save())
    },
    flush: save,
  }
}

/** The objects worth remembering, in the order of the tree's sections, at most MAX_OBJECTS. */
export function rememberable(snapshot: ClusterSnapshot): ClusterObject[] {
  const objects: ClusterObject[] = []
  for (const kind of KINDS) {
    // What rows need no more of, such as secrets, is not worth a place on the disk.
    if (kind.metadataOnly === true) continue
    for (const found of objectsOf(snapshot, kind.name)) {
      if (objects.length === MAX_OBJECTS) return objects
      objects.push(found)
    }
  }
  return objects
}
