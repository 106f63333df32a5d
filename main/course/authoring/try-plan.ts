import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { parseYaml } from '../../yaml'

const typing = z.array(z.union([z.string(), z.strictObject({ after: z.string(), send: z.string() })])).max(50)

/** Commands as a person would type them. Steps and titles are those of unit.yaml. */
const deed = z.strictObject({
  run: z.string().max(8_000).optional(),
  /** A manifest, given to `oc apply -f -`. */
  apply: z.string().max(8_000).optional(),
  as: z.string().max(128).default('admin'),
  type: typing.default([]),
})

/** `try.yaml` beside a unit: how to make each of its mistakes, and what its commands are answered. */
const trySchema = z.strictObject({
  kind: z.literal('UnitTrial'),
  version: z.literal(1),
  steps: z.record(
    z.string(),
    z.strictObject({
      /** Before the step is begun. */
      before: z.array(deed).default([]),
      /** Answers to what the solution's commands ask, by the number of the command, from 1. */
      type: z.record(z.string().regex(/^\d+$/), typing).default({}),
      /** Runs instead of the solution, where only hands could do it. */
      instead: z.array(deed).optional(),
      mistakes: z.array(z.strictObject({ title: z.string(), make: z.array(deed).min(1), mend: z.array(deed).default([]) })).default([]),
    }),
  ),
})

export type TryPlan = z.infer<typeof trySchema>
export type Deed = z.infer<typeof deed>

/** A unit without the file is tried with its solutions alone. Throws a sentence where the file is wrong. */
export async function readTryPlan(folder: string): Promise<TryPlan> {
  let text: string
  try {
    text = await readFile(join(folder, 'try.yaml'), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'UnitTrial', version: 1, steps: {} }
    throw error
  }
  const parsed = parseYaml(text, 'a trial of a unit')
  if (!parsed.ok) throw new Error(parsed.problems.map(({ line, message }) => `try.yaml:${line}: ${message}`).join('\n'))
  const checked = trySchema.safeParse(parsed.yaml.data)
  if (checked.success) return checked.data
  throw new Error(checked.error.issues.map(({ path, message }) => `try.yaml: ${path.join('.')} ${message}`).join('\n'))
}
