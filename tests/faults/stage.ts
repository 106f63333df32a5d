import { readFile, readdir } from 'node:fs/promises'
import { request } from 'node:https'
import { join } from 'node:path'
import type { ElectronApplication, Locator, Page } from 'playwright/test'
import { electronPath, expect, expectSession, launch, type RunningApp, terminalText, treeItem } from '../e2e/app'
import { kubeconfigOf } from '../e2e/kubeconfig'
import { step } from '../e2e/lesson'
import { practiceOcOnPath, type PracticeServer, startPracticeServer, writeClassroomFile } from '../e2e/practice-server'
import type { Sight } from './fault'
import { withOwnClock } from './own-clock'
import { CLUSTER_NAME, type Room } from './room'
import { layWire, type Wire } from './wire'
import { type Desktop, startDesktop } from '../unit/main/session/keyring'

/** The program in a room of its own, a cluster at the other end of a wire, and what a student has there that may not be lost. */
export interface Stage {
  readonly app: RunningApp
  readonly page: Page
  readonly room: Room
  readonly wire: Wire
  readonly desktop: Desktop
  /** Asks the practice classroom's control, beside the wire. */
  control(method: string, path: string, body?: unknown): Promise<void>
  /** Writes a line into the open note. */
  write(what: string): Promise<void>
  /** Runs a command in the terminal in front. */
  runCommand(what: string): Promise<void>
  see(sight: Sight): Promise<void>
  /** What stands in the window. */
  glance(): Promise<Glance>
  /** Everything that was written is on disk. */
  expectKept(): Promise<void>
  /** The same, in the window too, and who was logged in is. */
  expectNothingLost(): Promise<void>
  /** The tree is as far open, the guide at the same step, and what the first and the last command printed is in what has scrolled by. */
  expectSamePlace(before: Glance): Promise<void>
  /** Starts the program anew on what it has kept, after it has ended. */
  startAgain(): Promise<void>
  end(): Promise<void>
}

const NOTE = 'What is written while something breaks'

/** A step of the guide that is not the first, which would be open by itself. */
const STEP = 'A3'

/** What a person would see, asked for by main: a page whose process has died stays dead for the test's own driver. */
interface Glance {
  /** All of it. */
  text: string
  /** The tabs in front. */
  tab: string
  /** Rows of the tree that are open. */
  branches: string[]
  /** The step that is open in the guide, by the program's word: the guide may be behind the notes. */
  step: string | null
}

export async function openStage(folder: string, room: Room): Promise<Stage> {
  const cluster = join(folder, 'cluster')
  const server: PracticeServer = await startPracticeServer(cluster, '--speed', '20', '--no-guests')
  const wire = await layWire(Number(new URL(server.apiUrl).port))
  const desktop = await startDesktop()
  await desktop.startKeyring('unlocked')
  const { DBUS_SESSION_BUS_ADDRESS = '', XDG_RUNTIME_DIR = '', XDG_DATA_HOME = '' } = desktop.environment
  const classroom = await writeClassroomFile(folder, `https://${CLUSTER_NAME}:${wire.port}`, { admin: 'redhatocp', developer: 'developer' })
  const env = { ...(await practiceOcOnPath(folder)), DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR, XDG_DATA_HOME }
  const start = (): Promise<RunningApp> =>
    launch({ executablePath: room.doorTo(electronPath, withOwnClock(folder)), userDataDir: room.data, args: ['--classroom', classroom, '--notes-dir', room.notes], env })
  let app = await start()
  const written: string[] = []
  let printed: string[] = []

  await app.page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
  await app.page.getByRole('dialog', { name: 'Trust this cluster?' }).getByRole('button', { name: 'Trust' }).click()
  await expectSession(app.page, 'Logged in as admin')
  await expect(treeItem(app.page, 'Node')).toHaveCount(5)
  await step(app.page, STEP).getByRole('button').first().click()
  await expect(step(app.page, STEP).getByRole('button').first()).toHaveAttribute('aria-expanded', 'true')
  await app.page.getByRole('tab', { name: 'Notes' }).click()
  await notesOf(app.page).getByRole('button', { name: 'New note' }).click()
  await note(app.page).click()
  await app.page.keyboard.type(`# ${NOTE}\n`)
  await expect(notesOf(app.page).getByRole('status', { name: 'Saved' })).toBeVisible()

  const expectKept = (): Promise<void> => expect.poll(() => notesOnDisk(room.outside(room.notes))).toContain(`# ${NOTE}\n${written.map((line) => `\n${line}`).join('')}`)

  return {
    get app() {
      return app
    },
    get page() {
      return app.page
    },
    room,
    wire,
    desktop,
    control: async (method, path, body) => askControl(server, await kubeconfigOf(room.outside(room.data), 'admin'), method, path, body),
    async write(what) {
      written.push(what)
      await note(app.page).click()
      await app.page.keyboard.press('Control+End')
      await app.page.keyboard.type(`\n${what}`)
    },
    async runCommand(what) {
      await terminalText(app.page).locator('.xterm:visible').click()
      await app.page.keyboard.type(`echo ${what} $((6 * 7))\n`)
      const line = `${what} 42`
      await expect(terminalText(app.page)).toContainText(line)
      printed.push(line)
    },
    glance: () => glance(app.electron),
    see: (sight) => expectSeen(app, sight),
    expectKept,
    async expectNothingLost() {
      await expectSession(app.page, 'Logged in as admin')
      await expect(treeItem(app.page, 'Node')).toHaveCount(5)
      await expect(notesOf(app.page).getByRole('status', { name: 'Saved' })).toBeVisible()
      await expectKept()
      await expect(app.page.getByRole('alert')).toHaveCount(0)
    },
    async expectSamePlace({ branches, step }) {
      await expect
        .poll(async () => {
          const now = await glance(app.electron)
          return { closed: branches.filter((name) => !now.branches.includes(name)), step: now.step }
        })
        .toEqual({ closed: [], step })
      for (const line of new Set([...printed.slice(0, 1), ...printed.slice(-1)])) {
        await expect.poll(() => isInTerminals(app.electron, line), { message: `“${line}” in what has scrolled by` }).toBe(true)
      }
    },
    async startAgain() {
      app = await start()
      // What is younger than ten seconds a kill may have taken.
      printed = printed.slice(0, 1)
      await app.page.getByRole('tab', { name: 'Notes' }).click()
    },
    async end() {
      await app.quit().catch(() => undefined)
      await wire.end()
      await server.stop()
      await desktop.stop()
    },
  }
}

