import { join } from 'node:path'
import { z } from 'zod'
import type { Log } from '../log'
import { createJsonFile } from '../storage'

/** By classroom: the unit in front, and all that the student is in, the latest last. */
const memorySchema = z.object({ instructor: z.boolean(), open: z.record(z.string(), z.object({ front: z.string().nullable(), begun: z.array(z.string()) })) })
type Memory = z.infer<typeof memorySchema>

export interface GuideMemory {
  /** Nothing before the first `recall`. */
  readonly known: Memory | null
  recall(): Promise<Memory>
  /** Changes nothing before the first `recall`. */
  remember(change: Partial<Memory>): void
  flush(): Promise<void>
}

/** What of the guide is open where, across starts of the program. */
export function openGuideMemory(dataDir: string, log: Log): GuideMemory {
  const file = createJsonFile({ path: join(dataDir, 'course.json'), schema: memorySchema, fallback: { instructor: false, open: {} }, log })
  let known: Memory | null = null
  return {
    get known() {
      return known
    },
    recall: async () => (known ??= await file.read()),
    remember(change) {
      if (known === null) return
      known = { ...known, ...change }
      file.write(known).catch((error: unknown) => log.warn(`what is open in the guide is not remembered: ${String(error)}`))
    },
    flush: () => file.flush(),
  }
}
