import { join } from 'node:path'
import { z } from 'zod'
import type { StepRecord } from '../../core/course'
import type { Log } from '../log'
import { createJsonFile, type JsonFile } from '../storage'

const time = z.number().nullable()

const recordSchema: z.ZodType<StepRecord> = z.object({
  readyAt: time,
  before: z.boolean().nullable(),
  startedAt: time,
  spentMs: z.number(),
  doneAt: time,
  how: z.enum(['checks', 'marked', 'solved']).nullable(),
  skippedAt: time,
  hints: z.number(),
  solved: z.boolean(),
  confirmed: z.array(z.string()),
  witnessed: z.array(z.string()),
  answers: z.record(z.string(), z.object({ given: z.array(z.number()), right: z.boolean() })),
})

const progressSchema = z.object({
  version: z.literal(1),
  /** The step that was open last. */
  current: z.string().nullable(),
  /** Steps whose beginning the practice classroom remembers, the oldest first. */
  snapshots: z.array(z.string()).default([]),
  steps: z.record(z.string(), recordSchema),
})

export type SavedProgress = z.infer<typeof progressSchema>

/** One student's way through one unit in one classroom: what a crash must not take. */
export function progressFile({ dataDir, classroom, user, unit, log }: { dataDir: string; classroom: string; user: string; unit: string; log: Log }): JsonFile<SavedProgress> {
  return createJsonFile({
    path: join(dataDir, 'progress', classroom, user.replace(/[^A-Za-z0-9._@-]/g, '_').replace(/^\.+/, '_') || '_', `${unit}.json`),
    schema: progressSchema,
    fallback: { version: 1, current: null, snapshots: [], steps: {} },
    log,
  })
}
