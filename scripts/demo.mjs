import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron } from 'playwright'
import { electronPath } from './electron-path.mjs'
import { outDir, root } from './paths.mjs'
import { cleanUpAtEnd } from './processes.mjs'

/**
 * @typedef {import('playwright').Page} Page
 * @typedef {{ window: Page, folder: string }} Show
 * @typedef {{ name: string, run: (show: Show) => Promise<string> }} Stage resolves to what was seen
 */

/** A stage takes some seconds, a guest that boots twenty; the limit is for a machine that does other things too. */
const stageLimitMs = 60_000

/** A guest's processor is emulated by a thread of its own, which gets little where several programs want the machine's cores. */
const guestLimitMs = 180_000

/**
 * The main job, in the order in which a student does it. To show more, add a stage.
 *
 * @type {readonly Stage[]}
 */
const stages = [
  {
    name: 'Window',
    async run({ window }) {
      await loginButton(window).waitFor()
      return `"${await window.title()}"`
    }
  },
  {
    name: 'Log in',
    async run({ window }) {
      await loginButton(window).click()
      await untilText(() => terminalText(window), /Login successful\./)
      const status = window.getByRole('status', { name: 'Session' })
      // Flex items stand on lines of their own there.
      return untilText(async () => (await status.innerText()).replaceAll(/\s+/g, ' '), /Logged in as admin/)
    }
  },
  {
    name: 'Nodes',
    async run({ window }) {
      await expand(window, 'Nodes')
      const names = await untilRows(window, 'Node', 5)
      return names.join(', ')
    }
  },
  {
    name: 'Virtual machines',
    async run({ window }) {
      await expand(window, 'Virtual machines')
      const names = await untilRows(window, 'VirtualMachine', 1)
      return names.join(', ')
    }
  },
  {
    name: 'Terminal',
    async run({ window }) {
      await terminal(window).locator('.xterm-screen').first().click()
      await window.keyboard.type('oc get nodes\n')
      const isNode = /\bReady\b.*\b(?:control-plane|master|worker)\b/
      let rows = /** @type {string[]} */ ([])
      await until('five lines of nodes', async () => {
        rows = (await terminalText(window)).split('\n').filter((line) => isNode.test(line))
        return rows.length >= 5
      })
      return `oc get nodes printed ${rows.length} lines`
    }
  },
  {
    name: 'Screen of a VM',
    async run({ window }) {
      await window.locator('[role=treeitem][data-kind=VirtualMachine][data-status=Running]').first().dblclick()
      await window.getByRole('tab', { name: 'Console', exact: true }).click()
      const console = window.getByRole('region', { name: /^Console of / })
      await until('a connected console', async () => (await console.getAttribute('data-state')) === 'connected')
      const logIn = console.getByRole('button', { name: 'Log in as student' })
      await logIn.click()
      await until('a login', async () => {
        const said = await console.innerText()
        // Where everything is slow, the guest's question comes after nobody waits for it any more; a person presses once more.
        if (said.includes('No password prompt came') && (await logIn.isEnabled())) await logIn.click()
        return said.includes('Logged in as student')
      }, guestLimitMs)
      return `${await console.getAttribute('aria-label')}: logged in as student`
    }
  },
  {
    name: 'Guide',
    async run({ window }) {
      await window.getByRole('tab', { name: 'Guide', exact: true }).click()
      const progress = window.getByRole('progressbar', { name: 'Unit progress' })
      // The login ticked its step, and the nodes asked for in the terminal ticked another one.
      await until('two ticked steps', async () => Number(await progress.getAttribute('value')) >= 2)
      return `${await progress.getAttribute('value')} steps ticked by themselves`
    }
  },
  {
    name: 'Note',
    async run({ window }) {
      await window.getByRole('tab', { name: 'Notes', exact: true }).click()
      const notes = window.getByRole('region', { name: 'Notes' })
      await notes.getByRole('button', { name: 'New note' }).click()
      await notes.getByRole('textbox', { name: 'Note' }).click()
      await window.keyboard.type('# First day\n\nLogged in, five nodes, and a VM whose screen answers.')
      await untilText(() => notes.getByRole('status').first().innerText(), /Saved/)
      return 'saved as it was typed'
    }
  }
]

/**
 * Plays the main job in the real program against the practice classroom, prints what it saw and keeps screenshots.
 *
 * @param {NodeJS.ProcessEnv} env with a display
 * @returns {Promise<boolean>} whether all of it worked
 */
