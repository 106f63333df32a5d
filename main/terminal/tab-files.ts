import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { withoutSecrets } from '../../core/terminal'
import type { Log } from '../log'
import { createJsonFile, writeFileAtomic } from '../storage'
import type { TabRecord } from './tab'

const id = z.string().regex(/^[0-9a-f]{16}$/)

const record: z.ZodType<TabRecord> = z.object({
  id,
  group: id,
  title: z.string(),
  purpose: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('shell'), user: z.string().nullable() }),
    z.object({ kind: z.literal('ssh'), machine: z.string(), user: z.string() }),
  ]),
  seal: z.string().regex(/^[0-9a-f]{32}$/),
  cwd: z.string().nullable(),
})

const file = z.object({ version: z.literal(1), savedAt: z.string(), tabs: z.array(record) })


export interface TabFiles {
  /** `savedAt` is ISO 8601. A tab without readable scroll-back comes back with none. */
  load(): Promise<{ savedAt: string; tabs: { record: TabRecord; text: string }[] }>
  saveTabs(tabs: TabRecord[]): Promise<void>
  saveText(tab: string, text: string): Promise<void>
  forget(tab: string): Promise<void>
}

/** Tabs and their scroll-back in `folder`, every file 0600. */
export function createTabFiles(folder: string, log: Log): TabFiles {
  const tabs = createJsonFile({ path: join(folder, 'tabs.json'), schema: file, fallback: { version: 1 as const, savedAt: '', tabs: [] }, log })
  const texts = join(folder, 'scroll-back')
  const textPath = (tab: string): string => join(texts, `${tab}.txt`)

  return {
    async load() {
      const saved = await tabs.read()
      const loaded = await Promise.all(
        saved.tabs.map(async (each) => ({ record: each, text: await readFile(textPath(each.id), 'utf8').catch(() => '') })),
      )
      // Left behind by a program that was killed between closing a tab and forgetting its text.
      const known = new Set(saved.tabs.map((each) => `${each.id}.txt`))
      const orphans = (await readdir(texts).catch(() => [])).filter((name) => !known.has(name))
      await Promise.all(orphans.map((name) => rm(join(texts, name), { force: true })))
      return { savedAt: saved.savedAt, tabs: loaded }
    },
    saveTabs: (records) => tabs.write({ version: 1, savedAt: new Date().toISOString(), tabs: records }),
    // A token that a student has printed must not lie in a file for ever.
    saveText: (tab, text) => writeFileAtomic(textPath(tab), withoutSecrets(text), { mode: 0o600 }),
    forget: (tab) => rm(textPath(tab), { force: true }),
  }
}
