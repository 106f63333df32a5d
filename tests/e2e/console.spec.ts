import { createHash } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Locator, type Page, request } from 'playwright/test'
import { WebSocket } from 'ws'
import { expect, test, treeItem } from './app'
import { kubeconfigOf } from './kubeconfig'
import { expectAccessible, picture } from './looks'
import { practiceOcOnPath, startPracticeServer, writeClassroomFile } from './practice-server'
import { readWebm } from './webm'

/** An emulated guest on a busy machine takes its time for what a real one does at once. */
const PATIENCE = 60_000

/** How many cells of 8 x 16 pixels show something on the picture's last line of text, and whether that line ends with two dots and a cursor's room. */
const lastLine = (canvas: Locator): Promise<{ cells: number; endsWithColon: boolean }> =>
  canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement
    const pixels = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray()
    const lit = (x: number, y: number) => (pixels[(y * width + x) * 4] ?? 0) + (pixels[(y * width + x) * 4 + 1] ?? 0) > 120
    for (let row = Math.floor(height / 16) - 1; row >= 0; row -= 1) {
      const cells = Array.from({ length: Math.floor(width / 8) }, (_, col) => {
        const lines = Array.from({ length: 14 }, (__, y) => Array.from({ length: 8 }, (___, x) => lit(col * 8 + x, row * 16 + y)).some(Boolean))
        return lines
      })
      const shown = cells.filter((lines) => lines.some(Boolean))
      if (shown.length === 0) continue
      const last = (shown.at(-1) ?? []).map(Number).join('')
      return { cells: shown.length, endsWithColon: /^0*1{1,4}0+1{1,4}0*$/.test(last) }
    }
    return { cells: 0, endsWithColon: false }
  })

/** Small letters only: the driver presses no Shift for a capital, and a guest sees keys, not characters. */
async function typeOnScreen(page: Page, text: string): Promise<void> {
  await page.getByRole('application', { name: /^Screen of/ }).locator('canvas').click()
  await page.keyboard.type(`${text}\n`, { delay: 25 })
}

async function typeOnSerial(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: /^Serial console of/ }).focus()
  await page.keyboard.type(`${text}\n`)
}

