import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createKeychainProcess, type KeychainProcess } from '../../../../main/session/keychain'
import { encryptionBy } from '../../../../main/session/safe-storage'
import { createVault, type Encryption, type Vault } from '../../../../main/session/vault'
import { buildKeychainProgram, startKeychainProgram } from './keychain-program'
import { startDesktop, type Desktop } from './keyring'
import { createTestLog } from './servers'

/** What answers is waited for: how long a person would is the question of the tests in which nothing answers. */
const PATIENT_MS = 30_000
/** Shorter than a person waits, and long enough for the keychain's process to start on a machine that does other things too. */
const SOON_MS = 1_500

let folder: string
let cleanUps: (() => unknown)[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vault-'))
  cleanUps = [() => rm(folder, { recursive: true, force: true })]
})
afterEach(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp()
})

describe('with a real keyring', () => {
  let desktop: Desktop
  beforeEach(async () => {
    desktop = await startDesktop()
    cleanUps.push(() => desktop.stop())
  })
  const openVault = (answerWithinMs = PATIENT_MS): { vault: Vault; log: ReturnType<typeof createTestLog> } => {
    const program = buildKeychainProgram(folder)
    const log = createTestLog()
    const keychain = createKeychainProcess(() => startKeychainProgram(program, desktop.environment))
    const vault = createVault({ dataDir: folder, log, keychain, encryption: null, answerWithinMs })
    cleanUps.push(() => vault.dispose())
    return { vault, log }
  }

  it('keeps passwords over a restart, by classroom and account, and forgets them', async () => {
    await desktop.startKeyring('unlocked')
    const first = openVault()
    expect(await first.vault.keep('lab', 'cluster:admin', 'redhatocp')).toBe(true)
    expect(await first.vault.remember('lab', [{ account: 'guest:student', password: 'Grüße "€"' }])).toBe(true)
    expect(first.log.hidden).toEqual(['redhatocp', 'Grüße "€"'])
    expect(await first.vault.describe()).toMatchObject({ state: 'present' })
    first.vault.dispose()

    const { vault, log } = openVault()
    expect(await vault.read('lab', 'cluster:admin')).toBe('redhatocp')
    expect(await vault.read('lab', 'guest:student')).toBe('Grüße "€"')
    expect(await vault.read('other', 'cluster:admin')).toBeNull()
    expect(await vault.read('lab', 'cluster:developer')).toBeNull()
    expect(vault.state()).toEqual({ kind: 'keychain', reason: null })
    expect(log.lines.join()).not.toContain('redhatocp')
    await vault.forget('lab', ['cluster:admin', 'guest:student'])
    expect(await vault.read('lab', 'cluster:admin')).toBeNull()
    expect(await vault.read('lab', 'guest:student')).toBeNull()
  })

  it('forgets all that was ever kept, in every classroom, and nothing of anybody else', async () => {
    await desktop.startKeyring('unlocked')
    const before = openVault()
    await before.vault.remember('lab', [{ account: 'cluster:admin', password: 'redhatocp' }, { account: 'machine:workstation:student', password: 'student' }])
    await before.vault.keep('earlier', 'cluster:developer', 'developer')
    before.vault.dispose()
    expect(await readFile(join(folder, 'kept-passwords.json'), 'utf8')).not.toMatch(/redhatocp|"developer"/)
    const stranger = createKeychainProcess(() => startKeychainProgram(buildKeychainProgram(folder), desktop.environment))
    cleanUps.push(() => stranger.stop())
    await stranger.setPassword('Mail', 'admin', 'theirs')

    await openVault().vault.forgetAll()
    for (const [classroom, account] of [['lab', 'cluster:admin'], ['lab', 'machine:workstation:student'], ['earlier', 'cluster:developer']] as const) {
      expect(await stranger.getPassword(`Lab Companion: ${classroom}`, account)).toBeNull()
    }
    expect(await stranger.getPassword('Mail', 'admin')).toBe('theirs')
    expect(JSON.parse(await readFile(join(folder, 'kept-passwords.json'), 'utf8'))).toEqual({})
  })

  it('tells that there is no service, and keeps passwords for this run', async () => {
    const { vault } = openVault()
    expect(await vault.keep('lab', 'cluster:admin', 'redhatocp')).toBe(false)
    expect(vault.state()).toEqual({ kind: 'memory', reason: 'noService' })
    expect(await vault.read('lab', 'cluster:admin')).toBe('redhatocp')
    expect(await vault.describe()).toEqual({ state: 'missing', detail: 'no keychain runs on this desktop' })
  })

  it('tells that the keyring is locked, although reading it answers as if it were empty', async () => {
    await desktop.startKeyring('unlocked')
    const before = openVault()
    await before.vault.keep('lab', 'cluster:admin', 'redhatocp')
    before.vault.dispose()
    await desktop.startKeyring('locked')
    const { vault } = openVault()
    expect(await vault.read('lab', 'cluster:admin')).toBeNull()
    expect(vault.state()).toEqual({ kind: 'memory', reason: 'locked' })
    expect(await vault.keep('lab', 'cluster:admin', 'other')).toBe(false)
    expect(await vault.read('lab', 'cluster:admin')).toBe('other')
  })

  it('tells that it was locked in the middle of a run, where it answers as if it were empty', async () => {
    await desktop.startKeyring('unlocked')
    const { vault } = openVault(SOON_MS)
    expect(await vault.keep('lab', 'cluster:admin', 'redhatocp')).toBe(true)
    desktop.lockKeyring()
    expect(await vault.read('lab', 'cluster:nobody')).toBeNull()
    expect(vault.state()).toEqual({ kind: 'keychain', reason: null })
    expect(await vault.read('lab', 'cluster:admin')).toBeNull()
    expect(vault.state()).toEqual({ kind: 'memory', reason: 'locked' })
  })

  it('tells that the service does not answer, within its time limit, and leaves no process behind', async () => {
    await desktop.startKeyring('unlocked')
    const { vault } = openVault(SOON_MS)
    await vault.keep('lab', 'cluster:admin', 'redhatocp')
    desktop.freezeKeyring()
    const started = performance.now()
    expect(await vault.read('lab', 'cluster:admin')).toBeNull()
    expect(vault.state()).toEqual({ kind: 'memory', reason: 'slow' })
    expect(performance.now() - started).toBeLessThan(SOON_MS + 2_500)
    expect(await vault.keep('lab', 'cluster:admin', 'again')).toBe(false)
    expect(await vault.read('lab', 'cluster:admin')).toBe('again')
  })
})

