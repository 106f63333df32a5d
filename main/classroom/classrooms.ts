import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { ClassroomFile } from '../../core/classroom'
import { AppFailure, type Announce, type Classroom, type ClassroomEntry, type ClassroomState, type FeatureHandlers, type LaunchFailure, type LocalTool, type PracticeProgress } from '../../core/contract'
import { createTurns } from '../../core/turns'
import type { Log } from '../log'
import type { Policy } from '../policy'
import { createJsonFile, writeFileAtomic } from '../storage'
import { normaliseApiUrl } from './address'
import type { GivenPassword, LoadedClassroom } from './source'
import { listSystemClassrooms, isSystemId } from './system-classrooms'
import { findTools } from './tools'

/** A classroom with what only main needs. */
export interface OpenClassroom {
  classroom: Classroom
  /** PEM of the authorities that the classroom itself vouches for. */
  ca: string | null
}

/** What a started practice classroom says of itself. */
interface PracticeAddress {
  apiUrl: string
  consoleUrl: string
  caFile: string
  users: { name: string; password: string }[]
}

/** The vault, as far as a classroom needs it. */
interface PasswordStore {
  /** Takes the passwords at once for this run and moves them to the keychain. Resolves to true when they will be there after a restart. */
  remember(classroom: string, passwords: GivenPassword[]): Promise<boolean>
  /** For "This computer has". */
  describe(): Promise<Pick<LocalTool, 'state' | 'detail'>>
}

export interface Classrooms {
  handlers: FeatureHandlers<'classroom'>
  current(): OpenClassroom | null
  onChanged(listener: (classroom: OpenClassroom | null) => void): () => void
  /** The three ways to begin. What cannot be opened is told by the state (`failure`), as there is no call to answer. */
  openFile(path: string): Promise<void>
  openPractice(): Promise<void>
  /** Opens what was open when the program ended. */
  restoreLast(): Promise<void>
  dispose(): Promise<void>
}

interface ClassroomsOptions {
  dataDir: string
  /** The classroom that the program ships for the course. */
  shippedFile: string
  /** Classroom files that the administrator gives to everybody on this computer; null where they are not to be believed. */
  systemFolder(): Promise<string | null>
  policy: Pick<Policy, 'check' | 'forbids'>
  announce: Announce
  log: Log
  passwords: PasswordStore
  startPractice(onProgress: (progress: PracticeProgress) => void): Promise<PracticeAddress>
  /** The desktop's own dialog; null when the student cancels. */
  chooseFile(): Promise<string | null>
  /** The PATH of the terminals. */
  toolPath(): string
}

/** One practice classroom per computer: its port may change, its keychain and kubeconfigs stay. */
const PRACTICE_ID = 'practice'

/** The users of the course, offered when only an address is known. */
const COURSE_USERS = [{ name: 'admin', role: 'cluster-admin' }, { name: 'developer' }, { name: 'kubeadmin', hint: "the content of the installer's kubeadmin-password file" }]

const COURSE_TITLE = 'OpenShift Virtualization'

const COURSE_UNITS = ['openshift-virtualization']

/** With the YAML reader, which the first page does not need. */
const reading = () => import('./source')

/** Looking for tools starts three programs; a page that asks again within this time gets the same answer. */
const TOOLS_FRESH_MS = 30_000

/** What is kept beside the copy of a classroom's file. */
const cardSchema = z.object({
  title: z.string(),
  kind: z.enum(['practice', 'file', 'address']),
  apiUrl: z.string(),
  /** The student's own file that this is a copy of. */
  source: z.string().nullable(),
  /** False while the source still holds passwords that reached no keychain: they are read from it again at the next start. */
  passwordsMoved: z.boolean(),
})
type Card = z.infer<typeof cardSchema>

