import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { VaultState } from '../../core/contract'
import { createTurns } from '../../core/turns'
import type { Log } from '../log'
import { createJsonFile } from '../storage'
import { createKeptAccounts } from './kept-accounts'
import type { KeychainProcess } from './keychain'

/** Encryption by the desktop (Electron's safeStorage), as far as it is used. */
export interface Encryption {
  /** True only for real encryption; a key that stands in the program's own source is none. */
  isReal(): boolean
  encrypt(text: string): Buffer
  decrypt(data: Buffer): string
}

/**
 * The passwords of all classrooms, by classroom and account (`cluster:admin`, `machine:workstation:student`, `guest:student`). They are in the
 * keychain, else in an encrypted file, else in memory until the program ends; `state` says which, and why. No call waits longer than the limits
 * below, and none rejects because the keychain is in trouble. Where the administrator forbids it, nothing is kept, and nothing that was is read.
 */
export interface Vault {
  state(): VaultState
  onChanged(listener: () => void): () => void
  read(classroom: string, account: string): Promise<string | null>
  /** Resolves to true when the password will be there after a restart. From the first instant it is there for this run. */
  keep(classroom: string, account: string, password: string): Promise<boolean>
  remember(classroom: string, passwords: readonly { account: string; password: string }[]): Promise<boolean>
  forget(classroom: string, accounts: readonly string[]): Promise<void>
  /** Those of every classroom that this user data has kept any of. */
  forgetAll(): Promise<void>
  describe(): Promise<{ state: 'present' | 'missing'; detail: string }>
  dispose(): void
}

/** A healthy Secret Service answers within 0.1 s; one that D-Bus has to start first, on a busy machine, within one or two. */
const ANSWER_WITHIN_MS = 3_000

/** A write to a locked keyring waits for the student, who is asked by the desktop for its password. Meanwhile memory serves. */
const UNLOCK_WITHIN_MS = 120_000

const PROBE = { service: 'Lab Companion', account: 'probe' }

type Reason = NonNullable<VaultState['reason']>

