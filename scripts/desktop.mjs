import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { cleanUpAtEnd, exitOf, runCommand, startChild, stopChild } from './processes.mjs'

/** How long each of the three servers may take until it answers; they take less than 1 s. */
const readyMs = 20_000

/**
 * Runs `work` with a desktop of its own: an X display without a screen, a D-Bus session and an open keyring. Nothing of
 * the user's own desktop is touched, and nothing is left behind. The three are process groups of their own, so that a
 * Ctrl+C ends the programs first and the display under them last.
 *
 * @template T
 * @param {(env: NodeJS.ProcessEnv) => Promise<T>} work gets the environment for the programs to run on this desktop
 * @returns {Promise<T>}
 */
export async function withDesktop(work) {
  const directory = mkdtempSync(join(tmpdir(), 'lab-companion-desktop-'))
  const cleanUp = cleanUpAtEnd(() => rmSync(directory, { recursive: true, force: true }))
  /** @type {import('node:child_process').ChildProcess[]} */
  const servers = []
  try {
    const env = { ...process.env, ...makeHome(directory) }
    delete env.WAYLAND_DISPLAY
    const display = startDisplay(directory)
    servers.push(display.server)
    env['DISPLAY'] = await display.ready
    const bus = startBus(directory, env)
    servers.push(bus.server)
    env['DBUS_SESSION_BUS_ADDRESS'] = await bus.ready
    servers.push(await startKeyring(directory, env))
    return await work(env)
  } finally {
    for (const server of servers.reverse()) await stopChild(server)
    cleanUp()
  }
}

/**
 * The XDG folders of a user who has just arrived; HOME stays, because programs such as npm find their settings there.
 *
 * @param {string} directory
 * @returns {Record<string, string>}
 */
function makeHome(directory) {
  const folder = (/** @type {string} */ name) => {
    const path = join(directory, name)
    mkdirSync(path, { mode: 0o700 })
    return path
  }
  return {
    XDG_RUNTIME_DIR: folder('run'),
    XDG_DATA_HOME: folder('data'),
    XDG_CONFIG_HOME: folder('config'),
    XDG_CACHE_HOME: folder('cache'),
    XAUTHORITY: writeAuthority(directory),
    // By this name Chromium knows that the keyring is GNOME's.
    XDG_CURRENT_DESKTOP: 'GNOME',
    XDG_SESSION_TYPE: 'x11',
    // Nothing reads the screen aloud here, and the bus starts no services.
    NO_AT_BRIDGE: '1'
  }
}

/**
 * Without a cookie every user of this machine could watch the keys typed on this display.
 *
 * @param {string} directory
 * @returns {string} an Xauthority file that holds for any display number, as that is known only after the start
 */
function writeAuthority(directory) {
  const counted = (/** @type {Buffer} */ bytes) => Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes])
  const familyWild = Buffer.from([0xff, 0xff])
  const any = Buffer.alloc(0)
  const fields = [any, any, Buffer.from('MIT-MAGIC-COOKIE-1'), randomBytes(16)]
  const file = join(directory, 'authority')
  writeFileSync(file, Buffer.concat([familyWild, ...fields.map(counted)]), { mode: 0o600 })
  return file
}

/** @param {string} directory */
function startDisplay(directory) {
  // A screen that holds the window at its design size, 1440x900, with room for a second one to be moved.
  const screen = ['-screen', '0', '1600x1000x24']
  const options = ['-displayfd', '3', ...screen, '-nolisten', 'tcp', '-noreset', '-auth', join(directory, 'authority')]
  const server = startChild('Xvfb', options, { detached: true, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
  return { server, ready: firstLine('Xvfb', server, 3).then((number) => `:${number}`) }
}

/**
 * @param {string} directory
 * @param {NodeJS.ProcessEnv} env
 */
function startBus(directory, env) {
  // The usual session configuration starts services on demand, which then outlive us; this one starts none.
  const file = join(directory, 'bus.conf')
  writeFileSync(
    file,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${join(directory, 'run', 'bus')}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`
  )
  const server = startChild('dbus-daemon', [`--config-file=${file}`, '--print-address', '--nofork', '--nopidfile'], {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe']
  })
  return { server, ready: firstLine('dbus-daemon', server, 1) }
}

/**
 * @param {string} directory
 * @param {NodeJS.ProcessEnv} env
 */
async function startKeyring(directory, env) {
  const options = ['--foreground', '--unlock', '--components=secrets']
  const start = (/** @type {string} */ command) =>
    startChild(command, options, { env, detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  let server
  try {
    server = start('gnome-keyring-daemon')
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPERM') throw error
    // It carries a file capability that containers often deny; a copy carries none.
    const copy = join(directory, 'gnome-keyring-daemon')
    copyFileSync('/usr/bin/gnome-keyring-daemon', copy)
    server = start(copy)
  }
  // Any password opens a keyring that does not exist yet; nobody needs to know it again.
  server.stdin?.end(randomBytes(16).toString('hex'))
  await untilOwned('org.freedesktop.secrets', env)
  return server
}

/**
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 */
async function untilOwned(name, env) {
  const question = ['--session', '--print-reply=literal', '--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.NameHasOwner']
  const deadline = Date.now() + readyMs
  while (Date.now() < deadline) {
    const { stdout } = await runCommand('dbus-send', [...question, `string:${name}`], { env })
    if (stdout.includes('true')) return
    await delay(20)
  }
  throw new Error(`${name} did not appear on the desktop's bus within ${readyMs / 1000} s`)
}

/**
 * @param {string} name
 * @param {import('node:child_process').ChildProcess} server
 * @param {number} descriptor on which it says where it is
 * @returns {Promise<string>}
 */
async function firstLine(name, server, descriptor) {
  const stream = server.stdio[descriptor]
  let said = ''
  server.stderr?.setEncoding('utf8').on('data', (text) => (said += text))
  const ended = new AbortController()
  server.once('error', (error) => ended.abort(error))
  server.once('close', () => ended.abort(new Error(said.trim())))
  const timer = setTimeout(() => ended.abort(new Error(`no answer within ${readyMs / 1000} s`)), readyMs)
  try {
    const lines = createInterface({ input: /** @type {import('node:stream').Readable} */ (stream) })
    const [line] = await once(lines, 'line', { signal: ended.signal })
    return line
  } catch {
    throw new Error(`${name} did not start: ${ended.signal.reason?.message}`)
  } finally {
    clearTimeout(timer)
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [separator, command, ...args] = process.argv.slice(2)
  if (separator !== '--' || command === undefined) {
    console.error('Usage: node scripts/desktop.mjs -- COMMAND [ARGUMENT…]')
    process.exit(2)
  }
  process.exitCode = await withDesktop((env) => exitOf(startChild(command, args, { env, stdio: 'inherit' })))
}
