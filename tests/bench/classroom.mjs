import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { _electron } from 'playwright'
import { electronPath } from '../../scripts/electron-path.mjs'
import { outDir, root } from '../../scripts/paths.mjs'
import { startChild, stopChild } from '../../scripts/processes.mjs'

/**
 * A practice classroom that runs beside the program instead of inside, so that each is measured alone, and both `oc login`
 * in a bare terminal and the program meet the same server with the same `oc`.
 *
 * @typedef {object} Classroom
 * @property {string} apiUrl
 * @property {string} caFile
 * @property {string} file a classroom file for the program
 * @property {{ name: string, password: string }} admin
 * @property {NodeJS.ProcessEnv} env has `oc`
 * @property {number} pid the practice classroom's own process
 */

/** The server is ready within 1 s; the limit is for a machine that does other things too. */
const readyMs = 30_000

/**
 * @template T
 * @param {import('../../scripts/bench.mjs').Context} context
 * @param {(classroom: Classroom) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withClassroom({ env, folder }, work) {
  const data = join(folder, 'practice')
  const program = join(outDir, 'practice', 'main.cjs')
  const server = startChild(process.execPath, [program, '--port', '0', '--json', '--data-dir', data], {
    env,
    stdio: ['ignore', 'pipe', 'inherit']
  })
  try {
    const lines = createInterface({ input: /** @type {import('node:stream').Readable} */ (server.stdout) })
    const [line] = await once(lines, 'line', { signal: AbortSignal.timeout(readyMs) })
    const { apiUrl, consoleUrl, caFile, users } = JSON.parse(line)
    const admin = users.find((/** @type {{ name: string }} */ { name }) => name === 'admin')
    const file = join(folder, 'classroom.yaml')
    const cluster = { apiUrl, consoleUrl, caFile, nodes: { master: 3, worker: 2 } }
    // JSON is YAML.
    const content = { kind: 'Classroom', version: 1, title: 'Bench', cluster, users: [{ ...admin, role: 'cluster-admin' }] }
    writeFileSync(file, JSON.stringify(content), { mode: 0o600 })
    const path = [env['PATH'], installOc(folder)].join(delimiter)
    // A developer's own start files would be measured with the program.
    const home = mkdtempSync(join(folder, 'home-'))
    return await work({ apiUrl, caFile, file, admin, env: { ...env, HOME: home, PATH: path }, pid: /** @type {number} */ (server.pid) })
  } finally {
    await stopChild(server)
  }
}

/**
 * @param {string} folder
 * @returns {string} a folder with the practice classroom's `oc`, started as the program starts it
 */
function installOc(folder) {
  const bin = join(folder, 'bin')
  mkdirSync(bin, { recursive: true })
  const file = join(bin, 'oc')
  writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${join(outDir, 'practice', 'oc.cjs')}' "$@"\n`)
  chmodSync(file, 0o755)
  return bin
}

/**
 * Starts the program as a student who has not been here before, ready for the click on "Log in as admin".
 *
 * @param {Classroom} classroom
 * @param {string} userData
 * @param {{ bypassCSP?: boolean, args?: string[] }} [options] for the window of the bench's own making
 */
export async function openProgram({ file, env }, userData, { bypassCSP = false, args = [] } = {}) {
  const app = await _electron.launch({
    executablePath: electronPath(),
    args: ['.', '--classroom', file, '--user-data-dir', userData, ...args],
    bypassCSP,
    cwd: root,
    env: /** @type {Record<string, string>} */ (env)
  })
  const window = await app.firstWindow()
  await window.getByRole('button', { name: 'Log in as admin' }).waitFor()
  // The shell's own start is no part of a login.
  await window.getByRole('region', { name: 'Terminal' }).locator('.xterm-rows > div', { hasText: /\S/ }).first().waitFor()
  // Nobody clicks while the window is still busy with its own start.
  await window.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
  return { app, window }
}

/**
 * Clicks "Log in as admin" and waits for the tree, both inside the page, so that no message to and from it is counted. The page is looked at when
 * it changes: a look at each frame would keep it drawing while `oc` needs the processor.
 *
 * @param {import('playwright').Page} window
 * @returns {Promise<number>} milliseconds from the click to the frame with five nodes
 */
export function logIn(window) {
  return window.evaluate(
    (limitMs) =>
      new Promise((resolve, reject) => {
        const named = (/** @type {Element} */ { ariaLabel, textContent }, /** @type {string} */ name) => (ariaLabel ?? textContent ?? '').trim().startsWith(name)
        const started = performance.now()
        const look = () => {
          if (document.querySelectorAll('[role=treeitem][data-kind=Node]').length >= 5) {
            end()
            requestAnimationFrame(() => resolve(performance.now() - started))
            return
          }
          const nodes = [...document.querySelectorAll('[role=treeitem][aria-expanded=false]')].find((item) => named(item, 'Nodes'))
          if (nodes instanceof HTMLElement) nodes.click()
        }
        const changes = new MutationObserver(look)
        const late = setTimeout(() => {
          end()
          reject(new Error(`no five nodes within ${limitMs / 1000} s`))
        }, limitMs)
        const end = () => {
          changes.disconnect()
          clearTimeout(late)
        }
        changes.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-expanded'] })
        const button = [...document.querySelectorAll('button')].find((candidate) => named(candidate, 'Log in as admin'))
        button?.click()
        look()
      }),
    readyMs
  )
}
