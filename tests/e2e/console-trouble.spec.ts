import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ElectronApplication, Locator, Page } from 'playwright/test'
import type { WebSocket } from 'ws'
import { startClusterProxy } from '../../scripts/cluster-proxy.mjs'
import { expect, expectSession, test, treeItem } from './app'
import { keyboards, readKeys, signsOf } from '../unit/core/console/keyboards'
import { startLine } from './line'
import { practiceOcOnPath, startPracticeServer, writeClassroomFile } from './practice-server'
import { hostileScreens, type HonestScreen, serveHonestScreen } from './screens'

const PATIENCE = 60_000

/** At each of these stages nothing more comes: found out by the time limit, all at once. */
const SILENT = ['silent', 'silent-after-version', 'silent-after-security', 'silent-after-greeting', 'truncated']
const SAYS: Readonly<Record<string, RegExp>> = {
  garbage: /What came is not a screen/,
  'garbage-later': /What came is not a screen/,
  'out-of-bounds': /What came is not a screen/,
  huge: /65535 × 65535/,
  'huge-later': /65535 × 65535/,
  'endless-name': /What came is not a screen/,
  refusing: /the pod is leaving!!/,
  'wants-a-password': /VNC password/,
}

async function openSilentConsoles(electron: ElectronApplication, page: Page): Promise<Page[]> {
  const windows: Page[] = []
  for (const name of SILENT) {
    const opened = electron.waitForEvent('window')
    await page.evaluate((machine) => (window as unknown as { app: { console: { tearOff(input: unknown): Promise<unknown> } } }).app.console.tearOff({ machine }), { namespace: 'hostile', name })
    windows.push(await opened)
  }
  return windows
}

/** Ten thousand characters of one keyboard, each of its own characters many times, in lines that no terminal cuts. */
function longText(layout: keyof typeof keyboards): string {
  const signs = signsOf(layout)
  let text = ''
  for (let line = 0; text.length < 9_999; line += 1) text += `${[...signs.slice(line % signs.length), ...signs.slice(0, line % signs.length)].join('').slice(0, 90)}\t \n`
  return `${text.slice(0, 9_999)}\n`
}

async function paste(electron: ElectronApplication, region: Locator, layout: keyof typeof keyboards, text: string): Promise<void> {
  await electron.evaluate(({ clipboard }, copied) => clipboard.writeText(copied), text)
  await region.getByRole('button', { name: 'Paste as keystrokes' }).click()
  const dialog = region.getByRole('dialog', { name: 'Paste as keystrokes' })
  await dialog.getByRole('combobox', { name: 'Keyboard of the guest' }).selectOption(layout)
  await expect(dialog).toContainText('10,000 keystrokes')
  await dialog.getByRole('button', { name: 'Type it' }).click()
  await expect(region.getByRole('progressbar', { name: 'Typed' })).toBeVisible()
  await expect(region.getByRole('progressbar', { name: 'Typed' })).toBeHidden({ timeout: PATIENCE })
}