export function createClassrooms(options: ClassroomsOptions): Classrooms {
  const { announce, log, passwords, policy } = options
  const root = join(options.dataDir, 'classrooms')
  const last = createJsonFile({ path: join(root, 'last.json'), schema: z.object({ id: z.string().nullable() }), fallback: { id: null }, log })
  const listeners = new Set<(classroom: OpenClassroom | null) => void>()
  const background = new Set<Promise<unknown>>()
  let state: ClassroomState = { kind: 'none' }
  let open: OpenClassroom | null = null
  let tools: { at: number; found: Promise<LocalTool[]> } | null = null
  // One opening after the other: of two quick clicks the later one wins, whole.
  const { inTurn, settled } = createTurns()

  const folderOf = (id: string): string => join(root, id)
  const copyOf = (id: string): string => join(folderOf(id), 'classroom.yaml')
  const cardFile = (id: string) => createJsonFile<Card | null>({ path: join(folderOf(id), 'card.json'), schema: cardSchema.nullable(), fallback: null, log })

  const show = (next: ClassroomState): ClassroomState => {
    state = next
    announce('classroom', 'changed', next)
    return next
  }
  const enter = async (next: OpenClassroom): Promise<ClassroomState> => {
    await last.write({ id: next.classroom.id })
    open = next
    const shown = show({ kind: 'open', classroom: next.classroom })
    for (const listener of listeners) listener(next)
    return shown
  }
  const leave = async (): Promise<ClassroomState> => {
    await last.write({ id: null })
    open = null
    for (const listener of listeners) listener(null)
    return show({ kind: 'none' })
  }

  /** Moves the passwords to the vault without waiting for a keychain that may be slow; the card learns when they are safe. */
  const movePasswords = (id: string, given: GivenPassword[], card: Card): void => {
    for (const { password } of given) log.hide(password)
    const moved = passwords
      .remember(id, given)
      .then((isKept) => cardFile(id).write({ ...card, passwordsMoved: isKept }))
      .catch((error: unknown) => log.warn(`the passwords of ${id} were not moved: ${String(error)}`))
      .finally(() => background.delete(moved))
    background.add(moved)
  }

  /** Writes the program's own copy of a classroom and opens it. */
  const adopt = async (id: string, loaded: LoadedClassroom, kind: 'file' | 'address', source: string | null): Promise<ClassroomState> => {
    const text = loaded.textWithoutPasswords(loaded.ca === null ? null : 'ca.crt')
    await mkdir(folderOf(id), { recursive: true, mode: 0o700 })
    if (loaded.ca !== null) await writeFileAtomic(join(folderOf(id), 'ca.crt'), loaded.ca)
    await keepPrevious(copyOf(id), text)
    await writeFileAtomic(copyOf(id), text)
    const card: Card = { title: loaded.file.title, kind, apiUrl: loaded.file.cluster.apiUrl, source, passwordsMoved: loaded.passwords.length === 0 }
    await cardFile(id).write(card)
    movePasswords(id, loaded.passwords, card)
    return enter({ classroom: describeClassroom(id, kind, loaded.file, copyOf(id)), ca: loaded.ca })
  }

  const openFile = async (path: string): Promise<ClassroomState> => {
    const managed = (await fromAdministrator()).find(({ file }) => file === path)
    if (managed !== undefined) return openManaged(managed)
    await policy.check('lockClassrooms')
    const loaded = await (await reading()).loadClassroomFile(path)
    return adopt(idOf(loaded.file), loaded, 'file', path)
  }

  const fromAdministrator = async (): ReturnType<typeof listSystemClassrooms> => listSystemClassrooms(await options.systemFolder())

  /** Always by the administrator's own file: what stands in the student's copy is only for reading. */
  const openManaged = async ({ id, file }: { id: string; file: string }): Promise<ClassroomState> => adopt(id, await (await reading()).loadClassroomFile(file), 'file', file)

  const openKnown = async (id: string): Promise<ClassroomState> => {
    const managed = (await fromAdministrator()).find((each) => each.id === id)
    if (managed !== undefined) return openManaged(managed)
    if (id !== PRACTICE_ID) await policy.check('lockClassrooms')
    const card = await cardFile(id).read()
    if (card === null) throw new AppFailure({ kind: 'classroom.none' })
    if (card.kind === 'practice') return openPractice()
    const loaded = await (await reading()).loadClassroomFile(copyOf(id))
    if (!card.passwordsMoved && card.source !== null) {
      const source = await (await reading()).loadClassroomFile(card.source).catch(() => null)
      if (source !== null) movePasswords(id, source.passwords, card)
    }
    return enter({ classroom: describeClassroom(id, card.kind, loaded.file, copyOf(id)), ca: loaded.ca })
  }

  const keepForPractice = (given: GivenPassword[]): Promise<void> => {
    for (const { password } of given) log.hide(password)
    return passwords.remember(PRACTICE_ID, given).then(() => {})
  }
  const inBackground = (work: Promise<void>): void => {
    const done = work.catch((error: unknown) => log.warn(`a password of the practice classroom is not known: ${String(error)}`)).finally(() => background.delete(done))
    background.add(done)
  }

  /** Who does the course's units in the practice classroom makes machines with the course's own guest logins. */
  const guestPasswords = async (): Promise<GivenPassword[]> => {
    const { passwords: given } = await (await reading()).loadClassroomFile(options.shippedFile)
    return given.filter(({ account }) => account.startsWith('guest:'))
  }

  const openPractice = async (): Promise<ClassroomState> => {
    await policy.check('forbidPractice')
    const before = state
    try {
      show({ kind: 'starting', progress: { line: 'Starting the practice classroom', fraction: null } })
      const address = await options.startPractice((progress) => show({ kind: 'starting', progress }))
      const ca = await (await reading()).readCertificates(address.caFile)
      if (!ca.ok) throw new AppFailure({ kind: 'practice.failed', detail: ca.message })
      await cardFile(PRACTICE_ID).write({ title: COURSE_TITLE, kind: 'practice', apiUrl: address.apiUrl, source: null, passwordsMoved: true })
      // The practice program names its passwords anew at every start, so a keychain that is slow or absent costs nothing.
      inBackground(keepForPractice(address.users.map(({ name, password }) => ({ account: `cluster:${name}`, password }))))
      inBackground(guestPasswords().then(keepForPractice))
      return await enter({ classroom: describePractice(address), ca: ca.pem })
    } catch (error) {
      show(before.kind === 'starting' ? { kind: 'none' } : before)
      throw error
    }
  }

  const connect = async (typed: string): Promise<ClassroomState> => {
    await policy.check('lockClassrooms')
    const apiUrl = normaliseApiUrl(typed)
    const title = new URL(apiUrl).hostname
    const { classroomText, loadClassroomText } = await reading()
    const text = classroomText({ title, cluster: { apiUrl }, users: COURSE_USERS, units: COURSE_UNITS })
    const id = idOf({ title, cluster: { apiUrl } })
    const known = await cardFile(id).read()
    return known === null ? adopt(id, await loadClassroomText(text, copyOf(id)), 'address', null) : openKnown(id)
  }

  /** With what each file says of itself; one that is wrong is there by its name, and opening it tells why. */
  const describeManaged = async (): Promise<ClassroomEntry[]> => {
    const found = await fromAdministrator()
    if (found.length === 0) return []
    const { loadClassroomFile } = await reading()
    return Promise.all(
      found.map(async ({ id, file, name }): Promise<ClassroomEntry> => {
        const loaded = await loadClassroomFile(file).catch(() => null)
        return { id, title: loaded?.file.title ?? name, kind: 'file', apiUrl: loaded?.file.cluster.apiUrl ?? '', managed: true }
      }),
    )
  }

  const current = (): Classroom & { file: string } => {
    if (open === null || open.classroom.file === null) throw new AppFailure({ kind: 'classroom.none' })
    return { ...open.classroom, file: open.classroom.file }
  }

  const problemsOf = (error: unknown) => {
    if (error instanceof AppFailure && error.error.kind === 'classroom.invalid') return error.error.problems
    throw error
  }

  /** No call of the window waits for these: a failure goes where the window looks when it is there. */
  const atLaunch = async (wanted: LaunchFailure['wanted'], work: () => Promise<ClassroomState>): Promise<void> => {
    try {
      await inTurn(work)
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error
      log.warn(`the classroom (${wanted.kind}) did not open: ${JSON.stringify(error.error)}`)
      const failure = { wanted, error: error.error }
      show(open === null ? { kind: 'none', failure } : { kind: 'open', classroom: open.classroom, failure })
    }
  }

  return {
    current: () => open,
    onChanged(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    openFile: (path) => atLaunch({ kind: 'file' }, () => openFile(path)),
    openPractice: () => atLaunch({ kind: 'practice' }, openPractice),
    async restoreLast() {
      const { id } = await last.read()
      if (id !== null) return atLaunch({ kind: 'known', id }, () => openKnown(id))
      // Where the administrator has prepared one classroom, nobody need look for it.
      const [only, ...others] = await fromAdministrator()
      if (only !== undefined && others.length === 0) await atLaunch({ kind: 'known', id: only.id }, () => openKnown(only.id))
    },
    async dispose() {
      await settled()
      await Promise.all(background)
      await last.flush()
    },
    handlers: {
      calls: {
        get: () => state,
        async list() {
          const ids = await readdir(root).catch(() => [])
          const cards = await Promise.all(ids.map(async (id) => ({ id, card: /^[a-z0-9-]{1,64}$/.test(id) ? await cardFile(id).read() : null })))
          const managed = await describeManaged()
          const isAllowed = !(await policy.forbids('lockClassrooms'))
          const known = cards.flatMap(({ id, card }): ClassroomEntry[] => {
            if (card === null || managed.some((each) => each.id === id) || !(isAllowed || card.kind === 'practice')) return []
            return [{ id, title: card.title, kind: card.kind, apiUrl: card.apiUrl, managed: false }]
          })
          return [...managed, ...known]
        },
        startPractice: () => inTurn(openPractice),
        async openFile() {
          const path = await options.chooseFile()
          return path === null ? state : inTurn(() => openFile(path))
        },
        openShipped: () => inTurn(() => openFile(options.shippedFile)),
        connect: ({ apiUrl }) => inTurn(() => connect(apiUrl)),
        switchTo: ({ id }) => inTurn(() => openKnown(id)),
        close: () => inTurn(leave),
        async readSource() {
          const { file } = current()
          return { file, text: await readFile(file, 'utf8') }
        },
        checkSource: async ({ text }) => (await reading()).loadClassroomText(text, current().file).then(() => [], problemsOf),
        saveSource: ({ text }) =>
          inTurn(async () => {
            await policy.check('lockClassrooms')
            const { id, kind, file } = current()
            if (isSystemId(id)) throw new AppFailure({ kind: 'policy.forbidden', lock: 'lockClassrooms', contact: null })
            try {
              const loaded = await (await reading()).loadClassroomText(text, file)
              // The id stays, whatever the text says now: keychain and kubeconfigs hang on it.
              await adopt(id, loaded, kind === 'address' ? 'address' : 'file', (await cardFile(id).read())?.source ?? null)
              return { problems: [] }
            } catch (error) {
              return { problems: problemsOf(error) }
            }
          }),
        tools() {
          if (tools === null || performance.now() - tools.at > TOOLS_FRESH_MS) tools = { at: performance.now(), found: findTools(options.toolPath()) }
          return Promise.all([tools.found, passwords.describe()]).then(([found, keychain]) => [...found, { name: 'keychain' as const, ...keychain }])
        },
      },
      streams: {},
    },
  }
}

/** Readable in a file manager, and different for two clusters of the same title. */
function idOf({ title, cluster }: { title: string; cluster: { apiUrl: string } }): string {
  const slug = title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 40)
  const mark = createHash('sha256').update(`${title}\n${cluster.apiUrl}`).digest('hex').slice(0, 8)
  return slug === '' ? mark : `${slug}-${mark}`
}

