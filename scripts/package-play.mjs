import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { chromium } from 'playwright'
import { plays } from './package/check/plays.mjs'
import { startInRoot } from './package/clean-root.mjs'
import { exitOf, stopChild } from './processes.mjs'

/**
 * Started by package-check.mjs in a network of its own, where there is nothing but loopback: plays something (plays.mjs) in an installed program, as an
 * ordinary user on a desktop of its own, and says what it saw. A release's binary lets nobody inspect its main process, so that only the page is driven.
 *
 * @typedef {'helper' | 'namespaces'} Sandbox by the set-uid helper, where user namespaces are denied, or by those
 */
const [root = '', pictures = '', command = 'lab-companion', sandbox = 'helper', name = 'job'] = process.argv.slice(2)

/** A cold start on a machine that does other things too. */
const windowLimitMs = 60_000
const quitLimitMs = 15_000

const dataDir = join(root, 'home/student/.config/Lab Companion')
const portFile = join(dataDir, 'DevToolsActivePort')

/** @param {readonly string[]} args */
function startProgram(args) {
  // Left by a start before this one.
  rmSync(portFile, { force: true })
  const desktop = `eval "$(printf %s secret | gnome-keyring-daemon --unlock --components=secrets)"; exec xvfb-run -a -s '-screen 0 1600x1000x24' ${command} ${args.join(' ')} -- --remote-debugging-port=0`
  return startInRoot(root, ['NO_AT_BRIDGE=1', 'XDG_CURRENT_DESKTOP=GNOME', 'dbus-run-session', '--', 'sh', '-c', desktop], { user: 'student', isWholeSystem: sandbox === 'namespaces' })
}

const play = plays[/** @type {import('./package/check/plays.mjs').PlayName} */ (name)]
mkdirSync(pictures, { recursive: true })
const putAway = await play.prepare?.(root)
const program = startProgram(play.args)
let said = ''
for (const stream of [program.stdout, program.stderr]) stream?.setEncoding('utf8').on('data', (text) => (said += text))
const ended = exitOf(program)
try {
  const port = await untilPort()
  // Electron has no browser contexts whose downloads and focus could be set.
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true })
  const window = await untilWindow(browser)
  window.setDefaultTimeout(windowLimitMs)
  await play.run({ window, folder: pictures }).catch(async (error) => {
    await window.screenshot({ path: join(pictures, 'failed.png') }).catch(() => {})
    throw error
  })
  console.log(`ok      Sandbox           ${sandboxOfPage()}`)
  const pressed = window.getByRole('button', { name: 'Close window', exact: true }).click()
  // The window may be gone before the click is answered. How the program ends is judged by itself.
  await pressed.catch((error) => {
    if (!window.isClosed()) throw error
  })
  const code = await Promise.race([ended, delay(quitLimitMs, 'late')])
  if (code !== 0) throw new Error(`the program did not end well: ${code}`)
  console.log('ok      Quit              by its own button')
  await play.after?.(root)
  const log = readFileSync(join(dataDir, 'logs', 'lab-companion.log'), 'utf8')
  writeFileSync(join(pictures, 'lab-companion.log'), log)
  const incidents = log.split('\n').filter((line) => line.includes('LC-'))
  if (incidents.length > 0) throw new Error(`its log has incidents:\n${incidents.join('\n')}`)
} catch (error) {
  console.error(`${/** @type {Error} */ (error).message}\nThe program said:\n${said.trim() || 'nothing'}`)
  process.exitCode = 1
} finally {
  await stopChild(program)
  await putAway?.()
}
// A connection that has lost its program may keep this process alive.
process.exit()

/** Chromium writes its port there when it listens. */
async function untilPort() {
  const deadline = Date.now() + windowLimitMs
  while (Date.now() < deadline) {
    if (existsSync(portFile)) {
      const [port = ''] = readFileSync(portFile, 'utf8').split('\n')
      if (port !== '') return port
    }
    if (program.exitCode !== null) break
    await delay(50)
  }
  throw new Error('the program did not start')
}

/** @param {import('playwright').Browser} browser */
async function untilWindow(browser) {
  const deadline = Date.now() + windowLimitMs
  while (Date.now() < deadline) {
    const page = browser.contexts().flatMap((context) => context.pages()).find((each) => each.url().startsWith('app://'))
    if (page !== undefined) return page
    await delay(50)
  }
  throw new Error('there is no window')
}

/** @returns {string} what the kernel says of the page's process */
function sandboxOfPage() {
  const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/cmdline`) && isPage(name))
  if (pid === undefined) throw new Error('the page has no process')
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const field = (/** @type {string} */ name) => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? ''
  const depth = field('NSpid').split(/\s+/).length
  // 2: a filter of its own. Deeper than the root's own namespace by one: it sees no process but its own.
  if (field('Seccomp') !== '2' || depth < 3) throw new Error(`the page is not sandboxed: Seccomp ${field('Seccomp')}, ${depth} namespaces`)
  return `seccomp filter, process namespace of its own, uid ${field('Uid').split(/\s+/)[0]}`
}

/** @param {string} pid */
function isPage(pid) {
  try {
    // Chromium joins its words by blanks.
    return /^\S*\/lab-companion .*--type=renderer/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '))
  } catch {
    return false
  }
}