function notesOf(page: Page): Locator {
  return page.getByRole('region', { name: 'Notes', exact: true })
}

function note(page: Page): Locator {
  return notesOf(page).getByRole('textbox', { name: 'Note' })
}

/** A fault may take this long to be noticed: the pulse of a connection that is silent asks every ten seconds and waits for five. */
const NOTICED_WITHIN_MS = 30_000

async function expectSeen({ page, electron }: RunningApp, { role, words }: Sight): Promise<void> {
  const told = `${role}: ${words.join(' … ')}`
  if (role === 'text' || role === 'tab') {
    await expect.poll(async () => containsAll((await glance(electron))[role], words), { message: told, timeout: NOTICED_WITHIN_MS }).toBe(true)
  } else {
    const place = words.reduce((found, word) => found.filter({ hasText: word }), page.getByRole(role))
    await expect(place.first(), told).toBeVisible({ timeout: NOTICED_WITHIN_MS })
  }
}

const containsAll = (text: string, words: readonly string[]): boolean => words.every((word) => text.includes(word))

/** A page that is changing its process answers nobody; the next question is answered. */
const GLANCE_MS = 1_000

function glance(electron: ElectronApplication): Promise<Glance> {
  return inPage(electron, LOOK, { text: '', tab: '', branches: [], step: null })
}

const LOOK = `(async () => {
  const { value } = await app.course.get()
  return {
    text: document.body.innerText,
    tab: [...document.querySelectorAll('[role=tab][aria-selected=true]')].map((tab) => tab.textContent).join('\\n'),
    branches: [...document.querySelectorAll('[role=treeitem][aria-expanded=true]')].map(({ dataset, ariaLabel }) => ariaLabel ?? dataset.name ?? ''),
    step: value.progress?.current ?? null,
  }
})()`

/** A terminal may be behind others, and its line far above: looked for as a student does. */
function isInTerminals(electron: ElectronApplication, line: string): Promise<boolean> {
  const look = `app.notes.search({ query: ${JSON.stringify(line)} }).then(({ value }) => value.others.some(({ source }) => source.kind === 'terminal'))`
  return inPage(electron, look, false)
}

/** What a script says in the page, asked by main; `silent` where the page answers nobody for the moment. */
function inPage<T>(electron: ElectronApplication, look: string, silent: T): Promise<T> {
  return electron.evaluate(
    ({ BrowserWindow }, { look, limit, silent }) =>
      Promise.race([
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(look) as Promise<unknown>,
        new Promise((resolve) => setTimeout(resolve, limit, silent)),
      ]),
    { look, limit: GLANCE_MS, silent },
  ) as Promise<T>
}

/** The text of all notes, one after the other. */
async function notesOnDisk(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.md'))
  return (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join('')
}

async function askControl(server: PracticeServer, kubeconfig: string, method: string, path: string, body: unknown): Promise<void> {
  const [token = ''] = /token: (\S+)/.exec(await readFile(kubeconfig, 'utf8'))?.slice(1) ?? []
  const ca = await readFile(server.caFile)
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const asking = request(new URL(`/practice/${path}`, server.apiUrl), { method, ca, rejectUnauthorized: false, headers: { Authorization: `Bearer ${token.replaceAll('"', '')}`, 'Content-Type': 'application/json' } })
    asking.on('response', (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode))
    })
    asking.on('error', reject)
    asking.end(body === undefined ? undefined : JSON.stringify(body))
  })
  expect(status, `${method} ${path}`).toBe(200)
}