function describeClassroom(id: string, kind: 'file' | 'address', file: ClassroomFile, copy: string): Classroom {
  return {
    id,
    title: file.title,
    kind,
    apiUrl: file.cluster.apiUrl,
    consoleUrl: file.cluster.consoleUrl ?? null,
    nodes: file.cluster.nodes ?? null,
    users: file.users.map(({ name, role, hint }) => ({ name, role: role ?? null, hint: hint ?? null })),
    machines: file.machines.map(({ name, host, users }) => ({ name, host, users: users.map((user) => ({ name: user.name })) })),
    guests: file.guests.map(({ name }) => ({ name })),
    units: file.units,
    managed: isSystemId(id),
    file: copy,
  }
}

function describePractice(address: PracticeAddress): Classroom {
  return {
    id: PRACTICE_ID,
    title: COURSE_TITLE,
    kind: 'practice',
    apiUrl: address.apiUrl,
    consoleUrl: address.consoleUrl,
    nodes: { master: 3, worker: 2 },
    users: address.users.map(({ name }) => ({ name, role: COURSE_USERS.find((user) => user.name === name)?.role ?? null, hint: null })),
    machines: [],
    guests: [{ name: 'student' }, { name: 'root' }],
    units: COURSE_UNITS,
    managed: false,
    file: null,
  }
}

/** What the student changed in the program's copy survives that the original file is opened again. */
async function keepPrevious(path: string, next: string): Promise<void> {
  const previous = await readFile(path, 'utf8').catch(() => null)
  if (previous !== null && previous !== next) await writeFileAtomic(path.replace(/\.yaml$/, '.previous.yaml'), previous)
}
