import { appendFile, mkdir, readFile, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { JournalEntry } from '../../core/contract'
import type { Log } from '../log'

/** Some 20,000 commands: a course. What is older moves to a second file beside it. */
const LARGEST_BYTES = 4 * 1024 * 1024

/** More than a timeline can show. */
const MOST_ENTRIES = 5_000

const common = { at: z.number(), unit: z.string().nullable() }
const entrySchema: z.ZodType<JournalEntry> = z.discriminatedUnion('kind', [
  z.object({ ...common, kind: z.literal('command'), user: z.string().nullable(), command: z.string(), exit: z.number().nullable(), durationMs: z.number(), cwd: z.string().nullable() }),
  z.object({ ...common, kind: z.literal('step'), step: z.string(), title: z.string(), state: z.enum(['done', 'failed', 'skipped']) }),
  z.object({ ...common, kind: z.literal('machine'), namespace: z.string(), name: z.string(), status: z.string() }),
])

export interface Journal {
  write(entry: JournalEntry): void
  /** In order of time; of one unit or, with null, all. */
  read(unit: string | null): Promise<JournalEntry[]>
  settle(): Promise<unknown>
}

/** One line of JSON for each thing that happened, masked, appended to `file`. A line that a crash cut is left out when it is read. */
export function createJournal({ file, mask, log }: { file: string; mask: (text: string) => string; log: Log }): Journal {
  let writing: Promise<unknown> = Promise.resolve()
  const append = async (line: string): Promise<void> => {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await appendFile(file, line, { mode: 0o600 })
    if ((await stat(file)).size > LARGEST_BYTES) await rename(file, `${file}.1`)
  }
  const readLines = async (path: string): Promise<JournalEntry[]> => {
    const text = await readFile(path, 'utf8').catch(() => '')
    return text.split('\n').flatMap((line) => {
      const entry = parse(line)
      return entry === null ? [] : [entry]
    })
  }

  return {
    write(entry) {
      // A line break first, too: a line that a crash has cut must not take this one along.
      const line = `\n${mask(JSON.stringify(entry))}\n`
      writing = writing.then(() => append(line)).catch((problem: unknown) => log.warn(`the journal is not written: ${String(problem)}`))
    },
    async read(unit) {
      await writing
      const entries = [...(await readLines(`${file}.1`)), ...(await readLines(file))]
      return entries.filter((entry) => unit === null || entry.unit === unit).slice(-MOST_ENTRIES)
    },
    settle: () => writing,
  }
}

function parse(line: string): JournalEntry | null {
  if (line === '') return null
  try {
    return entrySchema.parse(JSON.parse(line))
  } catch {
    return null
  }
}
