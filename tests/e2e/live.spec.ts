import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Locator, Page } from 'playwright/test'
import { expect, expectSession, startAgain, test, terminalText, treeItem, type } from './app'
import { kubeconfigOf } from './kubeconfig'
import { familyOf } from './processes'
import { startPracticeServer, practiceOcOnPath, writeClassroomFile } from './practice-server'
import { startRelay } from './relay'

const run = promisify(execFile)

async function logIn(page: Page, user: string): Promise<void> {
  await page.getByRole('button', { name: `Log in as ${user}`, exact: true }).click()
  await expectSession(page, `Logged in as ${user}`)
}

test('a logout, another login and a dead token are noticed, whoever caused them', async ({ start, userDataDir }) => {
  const { page } = await start({ args: ['--practice'] })
  await logIn(page, 'admin')
  await expect(treeItem(page, 'Node')).toHaveCount(5)

  await test.step('oc logout, typed by hand', async () => {
    await type(page, 'oc logout')
    await expectSession(page, 'Not logged in')
  })

  await test.step('oc login with a token that dies', async () => {
    await logIn(page, 'admin')
    await type(page, 'clear; oc delete oauthaccesstoken --all; oc get nodes')
    await expectSession(page, 'Session expired')
    await expect(page.getByText(/As of .*, not live/).first()).toBeVisible()
    await logIn(page, 'admin')
    await expect(treeItem(page, 'Node', 'worker02')).toHaveAttribute('data-status', 'Ready')
  })

  await test.step('a kubeconfig that is deleted', async () => {
    await rm(await kubeconfigOf(userDataDir, 'admin'))
    await expectSession(page, 'Not logged in')
  })
})

test('a tree whose server is gone says since when, and lives again by itself; so it does after a sleep', async ({ start, userDataDir }) => {
  const server = await startPracticeServer(`${userDataDir}-cluster`)
  const { port } = new URL(server.apiUrl)
  const relay = await startRelay(Number(port))
  const file = await writeClassroomFile(userDataDir, `https://127.0.0.1:${relay.port}`, { admin: 'redhatocp', developer: 'developer' })
  const { page, electron } = await start({ args: ['--classroom', file], env: await practiceOcOnPath(userDataDir) })
  await page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
  await page.getByRole('dialog', { name: 'Trust this cluster?' }).getByRole('button', { name: 'Trust' }).click()
  await expect(treeItem(page, 'Node')).toHaveCount(5)
  const colourOf = (what: Locator) => what.evaluate((element) => getComputedStyle(element).color)
  const tick = treeItem(page, 'Node', 'master01').locator('svg').last()
  await expect(page.getByRole('contentinfo')).toContainText('Live')
  const vivid = await colourOf(tick)
  await treeItem(page, 'Node', 'master01').dblclick()
  const fact = page.getByRole('definition').first()
  const legible = await colourOf(fact)
  await server.stop()
  await expect(page.getByText(/Not live since/).first()).toBeVisible()
  await expect(treeItem(page, 'Node')).toHaveCount(5)
  await test.step('what is shown meanwhile does not look alive', async () => {
    // The notice above and the tree learn of it one after the other.
    await expect.poll(() => colourOf(tick)).not.toBe(vivid)
    await expect.poll(() => colourOf(fact)).not.toBe(legible)
    expect(await colourOf(tick)).toBe(await colourOf(treeItem(page, 'Node', 'master01')))
  })
  const again = await startPracticeServer(`${userDataDir}-cluster`, '--port', port)
  try {
    await expect(page.getByText(/Not live since/)).toHaveCount(0)
    expect(await colourOf(tick)).toBe(vivid)
    await expectSession(page, 'Logged in as admin')

    const main = electron.process().pid ?? 0
    /** As a laptop whose lid is closed: the program stands still, its connections are forgotten on the way, and the cluster goes on. */
    const sleepWhile = async (project: string): Promise<void> => {
      relay.forget()
      process.kill(main, 'SIGSTOP')
      await run('kubectl', ['--kubeconfig', await kubeconfigOf(userDataDir, 'admin'), 'create', 'namespace', project])
      process.kill(main, 'SIGCONT')
      await expect(treeItem(page, 'Project', project)).toHaveCount(0)
    }
    await test.step('woken by the desktop, it knows at once what has happened', async () => {
      await sleepWhile('a-nap')
      await electron.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'))
      await expect(treeItem(page, 'Project', 'a-nap')).toBeVisible({ timeout: 5_000 })
    })
    await test.step('where nobody tells it, the clock does', async () => {
      await sleepWhile('a-night')
      await electron.evaluate(() => {
        const now = Date.now
        Date.now = () => now() + 8 * 3_600_000
      })
      await expect(treeItem(page, 'Project', 'a-night')).toBeVisible({ timeout: 15_000 })
      await expect(page.getByText(/Not live since/)).toHaveCount(0)
    })
  } finally {
    await relay.stop()
    await again.stop()
    await rm(`${userDataDir}-cluster`, { recursive: true, force: true })
  }
})

