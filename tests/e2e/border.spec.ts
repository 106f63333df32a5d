import type {} from '../../renderer/border'
import { contract } from '../../core/contract'
import { expect, test } from './app'

test.describe('the border, from inside the page', () => {
  test('the page has the contract and nothing of Node or Electron', async ({ start }) => {
    const { page } = await start()
    const found = await page.evaluate(() => ({
      features: Object.keys(window.app).sort(),
      node: ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter((name) => name in window),
    }))
    expect(found.features).toEqual(Object.keys(contract).sort())
    expect(found.node).toEqual([])
  })

  test('the window is locked down by its preferences', async ({ start }) => {
    const { electron } = await start()
    const preferences = await electron.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = contents.getLastWebPreferences()
      return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag: webviewTag ?? false }
    })
    expect(preferences).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, webviewTag: false })
  })

  test('a call with the wrong input, or an unknown one, is refused with its name and does nothing', async ({ start }) => {
    const { page } = await start()
    const answers = await page.evaluate(async () => {
      const app = window.app as unknown as Record<string, Record<string, (input?: unknown) => Promise<{ ok: boolean; error?: { kind: string; call?: string } }>>>
      return Promise.all([
        app['session']?.['login']?.({ user: 5 }),
        app['session']?.['login']?.({}),
        app['app']?.['saveLayout']?.({ theme: 'pink' }),
        app['classroom']?.['connect']?.({ apiUrl: 'x'.repeat(5000) }),
        app['app']?.['openExternal']?.({ url: 'file:///etc/passwd' }),
      ])
    })
    for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { kind: 'input.invalid' } })
    expect(answers[0]?.error?.call).toBe('session.login')
  })

  test('another page with the same preload is no sender of ours', async ({ start }) => {
    const { electron } = await start()
    const answer = await electron.evaluate(async ({ app, BrowserWindow }) => {
      const preload = `${app.getAppPath()}/out/preload/index.js`
      const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, contextIsolation: true } })
      await other.loadURL('data:text/html,<title>elsewhere</title>')
      const result: unknown = await other.webContents.executeJavaScript('window.app.session.get()')
      other.destroy()
      return result
    })
    expect(answer).toEqual({ ok: false, error: { kind: 'input.invalid', call: '', detail: 'unknown sender' } })
  })

  test('scripts that are not our files do not run', async ({ start }) => {
    const { page } = await start()
    const ran = await page.evaluate(async () => {
      const marks = window as unknown as Record<string, boolean>
      const inline = document.createElement('script')
      inline.textContent = 'window.inlineRan = true'
      document.body.append(inline)
      const image = document.createElement('img')
      image.setAttribute('onerror', 'window.handlerRan = true')
      image.src = 'app://lab-companion/no-such.png'
      document.body.append(image)
      await new Promise((resolve) => image.addEventListener('error', resolve))
      let evaluated = false
      try {
        const evaluate = window.eval
        evaluated = Boolean(evaluate('true'))
      } catch {
        evaluated = false
      }
      return { inline: marks['inlineRan'] ?? false, handler: marks['handlerRan'] ?? false, evaluated }
    })
    expect(ran).toEqual({ inline: false, handler: false, evaluated: false })
  })

  test('the page reaches nothing but its own files', async ({ start }) => {
    const { page } = await start()
    const reached = await page.evaluate(async () => {
      const reach = (url: string): Promise<boolean> => fetch(url).then((response) => response.ok, () => false)
      return {
        own: await reach('app://lab-companion/index.html'),
        outside: await reach('app://lab-companion/..%2fmain%2findex.js'),
        file: await reach('file:///etc/passwd'),
        loopback: await reach('http://127.0.0.1:1/'),
        // Releases do not encrypt cookies (scripts/package/fuses.mjs): there must be none.
        cookies: ((document.cookie = 'a=b'), document.cookie),
      }
    })
    expect(reached).toEqual({ own: true, outside: false, file: false, loopback: false, cookies: '' })
  })

  test('the window stays where it is and opens no other', async ({ start }) => {
    const { page, electron } = await start()
    const before = page.url()
    await electron.evaluate(({ shell }) => {
      const opened: string[] = []
      Object.assign(globalThis, { opened })
      shell.openExternal = (url: string) => {
        opened.push(url)
        return Promise.resolve()
      }
    })
    const opened = await page.evaluate(() => {
      const refused = window.open('file:///etc/passwd')
      const handed = window.open('https://docs.example.com/')
      location.href = 'https://example.com/'
      return [refused, handed].map((other) => other !== null)
    })
    expect(opened).toEqual([false, false])
    await page.evaluate(() => {
      location.href = 'file:///etc/passwd'
    })
    expect(page.url()).toBe(before)
    expect(electron.windows()).toHaveLength(1)
    expect(await electron.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)).toEqual(['https://docs.example.com/'])
  })

  test('permissions are denied', async ({ start }) => {
    const { page } = await start()
    const denied = await page.evaluate(async () => ({
      notifications: await Notification.requestPermission(),
      geolocation: (await navigator.permissions.query({ name: 'geolocation' })).state,
      camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
        () => 'granted',
        () => 'denied',
      ),
    }))
    expect(denied).toEqual({ notifications: 'denied', geolocation: 'denied', camera: 'denied' })
  })
})

test.describe('trouble', () => {
  test('a page that dies comes back', async ({ start }) => {
    const { page, electron, said } = await start()
    await expect(page.getByRole('button', { name: 'Start practice classroom' })).toBeVisible()
    // The page object of the dead process stays dead for its driver: main tells whether the new one lives.
    const state = () =>
      electron.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        return { process: contents?.getOSProcessId(), loading: contents?.isLoading() }
      })
    const before = await state()
    await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())
    await expect.poll(async () => ((await state()).process ?? 0) > 0 && (await state()).process !== before.process && !(await state()).loading).toBe(true)
    // A script that meets the page while it changes is never answered; the next one is.
    const text = () =>
      electron.evaluate(({ BrowserWindow }) =>
        Promise.race([
          BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('document.body.innerText') as Promise<string>,
          new Promise<string>((resolve) => setTimeout(resolve, 1_000, 'no answer')),
        ]),
      )
    await expect.poll(text).toContain('Start practice classroom')
    expect(said()).toMatch(/incident LC-\w{5} in renderer/)
  })

  test('a bug in main becomes an incident in the window, not a box that blocks it', async ({ start }) => {
    const { page, electron, said } = await start()
    await expect(page.getByRole('button', { name: 'Start practice classroom' })).toBeVisible()
    await electron.evaluate(() => {
      setImmediate(() => {
        throw new Error('a bug in main')
      })
    })
    await expect(page.getByRole('alert')).toContainText(/LC-[2-9A-Z]{5}/)
    expect(said()).toContain('a bug in main')
  })
})
