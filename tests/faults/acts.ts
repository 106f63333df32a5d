import { execFileSync } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type {} from '../../renderer/border'
import { expect, expectSession, type RunningApp, terminalText, treeItem } from '../e2e/app'
import { familyOf, survivors } from '../e2e/processes'
import type { ActedName } from './faults'
import { putClock, putClockAfter } from './own-clock'
import type { Stage } from './stage'

/** How a fault is caused, and how it ends where it does not end by itself. */
interface Act {
  cause(stage: Stage): Promise<void> | void
  heal(stage: Stage): Promise<void> | void
  /** Nothing can be typed into the terminal while it lasts. */
  leavesNoShell?: true
  /**
   * When something is written and run: while it lasts, or just before where there is no window then. `never`: what was written before is what
   * counts.
   */
  work?: 'before' | 'never'
  /** The window goes on, but no test can drive it any more: what is not lost shows on the disk, and nothing can come after it. */
  losesTheDriver?: true
}

const API = ['/api', '/version']

/** Trouble for every request, that of watches that are open, too. */
const answering = (trouble: object): Act => ({
  async cause({ control }) {
    await control('PUT', 'trouble', API.map((path) => ({ path, ...trouble })))
    await control('DELETE', 'watches')
  },
  heal: ({ control }) => control('DELETE', 'trouble'),
})

const weather = (kind: 'reset' | 'silent'): Act => ({
  cause: ({ wire }) => wire.set(kind),
  heal: ({ wire }) => wire.set('fair'),
})

const HOUR_SECONDS = 3_600
/** Stopping all processes takes some milliseconds, on a busy computer a hundred. */
const ASLEEP_WITHIN_MS = 500
const DAY_SECONDS = 24 * HOUR_SECONDS

/** The tree is not only called live: what happens now is in it within seconds, and what is over again. */
async function expectNews({ control, page }: Stage): Promise<void> {
  const row = treeItem(page, 'Node', 'worker02')
  await control('PUT', 'silence/worker02')
  await expect(row).not.toHaveAttribute('data-status', 'Ready')
  await control('DELETE', 'silence/worker02')
  await expect(row).toHaveAttribute('data-status', 'Ready')
}

