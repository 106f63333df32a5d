import { randomBytes } from 'node:crypto'
import { access } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { AppFailure, type Announce, type FeatureHandlers, type FinishedRun, type LinesRun, type TabClassroom, type TabPurpose, type TerminalTab } from '../../core/contract'
import { resetAfter } from '../../core/terminal'
import { createTurns } from '../../core/turns'
import type { Log } from '../log'
import { buildEnvironment } from './environment'
import type { RunningCommand } from './running-command'
import { findOnPath, findShell, launchShell, launchSsh, writeIntegration } from './shell'
import { createTab, type Tab, type TabRecord } from './tab'
import { createTabFiles } from './tab-files'
import { createEchoReader } from './tty'

export interface Terminals {
  handlers: FeatureHandlers<'terminal'>
  list(): TerminalTab[]
  /** What has scrolled by in each. */
  texts: () => { tab: string; title: string; text: string }[]
  /**
   * A shell of this identity that stands at a fresh prompt: an idle one, else an untouched tab that is nobody's yet is taken over, else a new tab.
   * Brings it to front. Rejects with terminal.failed when no prompt comes in time.
   */
  openPrompt(user: string): Promise<{ tab: TerminalTab; run(line: string): RunningCommand }>
  /**
   * Types command lines into such a shell, one after the other, and stops at the first that fails. Resolves when the last has ended, with its
   * status: null when the shell ended or reports none. Rejects with terminal.failed when a line cannot be typed.
   */
  runLines(user: string, lines: readonly string[]): Promise<LinesRun>
  /** The same shell without a command to run, for a login that was none of `oc`. */
  openShell(user: string): Promise<void>
  /** The process of an ssh tab, from its first word, while it runs. */
  follow(tab: string): RunningCommand | null
  /** Called after tabs came, went or changed, once for what changes together. */
  onChanged(listener: (tabs: TerminalTab[]) => void): void
  /** `command` is empty where the shell keeps the line to itself; `exit` is null where it reports none. */
  onCommandFinished(listener: (finished: FinishedInTab) => void): () => void
  /** Ends every process, saves tabs and scroll-back. */
  dispose(): Promise<void>
}

export interface FinishedInTab extends FinishedRun {
  tab: TerminalTab
}

export interface TerminalsOptions {
  dataDir: string
  announce: Announce
  log: Log
  /** Merged over the cleaned environment of the program. */
  environmentFor(purpose: TabPurpose): Promise<Record<string, string>>
  identityName(purpose: TabPurpose): string
  /** Address of a classroom machine; null when the classroom has none of that name. */
  hostOf(machine: string): string | null
  /** The open classroom, in which a process that starts now will act. */
  classroom(): TabClassroom | null
}

// A killed program loses at most this much of the scroll-back; writing 2 MB more often would keep a disk busy under a flood.
const SAVE_TEXT_MS = 10_000