test('a flood leaves the window usable, and Ctrl+C ends it; F1 is help, but in a program that fills the screen', async ({ start }) => {
  const { page } = await start({ args: ['--practice'] })
  const terminal = terminalText(page)
  await expect(terminal.locator('.xterm-rows')).toContainText(/[$#]/)
  await type(page, 'yes flood')
  await expect(terminal).toContainText(/flood\s*flood/)
  await page.keyboard.press('Control+Shift+P')
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible()
  await page.keyboard.press('Escape')
  await terminal.locator('.xterm-helper-textarea').last().focus()
  await page.keyboard.press('Control+C')
  await type(page, 'clear; echo $((6 * 7)) is the end')
  await expect(terminal).toContainText('42 is the end')

  const help = page.getByRole('dialog', { name: 'Help' })
  await type(page, `printf '\\e[?1049h%s-%s' full screen; read -rsn1; printf '\\e[?1049l'; read -rsn5 -t 0.1; echo $((6 * 9)) is back`)
  await expect(terminal).toContainText('full-screen')
  await page.keyboard.press('F1')
  await expect(terminal).toContainText('54 is back')
  await expect(help).toHaveCount(0)
  await page.keyboard.press('F1')
  await expect(help).toBeVisible()
})

test('a practice classroom that dies is started again, and nobody has to log in anew', async ({ start }) => {
  const { page, electron } = await start({ args: ['--practice'] })
  await logIn(page, 'admin')
  await expect(treeItem(page, 'Node')).toHaveCount(5)
  const family = await familyOf(electron.process().pid ?? 0)
  const practice = await electron.evaluate(({ app }) => app.getAppMetrics().find(({ name }) => name === 'Practice classroom')?.pid)
  expect(family.map(({ pid }) => pid)).toContain(practice)
  process.kill(practice ?? 0, 'SIGKILL')
  await expect.poll(() => electron.evaluate(({ app }) => app.getAppMetrics().find(({ name }) => name === 'Practice classroom')?.pid)).not.toBe(practice)
  await type(page, 'clear; oc whoami; oc get nodes; echo $((6 * 7)) is the end')
  await expect(terminalText(page)).toContainText('42 is the end')
  await expect(page.getByText(/Not live since/)).toHaveCount(0)
  await expectSession(page, 'Logged in as admin')
})

test('a classroom file that is broken is told with its place; a good one and a unit open by double click', async ({ start, userDataDir }) => {
  const file = join(userDataDir, 'broken.yaml')
  const classroom = 'kind: Classroom\nversion: 1\ntitle: Room 9\ncluster: {apiUrl: "https://api.example.com:6443"}\nusers: [{name: trainee}]\n'
  await writeFile(file, classroom.replace('version: 1', 'version: 7'))
  const app = await start({ args: ['--classroom', file] })
  const { page } = app
  await expect(page.getByRole('alert')).toContainText('broken.yaml')
  await expect(page.getByRole('alert')).toContainText('version')
  await expect(page.getByRole('button', { name: 'Start practice classroom' })).toBeVisible()

  await writeFile(join(userDataDir, 'my room.classroom.yaml'), classroom)
  await startAgain(app, join(userDataDir, 'my room.classroom.yaml'))
  await expect(page.getByRole('button', { name: 'Log in as trainee' })).toBeVisible()
  await expect(page).toHaveTitle(/Room 9/)

  const unit = join(userDataDir, 'from a mail')
  await mkdir(unit)
  const steps = 'sections: [{id: A, title: One, steps: [{id: A1, title: Look around, minutes: 1, text: a1.md, checks: [{say: You have, confirm: true}]}]}]\n'
  await writeFile(join(unit, 'unit.yaml'), `kind: Unit\nversion: 1\nid: mailed\ntitle: A unit from a mail\nsummary: Short.\n${steps}`)
  await writeFile(join(unit, 'a1.md'), 'Look.\n')
  await startAgain(app, join(unit, 'unit.yaml'))
  await expect(page.getByRole('region', { name: 'Guide' })).toContainText('A unit from a mail')
  await expect(page.getByRole('article', { name: 'Look around' })).toBeVisible()

  await writeFile(join(unit, 'unit.yaml'), 'kind: Unit\nversion: 1\nid: mailed\n')
  await startAgain(app, join(unit, 'unit.yaml'))
  await expect(page.getByRole('alert').filter({ hasText: 'was not opened' })).toContainText('unit.yaml, line 1')
})