test('hostile screens and a bad network cost the student a sentence, never the program', async ({ start, userDataDir }) => {
  test.setTimeout(300_000)
  const cluster = await startPracticeServer(`${userDataDir}-cluster`, '--speed', '20')
  let act: (socket: WebSocket) => void | Promise<void> = () => {}
  let viewer = 0
  const proxy = await startClusterProxy(cluster, join(userDataDir, 'proxy.crt'), (machine, socket, port) => {
    const play = hostileScreens[machine] ?? act
    if (play === act) viewer = port
    void socket().then(play)
    return true
  })
  const line = await startLine(Number(new URL(proxy.apiUrl).port))
  const file = await writeClassroomFile(userDataDir, `https://127.0.0.1:${line.port}`, { admin: 'redhatocp', developer: 'developer' })
  const { electron, page } = await start({ args: ['--classroom', file], env: await practiceOcOnPath(userDataDir) })
  await page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
  await page.getByRole('dialog', { name: 'Trust this cluster?' }).getByRole('button', { name: 'Trust' }).click()
  await expectSession(page, 'Logged in as admin')
  await treeItem(page, 'VirtualMachine', 'rhel9-web').first().dblclick()
  const region = page.getByRole('region', { name: 'Console of vms-dev/rhel9-web' })
  const silent = await openSilentConsoles(electron, page)

  await test.step('what is no screen is said to be none, and the next try may be better', async () => {
    for (const [index, name] of Object.keys(SAYS).entries()) {
      act = hostileScreens[name] ?? act
      await (index === 0 ? page.getByRole('tab', { name: 'Console', exact: true }) : region.getByRole('button', { name: 'Reconnect' })).click()
      await expect(region, name).toHaveAttribute('data-state', 'failed', { timeout: PATIENCE })
      await expect(region.getByRole('alert'), name).toContainText(SAYS[name] ?? '')
    }
  })

  let seen: HonestScreen = { keys: [], sizes: [], levels: [], repaint: () => {} }
  await test.step('a screen behind all that connects, and takes on the size of the window', async () => {
    act = (socket) => void (seen = serveHonestScreen(socket))
    await region.getByRole('button', { name: 'Reconnect' }).click()
    await expect(region).toHaveAttribute('data-state', 'connected', { timeout: PATIENCE })
    await region.getByRole('button', { name: 'More of this console' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Resize the guest with the window' }).click()
    await expect.poll(() => seen.sizes.length).toBeGreaterThan(0)
    const [width, height] = seen.sizes.at(-1) ?? []
    await expect(region).toContainText(`${width} × ${height}`)
    await expect(region.locator('canvas'), 'the guest’s own cursor').toHaveCSS('cursor', /^url\("data:image\/png.*"\) 3 3/)
  })

  await test.step('what the window and the desktop keep for themselves is sent from a menu', async () => {
    for (const [keys, places] of [
      [/^Ctrl\+Alt\+F3$/, [0x1d, 0x38, 0x3d]],
      [/^Alt\+SysRq\+H: help$/, [0x38, 0x54, 0x23]],
    ] as const) {
      seen.keys.length = 0
      await region.getByRole('button', { name: 'Other key combinations' }).click()
      await page.getByRole('menuitem', { name: keys }).click()
      await expect.poll(() => seen.keys).toEqual([...places, ...places.map((place) => -place).reverse()])
    }
  })

  await test.step('a line that is slow has its picture in less detail, one that is fast again in full, and the curious see why', async () => {
    await region.getByRole('button', { name: 'More of this console' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Show pictures per second and latency' }).click()
    await expect(region, 'nothing is asked for again and again').toContainText('0 pictures/s')
    line.limit(400_000)
    const repainting = setInterval(seen.repaint, 3_000)
    seen.repaint()
    await expect(region).toContainText(/\d+ pictures\/s, [\d.]+ ms, line (2[5-9]|3\d|4[0-3])\d kB\/s/, { timeout: PATIENCE })
    await expect.poll(() => seen.levels.at(-1)).toEqual({ quality: 3, compression: 6 })
    line.limit(null)
    await expect.poll(() => seen.levels.at(-1), { timeout: PATIENCE }).toEqual({ quality: 9, compression: 0 })
    clearInterval(repainting)
  })

  for (const layout of ['de', 'fr'] as const) {
    await test.step(`ten thousand characters of the layout ${layout} arrive as they are`, async () => {
      const text = longText(layout)
      seen.keys.length = 0
      await paste(electron, region, layout, text)
      await expect.poll(() => readKeys(seen.keys, keyboards[layout]).length).toBe(text.length)
      expect(readKeys(seen.keys, keyboards[layout])).toBe(text)
    })
  }

  await test.step('a paste that is stopped says how much is missing, and the keys go to the guest again', async () => {
    await electron.evaluate(({ clipboard }) => clipboard.writeText('a'.repeat(4_000) + '日'))
    await region.getByRole('button', { name: 'Paste as keystrokes' }).click()
    const dialog = region.getByRole('dialog', { name: 'Paste as keystrokes' })
    await expect(dialog.getByRole('alert')).toContainText('U+65E5')
    await dialog.getByRole('button', { name: 'Type the rest' }).click()
    await region.getByRole('button', { name: 'Stop typing' }).click()
    await expect(region).toContainText(/\d+ of 4000 pasted keystrokes were not typed/)
    await expect(region).toContainText('Keys go to the guest')
  })

  await test.step('who is only looking sends no key', async () => {
    await region.getByRole('button', { name: 'More of this console' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'View only' }).click()
    seen.keys.length = 0
    await region.locator('canvas').click()
    await page.keyboard.press('a')
    await expect(region.getByRole('button', { name: 'Paste as keystrokes' })).toBeDisabled()
    await region.getByRole('button', { name: 'More of this console' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'View only' }).click()
    await region.locator('canvas').click()
    await page.keyboard.press('b')
    await expect.poll(() => seen.keys.filter((place) => place > 0)).toEqual([48])
  })

  await test.step('silence, at whatever stage, is said to be silence', async () => {
    for (const [index, window] of silent.entries()) {
      const console = window.getByRole('region', { name: `Console of hostile/${SILENT[index]}` })
      await expect(console, SILENT[index]).toHaveAttribute('data-state', 'failed', { timeout: PATIENCE })
      await expect(console.getByRole('alert')).toContainText('The console sends nothing')
      await expect(console.getByRole('button', { name: 'Reconnect' })).toBeVisible()
    }
  })

  await test.step('one connection that is cut while all others stay was not taken by anybody', async () => {
    line.drop(viewer)
    await expect(region).toHaveAttribute('data-state', 'connecting')
    await expect(region).toContainText('It comes back by itself')
    await expect(region).toHaveAttribute('data-state', 'connected', { timeout: PATIENCE })
  })

  await test.step('one that is cut again so soon is not fought for', async () => {
    line.cut(viewer)
    await expect(region).toHaveAttribute('data-state', 'taken', { timeout: PATIENCE })
    await region.getByRole('button', { name: 'Take back' }).click()
    await expect(region).toHaveAttribute('data-state', 'connected', { timeout: PATIENCE })
  })

  await test.step('a network that drops everything is waited for', async () => {
    proxy.drop()
    await expect(region).toHaveAttribute('data-state', 'connecting')
    await expect(region).toHaveAttribute('data-state', 'connected', { timeout: PATIENCE })
  })

  await test.step('a login that has ended is renewed by one button, and the console goes on', async () => {
    proxy.endLogins()
    proxy.drop()
    await expect(region).toContainText('The login has ended', { timeout: PATIENCE })
    await region.getByRole('button', { name: 'Log in as admin again' }).click()
    await expect(region).toHaveAttribute('data-state', 'connected', { timeout: PATIENCE })
  })

  line.stop()
  await proxy.stop()
  await cluster.stop()
  await rm(`${userDataDir}-cluster`, { recursive: true, force: true })
})