export function createTerminals(options: TerminalsOptions): Terminals {
  const { announce, log } = options
  const folder = join(options.dataDir, 'terminal')
  const integrationFolder = join(folder, 'integration')
  const files = createTabFiles(folder, log)
  const echo = createEchoReader()
  const tabs = new Map<string, Tab>()
  const unsavedText = new Set<string>()
  const changedListeners = new Set<(tabs: TerminalTab[]) => void>()
  const finishedListeners = new Set<(finished: FinishedInTab) => void>()
  // Tabs that an openPrompt has chosen and not yet used: two logins at once must not share one.
  const reserved = new Set<string>()
  // What each running shell was given by environmentFor: one that began in another classroom must not get this one's login.
  const given = new Map<string, string>()
  // The first shell, while nobody has asked for it: it is whose login is the likeliest, and anybody else's who comes first.
  let starter: string | null = null
  let announcing = false
  let saveTimer: NodeJS.Timeout | null = null
  // Choosing and opening tabs happens one after the other: between looking for a free tab and reserving it, another login must not look, and
  // the window's first shell must not come beside the login's.
  const { inTurn } = createTurns()
  let disposing: Promise<void> | null = null

  const list = (): TerminalTab[] => [...tabs.values()].map((tab) => tab.describe())

  const saveTabs = (): void => {
    files.saveTabs([...tabs.values()].map((tab) => tab.record)).catch((problem: unknown) => log.warn(`terminal tabs are not saved: ${String(problem)}`))
  }

  const saveTexts = async (): Promise<void> => {
    const due = [...unsavedText].flatMap((id) => tabs.get(id) ?? [])
    unsavedText.clear()
    await Promise.all(
      due.map((tab) =>
        files.saveText(tab.id, tab.text()).catch((problem: unknown) => {
          log.warn(`scroll-back of ${tab.id} is not saved: ${String(problem)}`)
          saveTextLater(tab.id)
        }),
      ),
    )
  }
  const saveTextLater = (id: string): void => {
    unsavedText.add(id)
    if (disposing) return
    saveTimer ??= setTimeout(() => {
      saveTimer = null
      void saveTexts()
    }, SAVE_TEXT_MS)
  }

  const changed = (): void => {
    if (announcing || disposing) return
    announcing = true
    // One message for what changes together.
    setImmediate(() => {
      announcing = false
      if (disposing) return
      const described = list()
      announce('terminal', 'changed', described)
      for (const listener of changedListeners) listener(described)
      saveTabs()
    })
  }

  const launch = async ({ id, cwd }: TabRecord, purpose: TabPurpose, nonce: string) => {
    const extra = await options.environmentFor(purpose)
    const classroom = options.classroom()
    const environment = buildEnvironment(process.env, extra)
    given.set(id, JSON.stringify(extra))
    const home = environment['HOME'] ?? homedir()
    const directory = cwd !== null && (await exists(cwd)) ? cwd : (await exists(home)) ? home : '/'
    if (purpose.kind === 'shell') {
      await scripts
      const shell = await findShell(environment)
      const identity = purpose.user === null ? null : options.identityName(purpose)
      return { ...launchShell(shell, { folder: integrationFolder, nonce, identity, environment }), cwd: directory, classroom }
    }
    const ssh = await findOnPath('ssh', environment['PATH'])
    if (ssh === null) throw new AppFailure({ kind: 'local.sshMissing' })
    const host = options.hostOf(purpose.machine)
    if (host === null) throw new AppFailure({ kind: 'terminal.failed', detail: `This classroom has no machine named ${purpose.machine}.` })
    return { ...launchSsh(ssh, purpose.user, host, environment), cwd: directory, classroom }
  }

  const addTab = (record: TabRecord, restored = ''): Tab => {
    const tab: Tab = createTab({
      record,
      restored,
      echo,
      launch: (purpose, nonce) => launch(tab.record, purpose, nonce),
      onChanged: changed,
      onOutput: () => saveTextLater(tab.id),
      onFinished(finished) {
        const { id: tabId, purpose } = tab.record
        announce('terminal', 'commandFinished', { tab: tabId, purpose, ...finished })
        finishedListeners.forEach((listener) => listener({ tab: tab.describe(), ...finished }))
      },
    })
    tabs.set(tab.id, tab)
    return tab
  }

  const titleFor = (purpose: TabPurpose, own: string | null): string => {
    const base = (purpose.kind === 'ssh' ? purpose.machine : purpose.user === null ? 'shell' : options.identityName(purpose)) || 'shell'
    const taken = new Set([...tabs.values()].filter((tab) => tab.id !== own).map((tab) => tab.record.title))
    let title = base
    for (let number = 2; taken.has(title); number += 1) title = `${base} ${number}`
    return title
  }

  const open = async (purpose: TabPurpose, beside: Tab | null): Promise<Tab> => {
    const id = randomBytes(8).toString('hex')
    const tab = addTab({
      id,
      group: beside?.record.group ?? id,
      title: titleFor(purpose, null),
      purpose,
      seal: randomBytes(16).toString('hex'),
      cwd: beside?.record.cwd ?? null,
    })
    try {
      await tab.start()
    } catch (problem) {
      tabs.delete(id)
      throw problem
    }
    changed()
    return tab
  }

  const scripts = writeIntegration(integrationFolder).catch((problem: unknown) => {
    // Shells start without them, only unmarked.
    log.warn(`shell integration is not written: ${String(problem)}`)
  })

  const restored = files.load().then(
    ({ savedAt, tabs: saved }) => {
      for (const { record, text } of saved) addTab(record, text === '' ? '' : `${text}${resetAfter(text)}${restoredLine(savedAt)}`)
    },
    (problem: unknown) => log.warn(`terminal tabs do not come back: ${String(problem)}`),
  )

  const find = async (id: string): Promise<Tab> => {
    await restored
    const tab = tabs.get(id)
    if (!tab) throw new AppFailure({ kind: 'terminal.gone' })
    return tab
  }

  const chooseFor = async (user: string): Promise<Tab> => {
    const purpose: TabPurpose = { kind: 'shell', user }
    const take = (tab: Tab): Tab => {
      reserved.add(tab.id)
      if (tab.id === starter) starter = null
      return tab
    }
    const free = [...tabs.values()].filter((tab) => tab.record.purpose.kind === 'shell' && !reserved.has(tab.id))
    const wanted = JSON.stringify(await options.environmentFor(purpose))
    const own = free.find((tab) => isShellOf(tab.record.purpose, user) && tab.isFresh() && (given.get(tab.id) ?? wanted) === wanted)
    if (own) return take(own)
    const spare = free.find((tab) => (isShellOf(tab.record.purpose, null) || tab.id === starter) && tab.isUntouched())
    if (!spare) return take(await open(purpose, null))
    take(spare)
    await spare.restart({ purpose, title: titleFor(purpose, spare.id) })
    return spare
  }

  /** The tab stays reserved until its line is run. */
  const bringUp = async (user: string): Promise<Tab> => {
    await restored
    const tab = await inTurn(() => chooseFor(user))
    try {
      await tab.start()
    } catch (problem) {
      reserved.delete(tab.id)
      throw problem
    }
    announce('terminal', 'focused', { id: tab.id })
    return tab
  }

  const openPrompt: Terminals['openPrompt'] = async (user) => {
    const tab = await bringUp(user)
    try {
      await tab.waitForPrompt()
    } catch (problem) {
      reserved.delete(tab.id)
      throw problem
    }
    return {
      tab: tab.describe(),
      run(line) {
        reserved.delete(tab.id)
        return tab.run(line)
      },
    }
  }

  const runLines = async (user: string, lines: readonly string[]): Promise<LinesRun> => {
    const prompt = await openPrompt(user)
    const tab = await find(prompt.tab.id)
    for (const [index, line] of lines.entries()) {
      const { exit } = await (index === 0 ? prompt : tab).run(line).finished
      if (exit !== 0 || index === lines.length - 1) return { tab: tab.id, done: exit === 0 ? index + 1 : index, exit }
      // The next line goes on where this one has left off, unless the student has begun to type there.
      await tab.waitForPrompt()
      if (!tab.isFresh()) throw new AppFailure({ kind: 'terminal.failed', detail: `Something was typed between the commands: ${lines.length - index - 1} of them were not run.` })
    }
    return { tab: tab.id, done: 0, exit: null }
  }

  return {
    handlers: {
      calls: {
        run: ({ user, lines }) => runLines(user, lines),
        async begin({ user }) {
          await restored
          await inTurn(async () => {
            if (tabs.size === 0) starter = (await open({ kind: 'shell', user }, null)).id
          })
          return list()
        },
        async create({ purpose, beside }) {
          await restored
          const tab = await open(purpose, beside === undefined ? null : await find(beside))
          announce('terminal', 'focused', { id: tab.id })
          return tab.describe()
        },
        async restart({ id }) {
          const tab = await find(id)
          await tab.restart()
          return tab.describe()
        },
        async close({ id }) {
          const tab = await find(id)
          tabs.delete(id)
          given.delete(id)
          unsavedText.delete(id)
          await tab.end()
          await files.forget(id)
          changed()
        },
      },
      streams: {
        async attach({ id, cols, rows }, down) {
          const tab = await find(id)
          const source = tab.attach({ cols, rows }, down)
          // A restored shell begins when somebody looks at it; ssh asks for a password, so it waits for the button.
          if (tab.describe().state.kind === 'running') {
            await tab.start().catch((problem: unknown) => {
              source.dispose()
              throw problem
            })
          }
          return source
        },
      },
    },
    list,
    texts: () => [...tabs.values()].map((tab) => ({ tab: tab.id, title: tab.record.title, text: tab.text() })),
    onChanged: (listener) => void changedListeners.add(listener),
    openPrompt,
    runLines,
    async openShell(user) {
      reserved.delete((await bringUp(user)).id)
    },
    follow: (id) => tabs.get(id)?.follow() ?? null,
    onCommandFinished(listener) {
      finishedListeners.add(listener)
      return () => finishedListeners.delete(listener)
    },
    dispose() {
      disposing ??= (async () => {
        await Promise.all([restored, scripts])
        echo.dispose()
        if (saveTimer) clearTimeout(saveTimer)
        const records = [...tabs.values()].map((tab) => tab.record)
        await Promise.all([...tabs.values()].map((tab) => tab.end()))
        await saveTexts()
        await files.saveTabs(records).catch((problem: unknown) => log.warn(`terminal tabs are not saved: ${String(problem)}`))
      })()
      return disposing
    },
  }
}

function isShellOf(purpose: TabPurpose, user: string | null): boolean {
  return purpose.kind === 'shell' && purpose.user === user
}

function restoredLine(savedAt: string): string {
  const when = new Date(savedAt)
  const told = Number.isNaN(when.getTime()) ? '' : ` of ${when.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}`
  return `\r\n\x1b[2mRestored: the earlier session${told}. A new shell follows.\x1b[0m\r\n`
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