export function createVault(options: { dataDir: string; log: Log; keychain: KeychainProcess; encryption: Encryption | null; forbidsStoring?: () => Promise<boolean>; answerWithinMs?: number }): Vault {
  const { log, keychain, encryption } = options
  const answerWithin = options.answerWithinMs ?? ANSWER_WITHIN_MS
  const listeners = new Set<() => void>()
  // What is not (yet) kept anywhere else.
  const memory = new Map<string, Map<string, string>>()
  const kept = createKeptAccounts(options)
  // What has been written to the keychain or read from it in this run: it is there, whatever a locked keychain says.
  const stored = new Set<string>()
  let state: VaultState = { kind: 'keychain', reason: null }
  let probed: Promise<void> | null = null
  // One call at a time: calls that hang must not pile up.
  let turn: Promise<unknown> = Promise.resolve()
  const { inTurn } = createTurns()

  const keyOf = (classroom: string, account: string): string => JSON.stringify([classroom, account])
  // Passwords that the desktop encrypts, a file for each classroom.
  const sealed = join(options.dataDir, 'vault')
  const serviceOf = (classroom: string): string => `Lab Companion: ${classroom}`
  const fileOf = (classroom: string) =>
    createJsonFile({ path: join(sealed, `${classroom}.json`), schema: z.object({ items: z.record(z.string(), z.string()) }), fallback: { items: {} }, log })

  /** One change after the other: a classroom's passwords come all at once, and each is put beside those that the file has. */
  const changeSealed = (classroom: string, change: (items: Record<string, string>) => Record<string, string>): Promise<void> =>
    inTurn(async () => {
      const file = fileOf(classroom)
      const items = change((await file.read()).items)
      if (Object.keys(items).length > 0) await file.write({ items })
      else await rm(join(sealed, `${classroom}.json`), { force: true })
    })

  const become = (next: VaultState): void => {
    if (next.kind === state.kind && next.reason === state.reason) return
    state = next
    log.info(`passwords are kept in: ${next.kind}${next.reason === null ? '' : ` (keychain: ${next.reason})`}`)
    for (const listener of listeners) listener()
  }
  const degrade = (reason: Reason): void => {
    // safeStorage asks the same keyring and would block the whole program while that is locked or slow, so it is asked only where none exists.
    const isEncrypted = reason === 'noService' && encryption !== null && encryption.isReal()
    become({ kind: isEncrypted ? 'encryptedFile' : 'memory', reason })
  }

  const probe = async (): Promise<void> => {
    if (await options.forbidsStoring?.()) return become({ kind: 'memory', reason: 'policy' })
    try {
      await within(answerWithin, keychain.getPassword(PROBE.service, PROBE.account))
    } catch (error) {
      if (error instanceof Late) keychain.stop()
      return degrade(error instanceof Late ? 'slow' : reasonIn(error))
    }
    // Reading a locked keyring answers "nothing" at once; only a write tells. It waits while the desktop asks the student to unlock.
    const written = keychain.setPassword(PROBE.service, PROBE.account, 'probe')
    try {
      await within(answerWithin, written)
      await within(answerWithin, keychain.deletePassword(PROBE.service, PROBE.account))
      become({ kind: 'keychain', reason: null })
    } catch (error) {
      if (!(error instanceof Late)) return degrade(reasonIn(error))
      degrade('locked')
      void awaitUnlock(written)
    }
  }
  const awaitUnlock = async (written: Promise<void>): Promise<void> => {
    try {
      await within(UNLOCK_WITHIN_MS, written)
      await within(answerWithin, keychain.deletePassword(PROBE.service, PROBE.account))
    } catch (error) {
      if (error instanceof Late) keychain.stop()
      else degrade(reasonIn(error))
      return
    }
    become({ kind: 'keychain', reason: null })
    for (const [classroom, passwords] of memory) for (const [account, password] of passwords) await keepOutside(classroom, account, password)
  }
  const ready = (): Promise<void> => (probed ??= probe())

  /** Asks the keychain, in turn; `otherwise` when it is, or just became, unusable. */
  const ask = async <T>(call: () => Promise<T>, otherwise: T): Promise<T> => {
    await ready()
    const mine = turn.then(async () => {
      if (state.kind !== 'keychain') return otherwise
      try {
        return await within(answerWithin, call())
      } catch (error) {
        if (error instanceof Late) keychain.stop()
        degrade(error instanceof Late ? 'slow' : reasonIn(error))
        return otherwise
      }
    })
    turn = mine
    return mine
  }

  /** Moves one password from memory to where it survives the run; false when there is no such place. */
  const keepOutside = async (classroom: string, account: string, password: string): Promise<boolean> => {
    const noted = ready().then(() => (state.kind === 'keychain' ? kept.note(classroom, account) : undefined))
    let isKept = await ask(() => keychain.setPassword(serviceOf(classroom), account, password).then(() => true), false)
    await noted
    if (isKept) stored.add(keyOf(classroom, account))
    if (!isKept && state.kind === 'encryptedFile' && encryption !== null) {
      const item = encryption.encrypt(password).toString('base64')
      await changeSealed(classroom, (items) => ({ ...items, [account]: item }))
      isKept = true
    }
    // Unless another password has taken its place meanwhile.
    if (isKept && memory.get(classroom)?.get(account) === password) memory.get(classroom)?.delete(account)
    return isKept
  }

  const readFromFile = async (classroom: string, account: string): Promise<string | null> => {
    const item = (await fileOf(classroom).read()).items[account]
    if (item === undefined || encryption === null) return null
    try {
      return encryption.decrypt(Buffer.from(item, 'base64'))
    } catch {
      log.warn(`a password of ${classroom} cannot be decrypted any more and is left aside`)
      return null
    }
  }

  const keep = (classroom: string, account: string, password: string): Promise<boolean> => {
    log.hide(password)
    const passwords = memory.get(classroom) ?? new Map<string, string>()
    memory.set(classroom, passwords.set(account, password))
    return keepOutside(classroom, account, password)
  }

  /** Also where the administrator forbids to keep any: one that was kept before that is still there. */
  const erase = async (classroom: string, account: string): Promise<boolean> => {
    await ready()
    const call = (): Promise<true> => keychain.deletePassword(serviceOf(classroom), account).then(() => true)
    return state.reason === 'policy' ? within(answerWithin, call()).catch(() => false) : ask(call, false)
  }

  const forget = async (classroom: string, accounts: readonly string[]): Promise<void> => {
    for (const account of accounts) {
      memory.get(classroom)?.delete(account)
      stored.delete(keyOf(classroom, account))
      if (await erase(classroom, account)) await kept.drop(classroom, account)
    }
    await changeSealed(classroom, (items) => Object.fromEntries(Object.entries(items).filter(([account]) => !accounts.includes(account))))
  }

  return {
    state: () => state,
    onChanged(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async read(classroom, account) {
      const held = memory.get(classroom)?.get(account)
      if (held !== undefined) return held
      const key = keyOf(classroom, account)
      const kept = await ask(() => keychain.getPassword(serviceOf(classroom), account), null)
      if (kept !== null) stored.add(key)
      // A keychain that was locked meanwhile answers like one that has nothing: whether it is locked, only the probe can tell.
      else if (state.kind === 'keychain' && stored.delete(key)) await (probed = probe())
      const password = kept ?? (state.kind === 'encryptedFile' ? await readFromFile(classroom, account) : null)
      if (password !== null) log.hide(password)
      return password
    },
    keep,
    async remember(classroom, passwords) {
      const kept = await Promise.all(passwords.map(({ account, password }) => keep(classroom, account, password)))
      return kept.every(Boolean)
    },
    forget,
    async forgetAll() {
      for (const { classroom, accounts } of await kept.all()) await forget(classroom, accounts)
      memory.clear()
      await inTurn(() => rm(sealed, { recursive: true, force: true }))
    },
    async describe() {
      await ready()
      return state.kind === 'keychain' ? { state: 'present', detail: 'passwords are kept in it' } : { state: 'missing', detail: DETAILS[state.reason ?? 'noService'] }
    },
    dispose: () => keychain.stop(),
  }
}

const DETAILS: Readonly<Record<Reason, string>> = {
  noService: 'no keychain runs on this desktop',
  locked: 'the keychain is locked',
  slow: 'the keychain does not answer',
  denied: 'the keychain refused access',
  policy: 'set aside by the administrator',
}

class Late extends Error {}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  try {
    return await Promise.race([work, new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Late()), limitMs)))])
  } finally {
    clearTimeout(timer)
  }
}

/** libsecret's own words (GLib and the Secret Service), English in every locale because the service sends them untranslated. */
function reasonIn(error: unknown): Reason {
  const said = error instanceof Error ? error.message : String(error)
  if (/locked/i.test(said)) return 'locked'
  if (/denied|dismiss|cancel|not authorized|permission/i.test(said)) return 'denied'
  // No service, no bus, no libsecret, no collection to write to, and the process that could not start.
  return 'noService'
}
