import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { AppFailure, type Announce, type FeatureHandlers, type SessionState, type TabPurpose, type TerminalTab } from '../../core/contract'
import { createTurns } from '../../core/turns'
import type { OpenClassroom } from '../classroom'
import type { Log } from '../log'
import { createJsonFile } from '../storage'
import { openClassroomSession, type ClassroomSession } from './classroom-session'
import type { StreamingConnection } from './connection'
import type { LoginTerminals } from './login'
import type { Vault } from './vault'

export interface Sessions {
  handlers: FeatureHandlers<'session'>
  /** Leaves the classroom that was open. Resolves when the identities of the new one are known; the server is asked meanwhile. */
  open(classroom: OpenClassroom | null): Promise<void>
  /** What a tab's environment needs to be somebody: KUBECONFIG, or nothing. */
  environmentFor(purpose: TabPurpose): Promise<Record<string, string>>
  /** Called with the current connection at once and after every change of identity or token. */
  onConnection(listener: (connection: StreamingConnection | null) => void): () => void
  /** A call was answered 401. */
  reportUnauthorized(user: string): void
  /** A command ended in a tab of this identity: the kubeconfig is read and the server asked again. */
  commandFinished(user: string | null): void
  /** Tabs were opened or changed: passwords of new ssh tabs are answered. */
  tabsChanged(tabs: readonly TerminalTab[]): void
  /**
   * A unit's `oc login` of somebody whose password is known is the login of the button: its certificates are looked at first, and oc's question is
   * answered. False for any other line. Rejects with AppFailure as the login does.
   */
  loginBy(user: string, lines: readonly string[]): Promise<boolean>
  dispose(): Promise<void>
}

interface SessionsOptions {
  dataDir: string
  announce: Announce
  log: Log
  vault: Vault
  forbidsNewCertificates: () => Promise<{ contact: string | null } | null>
  terminals: LoginTerminals
  /** Opens an https address in the desktop's browser. */
  openLink(url: string): Promise<void>
  /** The PATH of the terminals. */
  toolPath: () => string
  /** Proxies, and the student's own KUBECONFIG. */
  environment: NodeJS.ProcessEnv
}

const memorySchema = z.object({ usesOwnKubeconfig: z.boolean(), active: z.record(z.string(), z.string()) })

export function createSessions(options: SessionsOptions): Sessions {
  const { announce, log, vault, environment } = options
  const memory = createJsonFile({ path: join(options.dataDir, 'session.json'), schema: memorySchema, fallback: { usesOwnKubeconfig: false, active: {} }, log })
  const listeners = new Set<(connection: StreamingConnection | null) => void>()
  let remembered: z.infer<typeof memorySchema> | null = null
  let opened: OpenClassroom | null = null
  let session: ClassroomSession | null = null
  let connection: StreamingConnection | null = null
  const { inTurn, settled } = createTurns()
  let isAnnounced = false
  /** The state as the window last heard of it. */
  let told = ''

  const recall = async (): Promise<z.infer<typeof memorySchema>> => (remembered ??= await memory.read())

  const state = (): SessionState => ({
    classroom: session === null || opened === null ? null : { id: opened.classroom.id, apiUrl: opened.classroom.apiUrl },
    active: session?.active() ?? null,
    identities: session?.identities() ?? [],
    vault: vault.state(),
    usesOwnKubeconfig: remembered?.usesOwnKubeconfig ?? false,
    trust: session?.trust() ?? null,
    clockAheadMs: session?.clockAheadMs() ?? null,
  })

  const changed = (): void => {
    const next = session?.connection() ?? null
    if (next !== connection) {
      connection = next
      for (const listener of listeners) listener(next)
    }
    const active = session?.active() ?? null
    if (remembered !== null && opened !== null && active !== null && remembered.active[opened.classroom.id] !== active) {
      remembered = { ...remembered, active: { ...remembered.active, [opened.classroom.id]: active } }
      void memory.write(remembered).catch((error: unknown) => log.warn(String(error)))
    }
    // Several identities change in one go; the window needs to hear of it once.
    if (isAnnounced) return
    isAnnounced = true
    queueMicrotask(() => {
      isAnnounced = false
      const next = state()
      const text = JSON.stringify(next)
      if (text === told) return
      told = text
      announce('session', 'changed', next)
    })
  }

  const reopen = async (classroom: OpenClassroom | null): Promise<void> => {
    session?.dispose()
    session = null
    opened = classroom
    changed()
    const { usesOwnKubeconfig, active } = await recall()
    if (classroom === null) return
    session = await openClassroomSession(classroom, {
      dataDir: options.dataDir,
      log,
      vault,
      forbidsNewCertificates: await options.forbidsNewCertificates(),
      terminals: options.terminals,
      environment,
      toolPath: options.toolPath,
      ownKubeconfig: usesOwnKubeconfig ? ownKubeconfig(environment) : null,
      active: classroom.classroom.users.find(({ name }) => name === active[classroom.classroom.id])?.name ?? null,
      onChanged: changed,
    })
    changed()
  }
  const open = (classroom: OpenClassroom | null): Promise<void> => inTurn(() => reopen(classroom))

  const current = (): ClassroomSession => {
    if (session === null) throw new AppFailure({ kind: 'classroom.none' })
    return session
  }

  return {
    open,
    async environmentFor(purpose) {
      // A shell that is restored at the start waits for the classroom, or it would act on the student's own kubeconfig.
      await settled()
      const path = purpose.kind === 'shell' && purpose.user !== null ? (session?.kubeconfigFor(purpose.user) ?? null) : null
      return path === null ? {} : { KUBECONFIG: path }
    },
    onConnection(listener) {
      listeners.add(listener)
      listener(connection)
      return () => listeners.delete(listener)
    },
    reportUnauthorized: (user) => void session?.refresh(user),
    commandFinished: (user) => void (user !== null || remembered?.usesOwnKubeconfig === true ? session?.refresh(user) : undefined),
    tabsChanged: (tabs) => session?.followSsh(tabs),
    async loginBy(user, [line, ...others]) {
      return line !== undefined && others.length === 0 && session !== null && session.loginBy(user, line)
    },
    async dispose() {
      await settled()
      session?.dispose()
      session = null
      await memory.flush()
    },
    handlers: {
      calls: {
        get: state,
        login: ({ user }) => current().login(user),
        logout: ({ user }) => current().logout(user),
        activate: ({ user }) => current().activate(user),
        answerTrust: ({ id, trust }) => current().answerTrust(id, trust),
        keepPassword: ({ user, keep }) => current().keepPassword(user, keep),
        forget: ({ user }) => current().forget(user),
        async forgetAll() {
          await vault.forgetAll()
          await session?.forgetAll()
        },
        async useOwnKubeconfig({ on }) {
          remembered = { ...(await recall()), usesOwnKubeconfig: on }
          await memory.write(remembered)
          await open(opened)
        },
        openConsole: async () => options.openLink(await current().consoleUrl()),
        verify: () => current().refresh(null),
      },
      streams: {},
    },
  }
}

/** The first file of KUBECONFIG, as kubectl writes to it, else the usual place. */
function ownKubeconfig(environment: NodeJS.ProcessEnv): string {
  return environment['KUBECONFIG']?.split(':').find((path) => path !== '') ?? join(environment['HOME'] ?? homedir(), '.kube', 'config')
}