test('a student starts a VM, logs in on its screen, and keeps its consoles through everything that happens to them', async ({ start, userDataDir }) => {
  test.setTimeout(300_000)
  const server = await startPracticeServer(`${userDataDir}-cluster`, '--speed', '20')
  const { port } = new URL(server.apiUrl)
  const notes = join(userDataDir, 'kept')
  const file = await writeClassroomFile(userDataDir, server.apiUrl, { admin: 'redhatocp', developer: 'developer' })
  const { electron, page } = await start({ args: ['--classroom', file, '--notes-dir', notes], env: await practiceOcOnPath(userDataDir) })
  await page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
  await page.getByRole('dialog', { name: 'Trust this cluster?' }).getByRole('button', { name: 'Trust' }).click()
  await treeItem(page, 'VirtualMachine', 'rhel9-db').dblclick()
  await page.getByRole('tab', { name: 'Console', exact: true }).click()
  for (const panel of ['Guide and notes panel', 'Terminal panel']) await page.getByRole('button', { name: panel }).click()
  const region = page.getByRole('region', { name: 'Console of vms-prod/rhel9-db' })
  const canvas = region.locator('canvas')
  const serial = region.locator('.xterm-rows')

  await test.step('a stopped VM is said to be stopped, and started', async () => {
    await expect(region).toHaveAttribute('data-state', 'closed')
    await region.getByRole('button', { name: 'Start rhel9-db' }).click()
    await expect(region).toHaveAttribute('data-state', 'connected', { timeout: PATIENCE })
    await expect.poll(() => lastLine(canvas), { timeout: PATIENCE }).toMatchObject({ endsWithColon: true })
  })

  await test.step('one click logs in, and what is typed on the screen is read on the serial side', async () => {
    await region.getByRole('button', { name: 'Log in as student' }).click()
    await expect(region.getByText('Logged in as student')).toBeVisible({ timeout: PATIENCE })
    await expect(canvas, 'the desktop’s pointer, where the guest has none').toHaveCSS('cursor', 'default')
    await typeOnScreen(page, 'touch /tmp/seen-by-hand')
    await picture(page, 'console-screen')
    await region.getByRole('radio', { name: 'Serial', exact: true }).check({ force: true })
    await expect(region).toHaveAttribute('data-state', 'connected', { timeout: PATIENCE })
    await region.getByRole('button', { name: 'Log in as student' }).click()
    await expect(serial).toContainText('stty cols', { timeout: PATIENCE })
    await picture(page, 'console-serial')
    await typeOnSerial(page, 'ls /tmp')
    await expect(serial).toContainText('seen-by-hand', { timeout: PATIENCE })
  })

  const kubeconfig = await readFile(await kubeconfigOf(userDataDir, 'admin'), 'utf8')
  const token = /token: (\S+)/.exec(kubeconfig)?.[1] ?? ''
  const api = await request.newContext({ baseURL: server.apiUrl, ignoreHTTPSErrors: true, extraHTTPHeaders: { Authorization: `Bearer ${token}` } })
  await test.step('another viewer takes the screen: that is said, and it is taken back', async () => {
    await region.getByRole('radio', { name: 'Screen', exact: true }).check({ force: true })
    await expect(region).toHaveAttribute('data-state', 'connected', { timeout: PATIENCE })
    const path = '/apis/subresources.kubevirt.io/v1/namespaces/vms-prod/virtualmachineinstances/rhel9-db/vnc'
    const other = new WebSocket(`${server.apiUrl.replace(/^https/, 'wss')}${path}`, ['plain.kubevirt.io'], { headers: { Authorization: `Bearer ${token}` }, ca: await readFile(server.caFile) })
    const ended = new Promise((resolve) => other.once('close', resolve))
    await expect(region).toHaveAttribute('data-state', 'taken', { timeout: PATIENCE })
    await expect(region.getByRole('alert')).toContainText('Someone else took this screen')
    await picture(page, 'console-taken')
    expect(other.readyState).toBe(WebSocket.OPEN)
    await region.getByRole('button', { name: 'Take back' }).click()
    await expect(region).toHaveAttribute('data-state', 'connected', { timeout: PATIENCE })
    await ended
  })

  await test.step('the machine’s page shows what its screen showed last, and asks nobody for it', async () => {
    await page.getByRole('tab', { name: 'Overview', exact: true }).click()
    const last = page.getByRole('img', { name: 'The screen of rhel9-db' })
    await expect.poll(() => last.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(640)
    await page.getByRole('button', { name: 'Open console' }).click()
    await expect(region).toHaveAttribute('data-state', 'connected')
  })

  await test.step('a virt-handler that begins anew ends the console as a taker does, and is told from one: it comes back by itself', async () => {
    await api.delete('/api/v1/namespaces/openshift-cnv/pods?labelSelector=kubevirt.io%3Dvirt-handler')
    await expect(region).toHaveAttribute('data-state', 'connecting')
    await expect(region).toHaveAttribute('data-state', 'connected', { timeout: PATIENCE })
  })

  await test.step('a guest without its agent is told how it is installed', async () => {
    const path = '/apis/kubevirt.io/v1/namespaces/vms-prod/virtualmachineinstances/rhel9-db'
    const { status } = (await (await api.get(path)).json()) as { status: { conditions: { type: string }[] } }
    const setConditions = (conditions: object[]) => api.patch(`${path}/status`, { data: { status: { conditions } }, headers: { 'Content-Type': 'application/merge-patch+json' } })
    // One that is missing altogether is put back at once, as when an agent answers for the first time.
    await setConditions(status.conditions.map((condition) => (condition.type === 'AgentConnected' ? { ...condition, status: 'False' } : condition)))
    const panel = region.getByRole('region', { name: 'Guest agent' })
    await expect(panel).toContainText('No guest agent')
    await expect(panel).toContainText('sudo dnf -y install qemu-guest-agent')
    await setConditions(status.conditions)
    await expect(panel).toContainText('Guest agent connected', { timeout: PATIENCE })
  })

  await test.step('a live migration takes the console along', async () => {
    await page.getByRole('button', { name: 'Migrate' }).click()
    await expect(region).toHaveAttribute('data-state', 'connecting', { timeout: PATIENCE })
    await expect(region.getByText('moved to another node')).toBeVisible()
    await expect(region).toHaveAttribute('data-state', 'connected', { timeout: PATIENCE })
    await typeOnScreen(page, 'touch /tmp/seen-after-the-move')
    await region.getByRole('radio', { name: 'Serial', exact: true }).check({ force: true })
    await expect(region).toHaveAttribute('data-state', 'connected', { timeout: PATIENCE })
    await typeOnSerial(page, 'ls /tmp')
    await expect(serial).toContainText('seen-after-the-move', { timeout: PATIENCE })
  })

  const choose = async (entry: string): Promise<void> => {
    await region.getByRole('button', { name: 'More of this console' }).click()
    await page.getByRole('menu').getByText(entry, { exact: true }).click()
  }
  await test.step('screen and serial console side by side are open to everybody, and so is each alone', async () => {
    await expectAccessible(page, region)
    await region.getByRole('radio', { name: 'Side by side', exact: true }).check({ force: true })
    await expect(region.getByRole('status', { name: 'Screen state' })).toContainText('Connected', { timeout: PATIENCE })
    await expect(region.getByRole('status', { name: 'Serial state' })).toContainText('Connected')
    await expectAccessible(page, region)
    await choose('Readable mode for screen readers')
    await expect(region.locator('.xterm-accessibility')).toContainText('seen-after-the-move')
    await choose('Readable mode for screen readers')
    // Half as wide as it was: the shell is told once the student is back there.
    await page.getByRole('textbox', { name: /^Serial console of/ }).focus()
    await expect(region.getByRole('button', { name: 'Tell the guest the size' })).toBeHidden()
    await expect(serial).toContainText('stty cols', { timeout: PATIENCE })
    await region.getByRole('radio', { name: 'Screen', exact: true }).focus()
    await page.keyboard.press('End')
    await page.keyboard.press('Tab')
    await page.keyboard.press('End')
    await expect(region.getByRole('button', { name: 'Full screen' })).toBeFocused()
    await page.keyboard.press('ArrowLeft')
    await expect(region.getByRole('button', { name: 'Open in a window of its own' })).toBeFocused()
    const screen = region.getByRole('application', { name: 'Screen of rhel9-db' })
    await screen.focus()
    await page.keyboard.press('Enter')
    await expect(screen).toHaveAttribute('data-keyboard', 'guest')
    await expect(region).toContainText('Keys go to the guest')
    await page.keyboard.press('Control+Alt+g')
    await expect(region.getByRole('radio', { name: 'Side by side', exact: true })).toBeFocused()
    await picture(page, 'console')
  })

  await test.step('what the serial console said is found, and kept with one click', async () => {
    await choose('Search what it said')
    await region.getByRole('searchbox', { name: 'Search serial console' }).fill('SEEN-after')
    await expect(region.getByRole('list', { name: 'Lines found' })).toContainText('seen-after-the-move')
    await page.keyboard.press('Escape')
    await region.getByRole('button', { name: 'Serial text to notes' }).click()
    await expect(region.getByText('The serial console’s text is in the notes')).toBeVisible()
    const texts = async () => Promise.all((await readdir(notes, { recursive: true })).filter((name) => name.endsWith('.md')).map((name) => readFile(join(notes, name), 'utf8')))
    await expect.poll(async () => (await texts()).some((text) => text.includes('Serial console of vms-prod/rhel9-db') && text.includes('seen-after-the-move'))).toBe(true)
  })

  await test.step('ten thousand characters go through the serial console as they are', async () => {
    const signs = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('')
    const text = Array.from({ length: 105 }, (_, line) => `${signs.slice(line % 95)}${signs.slice(0, line % 95)}\n`).join('').slice(0, 9_999) + '\n'
    await electron.evaluate(({ clipboard }, copied) => clipboard.writeText(copied), text)
    await typeOnSerial(page, 'clear; echo $((6 * 7)) is ready; cat > /tmp/pasted')
    // What comes while the shell reads a line it may take for the next one.
    await expect(serial).toContainText('42 is ready', { timeout: PATIENCE })
    await region.getByRole('button', { name: 'Paste as keystrokes' }).click()
    await expect(region.getByRole('dialog')).toContainText('10,000 keystrokes')
    await region.getByRole('dialog').getByRole('button', { name: 'Type it' }).click()
    await expect(region.getByRole('progressbar', { name: 'Typed' })).toBeVisible()
    await expect(region.getByRole('progressbar', { name: 'Typed' })).toBeHidden({ timeout: PATIENCE })
    await page.getByRole('textbox', { name: /^Serial console of/ }).press('Control+d')
    await typeOnSerial(page, 'clear; md5sum /tmp/pasted')
    await expect(serial).toContainText(createHash('md5').update(text).digest('hex'), { timeout: PATIENCE })
  })

  await test.step('a GIF of the screen is written where the student says, and a picture is in the clipboard', async () => {
    const path = join(userDataDir, 'console.gif')
    await electron.evaluate(({ dialog }, filePath) => Object.assign(dialog, { showSaveDialog: async () => ({ canceled: false, filePath }) }), path)
    await choose('Record a GIF')
    await typeOnScreen(page, 'echo this is seen in the gif')
    await region.getByRole('button', { name: 'Stop recording' }).click()
    await expect(region.getByText(`The recording is in ${path}`)).toBeVisible()
    const gif = (await readFile(path)).toString('base64')
    const pictures = await page.evaluate(async (data) => {
      const decoder = new ImageDecoder({ type: 'image/gif', data: Uint8Array.from(atob(data), (character) => character.charCodeAt(0)) })
      await decoder.tracks.ready
      const { image } = await decoder.decode()
      return { count: decoder.tracks.selectedTrack?.frameCount, width: image.codedWidth, height: image.codedHeight }
    }, gif)
    expect(pictures).toMatchObject({ width: 1024, height: 768 })
    expect(pictures.count).toBeGreaterThan(1)
    const film = join(userDataDir, 'console.webm')
    await electron.evaluate(({ dialog }, filePath) => Object.assign(dialog, { showSaveDialog: async () => ({ canceled: false, filePath }) }), film)
    await choose('Record a video (WebM)')
    await typeOnScreen(page, 'echo this is seen in the film')
    await region.getByRole('button', { name: 'Stop recording' }).click()
    await expect(region.getByText(`The recording is in ${film}`)).toBeVisible()
    const { codec, width, height, pictures: frames } = readWebm(await readFile(film))
    expect({ codec, width, height }).toEqual({ codec: 'V_VP8', width: 1024, height: 768 })
    expect(frames).toBeGreaterThan(5)
    await choose('Copy a screenshot')
    await expect.poll(() => electron.evaluate(({ clipboard }) => (clipboard as unknown as { readImage(): { getSize(): unknown } }).readImage().getSize())).toEqual({ width: 1024, height: 768 })
  })

  await test.step('in a window of its own it looks as it did, fills the screen and comes back', async () => {
    const opened = electron.waitForEvent('window')
    await region.getByRole('button', { name: 'Open in a window of its own' }).click()
    const window = await opened
    const own = window.getByRole('region', { name: 'Console of vms-prod/rhel9-db' })
    await expect(own.getByRole('radio', { name: 'Side by side', exact: true })).toBeChecked()
    await expect(own).toHaveAttribute('data-state', 'connected', { timeout: PATIENCE })
    await expectAccessible(window, window.locator('body'))
    await own.getByRole('button', { name: 'Screenshot to notes' }).click()
    await expect(own.getByText('The screenshot is in the notes')).toBeVisible()
    await own.getByRole('button', { name: 'Full screen' }).click()
    await own.getByRole('button', { name: 'Leave full screen' }).click()
    await expect.poll(() => window.evaluate(() => document.fullscreenElement === null)).toBe(true)
    await page.getByRole('button', { name: 'Bring it back' }).click()
    await expect(region).toHaveAttribute('data-state', 'connected', { timeout: PATIENCE })
    expect(window.isClosed()).toBe(true)
  })

  await test.step('a VM that is paused says so, and goes on; one that is restarted comes back by itself', async () => {
    await region.getByRole('radio', { name: 'Screen', exact: true }).check({ force: true })
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await region.getByRole('button', { name: 'Unpause' }).click({ timeout: PATIENCE })
    await expect(region.getByRole('button', { name: 'Unpause' })).toBeHidden({ timeout: PATIENCE })
    await page.getByRole('button', { name: 'Restart', exact: true }).click()
    await expect(region).not.toHaveAttribute('data-state', 'connected', { timeout: PATIENCE })
    await expect(region).toHaveAttribute('data-state', 'connected', { timeout: PATIENCE })
    await expect.poll(() => lastLine(canvas), { timeout: PATIENCE }).toMatchObject({ endsWithColon: true })
  })

  await test.step('a guest that crashes is no seat that was taken, and its next run is shown by itself', async () => {
    // Otherwise it would run again before anybody has read what has become of it.
    await api.patch('/apis/kubevirt.io/v1/namespaces/vms-prod/virtualmachines/rhel9-db', { data: { spec: { runStrategy: 'Manual' } }, headers: { 'Content-Type': 'application/merge-patch+json' } })
    // Nor is the instance that has failed gone before anybody has seen it: in this classroom, twenty times as fast, that is a matter of milliseconds.
    const holdInstance = (finalizers: string[] | null) =>
      api.patch('/apis/kubevirt.io/v1/namespaces/vms-prod/virtualmachineinstances/rhel9-db', { data: { metadata: { finalizers } }, headers: { 'Content-Type': 'application/merge-patch+json' } })
    await holdInstance(['lab.example.com/seen'])
    await api.post('/practice/crash', { data: { namespace: 'vms-prod', name: 'rhel9-db' } })
    await expect(region.getByText('The guest of rhel9-db crashed', { exact: true })).toBeVisible()
    await holdInstance(null)
    await region.getByRole('button', { name: 'Start rhel9-db' }).click()
    await expect(region).toHaveAttribute('data-state', 'connected', { timeout: PATIENCE })
    await api.dispose()
  })

  await test.step('an API server that is away for ten seconds comes back by itself', async () => {
    await region.getByRole('radio', { name: 'Screen', exact: true }).check({ force: true })
    await server.stop()
    await expect(region).toHaveAttribute('data-state', 'connecting', { timeout: PATIENCE })
    await expect(region.getByText('It comes back by itself')).toBeVisible()
    // The outage itself is what is tested: nothing can be waited for while it lasts.
    await delay(10_000)
    const again = await startPracticeServer(`${userDataDir}-cluster`, '--speed', '20', '--port', port)
    try {
      await expect(region).toHaveAttribute('data-state', 'connected', { timeout: PATIENCE })
      await page.getByRole('button', { name: 'Stop', exact: true }).click()
      await expect(region.getByRole('button', { name: 'Start rhel9-db' })).toBeVisible({ timeout: PATIENCE })
    } finally {
      await again.stop()
    }
  })
  await rm(`${userDataDir}-cluster`, { recursive: true, force: true })
})