export async function playDemo(env) {
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
  const folder = join(outDir, `demo-${time}`)
  mkdirSync(folder, { recursive: true })
  const userData = mkdtempSync(join(tmpdir(), 'lab-companion-demo-'))
  const forget = cleanUpAtEnd(() => rmSync(userData, { recursive: true, force: true }))
  let said = ''
  /** @type {import('playwright').ElectronApplication | undefined} */
  let app
  try {
    app = await _electron.launch({
      executablePath: electronPath(),
      args: ['.', '--practice', '--user-data-dir', userData],
      cwd: root,
      // A student who has just arrived, without start files of their own.
      env: /** @type {Record<string, string>} */ ({ ...env, HOME: userData })
    })
    app.process().stderr?.setEncoding('utf8').on('data', (text) => (said += text))
    const window = await app.firstWindow({ timeout: stageLimitMs })
    window.setDefaultTimeout(stageLimitMs)
    const worked = await playStages({ window, folder })
    if (!worked) console.log(`\nThe program said:\n${said.trim() || 'nothing'}`)
    return worked
  } catch (error) {
    console.error(`The program did not start: ${/** @type {Error} */ (error).message}`)
    return false
  } finally {
    await app?.close().catch(() => {})
    forget()
    console.log(`\nScreenshots: ${folder}`)
  }
}

/**
 * @param {Show} show
 * @returns {Promise<boolean>} whether all of it worked
 */
export async function playStages(show) {
  for (const [index, { name, run }] of stages.entries()) {
    const started = performance.now()
    const print = (/** @type {string} */ verdict, /** @type {string} */ seen) =>
      console.log(`${verdict.padEnd(6)}  ${name.padEnd(16)}  ${seen}  (${((performance.now() - started) / 1000).toFixed(1)} s)`)
    const file = `${String(index + 1).padStart(2, '0')}-${name.toLowerCase().replaceAll(' ', '-')}`
    try {
      print('ok', await run(show))
      await takePictures(show, file)
    } catch (error) {
      // Playwright's own log follows in further lines; the window's content tells more.
      print('failed', /** @type {Error} */ (error).message.split('\n')[0] ?? '')
      await takePictures(show, `${file}-failed`).catch(() => {})
      const seen = await show.window.locator('body').ariaSnapshot().catch(() => 'nothing')
      console.log(`\nThe window showed:\n${seen}`)
      return false
    }
  }
  return true
}

/**
 * @param {Show} show
 * @param {string} name
 */
export async function takePictures({ window, folder }, name) {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await window.emulateMedia({ colorScheme })
    // Otherwise the picture may show the change between the two in its middle.
    await window.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), animations: 'disabled' })
  }
  await window.emulateMedia({ colorScheme: null })
}

/** @param {Page} window */
const loginButton = (window) => window.getByRole('button', { name: 'Log in as admin', exact: true })

/** @param {Page} window */
const terminal = (window) => window.getByRole('region', { name: 'Terminal' })

/**
 * What the terminal shows; without a graphics card xterm draws each line as an element.
 *
 * @param {Page} window
 */
async function terminalText(window) {
  const lines = await terminal(window).locator('.xterm-rows > div').allTextContents()
  return lines.join('\n')
}

/**
 * @param {Page} window
 * @param {string} name
 */
async function expand(window, name) {
  const item = window.getByRole('tree', { name: 'Cluster' }).getByRole('treeitem', { name }).first()
  await item.waitFor()
  if ((await item.getAttribute('aria-expanded')) !== 'false') return
  await item.click()
  if ((await item.getAttribute('aria-expanded')) === 'false') await window.keyboard.press('ArrowRight')
}

/**
 * @param {Page} window
 * @param {string} kind
 * @param {number} count at least
 * @returns {Promise<string[]>} the names and states of the rows
 */
async function untilRows(window, kind, count) {
  const rows = window.locator(`[role=treeitem][data-kind=${kind}]`)
  await until(`${count} rows of kind ${kind}`, async () => (await rows.count()) >= count)
  return rows.evaluateAll((items) => items.map(({ dataset }) => `${dataset['name']} ${dataset['status'] ?? ''}`.trim()))
}

/**
 * @param {() => Promise<string>} read
 * @param {RegExp} pattern
 * @returns {Promise<string>} the text that matched
 */
async function untilText(read, pattern) {
  let found = ''
  await until(String(pattern), async () => {
    found = pattern.exec(await read())?.[0] ?? ''
    return found !== ''
  })
  return found
}

/**
 * @param {string} what
 * @param {() => Promise<boolean>} isSo
 * @param {number} [limitMs]
 */
export async function until(what, isSo, limitMs = stageLimitMs) {
  const deadline = Date.now() + limitMs
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`${what}: not seen within ${limitMs / 1000} s`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