export const acts: Record<ActedName, Act> = {
  reset: weather('reset'),
  silent: weather('silent'),
  halfOpen: {
    async cause(stage) {
      // A question over a connection that is kept for the next one, as there is one whenever somebody has worked.
      await openEvents(stage)
      stage.wire.set('half open')
      // It stays so: what is seen of this has come over connections that the program has opened by itself.
      await stage.control('PUT', 'silence/worker02')
    },
    async heal({ wire, control }) {
      await control('DELETE', 'silence/worker02')
      wire.set('fair')
    },
  },
  slow: {
    async cause(stage) {
      stage.wire.set('slow')
      // Something that nobody has asked for yet, and that only the server can say.
      await openEvents(stage)
    },
    async heal({ wire, page }) {
      await expect(page.getByRole('alert')).toHaveCount(0)
      wire.set('fair')
    },
  },
  names: {
    cause({ room, wire }) {
      room.setNameKnown(false)
      // What is connected needs no name any more.
      wire.set('reset')
    },
    heal({ room, wire }) {
      room.setNameKnown(true)
      wire.set('fair')
    },
  },
  gone: answering({ status: 410 }),
  forbidden: {
    async cause({ control }) {
      await control('PUT', 'trouble', [{ path: '/apis/kubevirt.io', status: 403 }])
      await control('DELETE', 'watches')
    },
    heal: ({ control }) => control('DELETE', 'trouble'),
  },
  busy: answering({ status: 429, retryAfterSeconds: 1 }),
  broken: answering({ status: 500 }),
  nonsense: answering({ body: 'invalid' }),
  expired: {
    cause: answering({ status: 401 }).cause,
    async heal({ control, page }) {
      await control('DELETE', 'trouble')
      await page.getByRole('alert').getByRole('button', { name: 'Log in as admin again' }).click()
    },
  },
  certificate: {
    async cause({ control, page }) {
      await control('PUT', 'certificate/api')
      const question = page.getByRole('dialog', { name: 'Trust this cluster?' })
      await expect(question).toContainText('has changed')
      await question.getByRole('button', { name: 'Cancel' }).click()
    },
    heal: ({ control }) => control('DELETE', 'certificate/api'),
  },
  clock: {
    cause: ({ app }) => putClock(app.electron, DAY_SECONDS),
    async heal(stage) {
      // Something is told by the wrong clock, which the right one is not to wait for: time runs backwards by a day.
      await expectNews(stage)
      await putClock(stage.app.electron, 0)
      await expectNews(stage)
    },
  },
  clockBehind: {
    async cause({ app, wire }) {
      await putClock(app.electron, -DAY_SECONDS)
      // What is open goes on; what is opened anew meets the certificate.
      wire.set('half open')
    },
    async heal(stage) {
      stage.wire.set('fair')
      await putClock(stage.app.electron, 0)
      await expectNews(stage)
    },
  },
  sleep: {
    async cause({ app, wire, control }) {
      const family = await familyOf(app.electron.process().pid ?? 0)
      await putClockAfter(app.electron, ASLEEP_WITHIN_MS, HOUR_SECONDS)
      for (const { pid } of family) process.kill(pid, 'SIGSTOP')
      wire.set('half open')
      await control('PUT', 'silence/worker02')
      await new Promise((resolve) => setTimeout(resolve, 2 * ASLEEP_WITHIN_MS))
      for (const { pid } of family.reverse()) process.kill(pid, 'SIGCONT')
    },
    async heal({ app, control, wire }) {
      wire.set('fair')
      await control('DELETE', 'silence/worker02')
      await putClock(app.electron, 0)
    },
  },
  notesFull: {
    cause: ({ room }) => fill(room.outside(room.notes)),
    heal: ({ room }) => room.run('rm', join(room.notes, FILLER)),
  },
  dataFull: {
    async cause({ room, page }) {
      await fill(room.outside(room.data))
      await page.getByRole('button', { name: 'Log in as developer', exact: true }).click()
      // Until then oc has the terminal.
      await expect(page.getByRole('alert').filter({ hasText: 'could not be used' })).toBeVisible()
    },
    async heal({ room, page }) {
      room.run('rm', join(room.data, FILLER))
      await page.getByRole('alert').filter({ hasText: 'could not be used' }).getByRole('button', { name: 'Try again' }).click()
      await expectSession(page, 'Logged in as developer')
      await page.getByRole('group', { name: 'Users' }).getByRole('button', { name: /admin/ }).click()
    },
  },
  readOnlyHome: {
    cause({ room }) {
      // Over itself: what is open in it for writing forbids to change the mount that is there.
      for (const folder of [room.data, room.notes]) {
        room.run('mount', '--bind', folder, folder)
        room.run('mount', '-o', 'remount,bind,ro', folder)
      }
    },
    heal: ({ room }) => [room.data, room.notes].forEach((folder) => room.run('umount', '--lazy', folder)),
  },
  shell: {
    async cause({ app }) {
      const family = await familyOf(app.electron.process().pid ?? 0)
      const all = execFileSync('ps', ['-o', 'pid=,args=', '-p', family.map(({ pid }) => pid).join(',')], { encoding: 'utf8' })
      const shells = new Set([...all.matchAll(/^ *(\d+) \S*bash --init-file/gm)].map(([, pid]) => Number(pid)))
      // The terminal in front was opened last; numbers of processes begin again from below.
      const [last] = family.filter(({ pid }) => shells.has(pid)).sort((a, b) => Number(b.startTime) - Number(a.startTime))
      if (last === undefined) throw new Error('no shell of the program was found')
      process.kill(last.pid, 'SIGKILL')
    },
    leavesNoShell: true,
    heal: ({ page }) => page.getByRole('button', { name: 'Start again' }).click(),
  },
  terminals: {
    async cause({ room, page }) {
      room.run('mount', '-o', 'remount,max=1', '/dev/pts')
      await page.getByRole('button', { name: 'New terminal' }).click()
    },
    async heal({ room, page }) {
      room.run('mount', '-o', 'remount,max=64', '/dev/pts')
      await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click()
    },
  },
  gpu: {
    async cause({ app }) {
      const before = await graphicsProcess(app)
      process.kill(before ?? 0, 'SIGKILL')
      await expect.poll(async () => ![undefined, before].includes(await graphicsProcess(app))).toBe(true)
    },
    heal: () => undefined,
  },
  keyring: {
    async cause({ page, desktop }) {
      await page.evaluate(() => window.app.session.logout({ user: 'developer' }))
      desktop.lockKeyring()
      await page.getByRole('button', { name: 'Log in as developer', exact: true }).click()
      await expect(terminalText(page)).toContainText('Password:')
    },
    leavesNoShell: true,
    async heal({ page, desktop }) {
      await terminalText(page).locator('.xterm:visible').click()
      await page.keyboard.press('Control+C')
      await page.getByRole('alert').filter({ hasText: 'was cancelled' }).getByRole('button', { name: 'Dismiss' }).click()
      await desktop.startKeyring('unlocked')
      // What follows needs a terminal whose text is older than the ten seconds that a kill may cost.
      await terminalText(page).getByRole('tab').first().click()
    },
  },
  main: {
    work: 'never',
    async cause(stage) {
      await openEvents(stage)
      await expect.poll(() => readFile(stage.room.outside(join(stage.room.data, 'layout.json')), 'utf8').catch(() => '')).toMatch(/rhel9-web[^]*events/)
      const main = stage.app.electron.process().pid ?? 0
      // The text of the terminal in front, whose first command was the login: what is younger than ten seconds a kill may cost.
      await expect.poll(() => textsIn(stage.room.outside(join(stage.room.data, 'terminal', 'scroll-back')))).toContain('oc login -u admin')
      const family = await familyOf(main)
      process.kill(main, 'SIGKILL')
      await expect.poll(() => survivors(family)).toEqual([])
      await stage.startAgain()
    },
    heal: () => undefined,
  },
  renderer: {
    work: 'before',
    losesTheDriver: true,
    async cause(stage) {
      await openEvents(stage)
      await stage.expectNothingLost()
      const pid = await stage.app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId())
      process.kill(pid ?? 0, 'SIGKILL')
    },
    // The note and the terminal, too.
    heal: ({ see }) => see({ role: 'text', words: ['\nrenderer', 'renderer 42'] }),
  },
}

async function openEvents({ page }: Stage): Promise<void> {
  await treeItem(page, 'VirtualMachine', 'rhel9-web').first().dblclick()
  await page.getByRole('tab', { name: 'Events', exact: true }).click()
}

const graphicsProcess = ({ electron }: RunningApp): Promise<number | undefined> =>
  electron.evaluate(({ app }) => app.getAppMetrics().find(({ type }) => type === 'GPU')?.pid)

/** Of all files of a folder, one after the other; empty where there is no such folder. */
async function textsIn(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => [])
  return (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join('\n')
}

const FILLER = 'filler'

/** Writes until the disk takes no more, which is its own error. */
async function fill(disk: string): Promise<void> {
  const piece = Buffer.alloc(256 * 1024)
  const isTaken = (): Promise<boolean> => writeFile(join(disk, FILLER), piece, { flag: 'a' }).then(() => true, () => false)
  while (await isTaken());
}