/** A keychain whose faults the test causes. */
function brokenKeychain(faults: Partial<KeychainProcess>): KeychainProcess {
  return { getPassword: () => Promise.resolve(null), setPassword: () => Promise.resolve(), deletePassword: () => Promise.resolve(true), stop: () => {}, ...faults }
}

const reversing: Encryption = { isReal: () => true, encrypt: (text) => Buffer.from(text).reverse(), decrypt: (data) => Buffer.from(data).reverse().toString() }

describe('with a keychain in trouble', () => {
  const open = (faults: Partial<KeychainProcess>, encryption: Encryption | null = null): Vault =>
    createVault({ dataDir: folder, log: createTestLog(), keychain: brokenKeychain(faults), encryption, answerWithinMs: 50 })
  const noService = () => Promise.reject(new Error('The name org.freedesktop.secrets was not provided by any .service files'))

  it('keeps passwords encrypted in a file where there is real encryption', async () => {
    const vault = open({ getPassword: noService }, reversing)
    expect(await vault.keep('lab', 'cluster:admin', 'redhatocp')).toBe(true)
    expect(vault.state()).toEqual({ kind: 'encryptedFile', reason: 'noService' })
    const path = join(folder, 'vault', 'lab.json')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readFile(path, 'utf8')).not.toContain('redhatocp')
    const later = open({ getPassword: noService }, reversing)
    expect(await later.read('lab', 'cluster:admin')).toBe('redhatocp')
    await later.forget('lab', ['cluster:admin'])
    await expect(stat(path)).rejects.toThrow('ENOENT')
  })

  it('keeps several at once in that file, and forgets the files of all classrooms together', async () => {
    const vault = open({ getPassword: noService }, reversing)
    await vault.remember('lab', [{ account: 'cluster:admin', password: 'redhatocp' }, { account: 'cluster:developer', password: 'developer' }])
    await vault.keep('other', 'cluster:admin', 'another')
    const later = open({ getPassword: noService }, reversing)
    expect([await later.read('lab', 'cluster:admin'), await later.read('lab', 'cluster:developer'), await later.read('other', 'cluster:admin')]).toEqual(['redhatocp', 'developer', 'another'])
    await later.forgetAll()
    await expect(stat(join(folder, 'vault'))).rejects.toThrow('ENOENT')
    expect(await later.read('lab', 'cluster:admin')).toBeNull()
  })

  it('never asks for encryption while the keyring may be locked, because that blocks the program', async () => {
    let asked = 0
    const watched = { ...reversing, isReal: () => (asked++, true) }
    for (const faults of [{ setPassword: () => new Promise<void>(() => {}) }, { getPassword: () => new Promise<null>(() => {}) }]) {
      const vault = open(faults, watched)
      await vault.keep('lab', 'cluster:admin', 'redhatocp')
      expect(vault.state().kind).toBe('memory')
    }
    expect(asked).toBe(0)
  })

  it('keeps and reads nothing but in memory where the administrator forbids it', async () => {
    let asked = 0
    const ask = <T>(answer: T) => () => (asked++, Promise.resolve(answer))
    const keychain = { getPassword: ask('stored before'), setPassword: ask(undefined), deletePassword: ask(true), stop: () => {} }
    const vault = createVault({ dataDir: folder, log: createTestLog(), keychain, encryption: { ...reversing, isReal: () => true }, forbidsStoring: async () => true })
    expect(await vault.read('lab', 'cluster:developer')).toBeNull()
    expect(await vault.keep('lab', 'cluster:admin', 'redhatocp')).toBe(false)
    expect(await vault.read('lab', 'cluster:admin')).toBe('redhatocp')
    expect(vault.state()).toEqual({ kind: 'memory', reason: 'policy' })
    expect(asked).toBe(0)
    expect(await readdir(folder)).toEqual([])
  })

  it('still forgets, where the administrator forbids it, what was kept before that', async () => {
    await open({}).keep('lab', 'cluster:admin', 'redhatocp')
    const erased: string[][] = []
    const keychain = brokenKeychain({ deletePassword: (...which) => Promise.resolve(erased.push(which) > 0) })
    const vault = createVault({ dataDir: folder, log: createTestLog(), keychain, encryption: null, forbidsStoring: async () => true })
    await vault.forgetAll()
    expect(erased).toEqual([['Lab Companion: lab', 'cluster:admin']])
  })

  it('tells a refusal apart', async () => {
    const vault = open({ setPassword: () => Promise.reject(new Error('Prompt was dismissed')) })
    await vault.keep('lab', 'cluster:admin', 'redhatocp')
    expect(vault.state()).toEqual({ kind: 'memory', reason: 'denied' })
  })

  it('moves to the keychain what was held in memory, once the student has unlocked it', async () => {
    const kept = new Map<string, string>()
    let unlock: () => void = () => {}
    const unlocked = new Promise<void>((resolve) => (unlock = resolve))
    const vault = open({
      setPassword: async (service, account, password) => {
        await unlocked
        kept.set(`${service}/${account}`, password)
      },
    })
    expect(await vault.keep('lab', 'cluster:admin', 'redhatocp')).toBe(false)
    expect(vault.state()).toEqual({ kind: 'memory', reason: 'locked' })
    const opened = new Promise<void>((resolve) => vault.onChanged(resolve))
    unlock()
    await opened
    expect(vault.state()).toEqual({ kind: 'keychain', reason: null })
    // Reads go through the same queue as the move.
    await vault.read('lab', 'cluster:developer')
    expect(kept.get('Lab Companion: lab/cluster:admin')).toBe('redhatocp')
  })

  it('survives that the process with the keychain dies', async () => {
    const keychain = createKeychainProcess(() => startKeychainProgram(join(folder, 'missing.cjs'), {}))
    await expect(keychain.getPassword('a', 'b')).rejects.toThrow('ended with 1')
  })
})

describe('encryptionBy', () => {
  const safeStorage = (backend: string | null, isEncryptionAvailable = true) => ({
    isEncryptionAvailable: () => isEncryptionAvailable,
    ...(backend === null ? {} : { getSelectedStorageBackend: () => backend }),
    encryptString: (text: string) => Buffer.from(text),
    decryptString: (data: Buffer) => data.toString(),
  })

  it('counts the backend with the public key, and one that cannot be named, as none', () => {
    expect(encryptionBy(safeStorage('gnome_libsecret'), 'linux').isReal()).toBe(true)
    expect(encryptionBy(safeStorage('basic_text'), 'linux').isReal()).toBe(false)
    expect(encryptionBy(safeStorage(null), 'linux').isReal()).toBe(false)
    expect(encryptionBy(safeStorage(null), 'darwin').isReal()).toBe(true)
    expect(encryptionBy(safeStorage('kwallet5', false), 'linux').isReal()).toBe(false)
  })
})
