import { execFile, execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { _electron, type ElectronApplication, expect, type Locator, type Page, test as base } from 'playwright/test'

const run = promisify(execFile)

/** Asked for as anybody outside would ask for it. */
export const electronPath = execFileSync(process.execPath, ['scripts/electron-path.mjs'], { encoding: 'utf8' }).trim()

export interface RunningApp {
  electron: ElectronApplication
  page: Page
  userDataDir: string
  /** All that main has written to its standard error, for a failure's report. */
  said(): string
  /** Quits as a student does and waits until every process of the program is gone. */
  quit(): Promise<void>
}

export interface LaunchOptions {
  args?: string[]
  userDataDir: string
  env?: Record<string, string>
  /** Of the program that starts Electron; without it Electron itself. */
  executablePath?: string
}

/** Starts the built program as acceptance does and waits for its window. */
export async function launch({ args = [], userDataDir, env = {}, executablePath = electronPath }: LaunchOptions): Promise<RunningApp> {
  // A student who has just arrived: the developer's own start files and kubeconfig are not what is tested.
  const home = join(userDataDir, 'home')
  await mkdir(home, { recursive: true })
  const electron = await _electron.launch({
    executablePath,
    args: ['.', '--user-data-dir', userDataDir, ...args],
    env: { ...(process.env as Record<string, string>), HOME: home, ...env },
  })
  let stderr = ''
  electron.process().stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8')
  })
  const page = await electron.firstWindow()
  return { electron, page, userDataDir, said: () => stderr, quit: () => electron.close() }
}

/** Starts the program once more on the same user data, as a double click on a file does; resolves when that second start has handed over and ended. */
export async function startAgain({ userDataDir }: Pick<RunningApp, 'userDataDir'>, file: string): Promise<void> {
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  await run(electronPath, [...root, '.', '--user-data-dir', userDataDir, file], { timeout: 30_000 })
}

interface WorkerFixtures {
  /** Of the worker's own: display, clipboard and keyring are what two programs at once would take from each other. */
  desktop: void
}

interface Fixtures {
  userDataDir: string
  /** Launches on this test's own user data; whatever still runs at the end is quit. */
  start(options?: Partial<LaunchOptions>): Promise<RunningApp>
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  desktop: [
    async ({}, use) => {
      // Its module waits at its top level, which `require`, into which Playwright turns imports, cannot do.
      const { withDesktop } = await import('../../scripts/desktop.mjs')
      await withDesktop((env) => (Object.assign(process.env, env), use()))
    },
    { scope: 'worker', auto: true },
  ],
  userDataDir: async ({}, use) => {
    const dir = await mkdtemp(join(tmpdir(), 'lab-companion-e2e-'))
    await use(dir)
    await rm(dir, { recursive: true, force: true })
  },
  start: async ({ userDataDir }, use, info) => {
    const started: RunningApp[] = []
    await use(async (options = {}) => {
      const app = await launch({ userDataDir, ...options })
      started.push(app)
      return app
    })
    for (const [index, app] of started.entries()) {
      if (info.status !== info.expectedStatus) {
        await info.attach(`main-${index}.txt`, { body: app.said() })
        if (!app.page.isClosed()) await info.attach(`window-${index}.png`, { body: await app.page.screenshot().catch(() => Buffer.alloc(0)) })
      }
      await app.quit().catch(() => {})
    }
  },
})

/** The text that stands in the terminals, as a person would read it. */
export function terminalText(page: Page): Locator {
  return page.getByRole('region', { name: 'Terminal' })
}

/** Types a command into the visible terminal, followed by Enter. */
export async function type(page: Page, command: string): Promise<void> {
  await terminalText(page).locator('.xterm-helper-textarea:visible, .xterm-helper-textarea').last().focus()
  await page.keyboard.type(command)
  await page.keyboard.press('Enter')
}

export function treeItem(page: Page, kind: string, name?: string): Locator {
  const rows = page.getByRole('tree', { name: 'Cluster' }).locator(`[role="treeitem"][data-kind="${kind}"]`)
  return name === undefined ? rows : rows.and(page.locator(`[data-name="${name}"]`))
}

export async function expectSession(page: Page, text: string | RegExp): Promise<void> {
  await expect(page.getByRole('status', { name: 'Session' })).toContainText(text)
}

export { expect }
