import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { Announce, Identity, SessionState } from '../../../../core/contract'
import { createSessions, createVault, type ClusterConnection, type LoginTerminals, type Sessions, type Vault } from '../../../../main/session'
import type { PromptedCommand } from '../../../../main/session/prompts'
import { createTerminals, type Terminals } from '../../../../main/terminal'
import { createTestLog, type TestLog } from './servers'

export interface Window {
  bin: string
  sessions: Sessions
  terminals: Terminals
  vault: Vault
  log: TestLog
  /** What the window was told of the session, in order. */
  readonly announced: readonly unknown[]
  connections: (ClusterConnection | null)[]
  opened: string[]
  /** Resolves with the first state that fits, the present one included. */
  until(fits: (state: SessionState) => boolean): Promise<SessionState>
  identity(user: string): Identity
  /** The last command that a login has run. */
  lastRun(): { tab: string; command: PromptedCommand } | null
  close(): Promise<void>
}

interface WindowOptions {
  withOc?: boolean
  environment?: NodeJS.ProcessEnv
  hostOf?: (machine: string) => string | null
  forbidsNewCertificates?: { contact: string } | null
}

/** All of main that a login meets: real terminals with real shells, a real server, and the vault without a keychain. */
export async function openWindow(folder: string, { withOc = true, environment = {}, hostOf = () => null, forbidsNewCertificates = null }: WindowOptions = {}): Promise<Window> {
  const bin = join(folder, 'bin')
  await mkdir(bin, { recursive: true })
  if (withOc) {
    await symlink(join(import.meta.dirname, 'oc-stand-in.mjs'), join(bin, 'oc')).catch(() => {})
  }
  const log = createTestLog()
  const waiting = new Set<() => void>()
  const announced: unknown[] = []
  const announce: Announce = (feature, _name, payload) => {
    if (feature !== 'session') return
    announced.push(payload)
    for (const look of [...waiting]) look()
  }
  const keychain = { getPassword: () => Promise.reject(new Error('no service')), setPassword: () => Promise.reject(new Error('no service')), deletePassword: () => Promise.reject(new Error('no service')), stop: () => {} }
  const vault = createVault({ dataDir: folder, log, keychain, encryption: null })
  const path = `${bin}${delimiter}${process.env['PATH'] ?? ''}`
  const all: NodeJS.ProcessEnv = { HOME: join(folder, 'home'), SSL_CERT_FILE: join(folder, 'no-authorities'), ...environment }
  await mkdir(join(folder, 'home'), { recursive: true })
  // The system's own start file sets PATH anew, so the student's has to add to it.
  await writeFile(join(folder, 'home', '.bash_profile'), `export PATH='${path}'\n`)
  const terminals = createTerminals({
    dataDir: folder,
    announce,
    log,
    environmentFor: async (purpose) => ({ HOME: join(folder, 'home'), SHELL: '/bin/bash', PATH: path, ...(await sessions.environmentFor(purpose)) }),
    identityName: ({ user }) => user ?? '',
    hostOf,
    classroom: () => null,
  })
  let run: { tab: string; command: PromptedCommand } | null = null
  const watched: LoginTerminals = {
    follow: terminals.follow,
    openShell: terminals.openShell,
    async openPrompt(user) {
      const prompt = await terminals.openPrompt(user)
      return {
        run(line) {
          run = { tab: prompt.tab.id, command: prompt.run(line) }
          return run.command
        },
      }
    },
  }
  const opened: string[] = []
  const sessions: Sessions = createSessions({ dataDir: folder, announce, log, vault, forbidsNewCertificates: async () => forbidsNewCertificates, terminals: watched, openLink: async (url) => void opened.push(url), toolPath: () => path, environment: all })
  terminals.onCommandFinished(({ tab }) => sessions.commandFinished(tab.purpose.kind === 'shell' ? tab.purpose.user : null))
  const connections: (ClusterConnection | null)[] = []
  sessions.onConnection((connection) => connections.push(connection))
  const get = (): SessionState => sessions.handlers.calls.get(undefined) as SessionState
  let isClosed = false
  const window: Window = {
    bin,
    sessions,
    terminals,
    vault,
    log,
    announced,
    connections,
    opened,
    until: (fits) =>
      new Promise((resolve) => {
        const look = (): void => {
          const state = get()
          if (!fits(state)) return
          waiting.delete(look)
          resolve(state)
        }
        waiting.add(look)
        look()
      }),
    identity(user) {
      const found = get().identities.find((identity) => identity.user === user)
      if (found === undefined) throw new Error(`no ${user}`)
      return found
    },
    lastRun: () => run,
    async close() {
      if (isClosed) return
      isClosed = true
      await terminals.dispose()
      await sessions.dispose()
    },
  }
  return window
}

export const call = (window: Window) => window.sessions.handlers.calls
export const stateOf = (state: SessionState, user: string) => state.identities.find((identity) => identity.user === user)?.state

/** Types into the tab in which a command was run, once a program waits there without echo. */
export async function typeAtPrompt(window: Window, data: string, run = window.lastRun()): Promise<void> {
  const { tab, command } = run ?? (await waitFor(() => window.lastRun()))
  const source = await window.terminals.handlers.streams.attach({ id: tab, cols: 80, rows: 24 }, { send: () => {}, end: () => {}, flowing: true, onFlow: () => {} })
  await waitFor(async () => ((await command.echoIsOff()) ? true : null))
  source.receive({ type: 'input', data })
}

/** A condition that announces itself nowhere, such as a text on a screen. */
export async function waitFor<T>(look: () => T | null | Promise<T | null>): Promise<T> {
  const deadline = Date.now() + 15_000
  for (;;) {
    const found = await look()
    if (found !== null) return found
    if (Date.now() > deadline) throw new Error('waited 15 s in vain')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
