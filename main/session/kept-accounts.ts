import { join } from 'node:path'
import { z } from 'zod'
import type { Log } from '../log'
import { createJsonFile } from '../storage'

/** Names only, by classroom: whose passwords the keychain holds for this user data. It is not asked itself: keychain-process.ts says why. */
export interface KeptAccounts {
  note(classroom: string, account: string): Promise<void>
  drop(classroom: string, account: string): Promise<void>
  all(): Promise<{ classroom: string; accounts: string[] }[]>
}

export function createKeptAccounts({ dataDir, log }: { dataDir: string; log: Log }): KeptAccounts {
  const file = createJsonFile({ path: join(dataDir, 'kept-passwords.json'), schema: z.record(z.string(), z.array(z.string())), fallback: {}, log })
  let loading: Promise<Map<string, Set<string>>> | null = null
  const load = (): Promise<Map<string, Set<string>>> => (loading ??= file.read().then((kept) => new Map(Object.entries(kept).map(([classroom, accounts]) => [classroom, new Set(accounts)]))))
  // What the disk does not take is tried again by the file itself; no password waits for that.
  const write = (all: Map<string, Set<string>>): Promise<void> => file.write(Object.fromEntries([...all].map(([classroom, accounts]) => [classroom, [...accounts]]))).catch(() => {})

  return {
    async note(classroom, account) {
      const all = await load()
      const accounts = all.get(classroom) ?? new Set<string>()
      if (accounts.has(account)) return
      all.set(classroom, accounts.add(account))
      await write(all)
    },
    async drop(classroom, account) {
      const all = await load()
      const accounts = all.get(classroom)
      if (accounts?.delete(account) !== true) return
      if (accounts.size === 0) all.delete(classroom)
      await write(all)
    },
    all: async () => [...(await load())].map(([classroom, accounts]) => ({ classroom, accounts: [...accounts] })),
  }
}
