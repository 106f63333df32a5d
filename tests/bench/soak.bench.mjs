import { readdirSync, readlinkSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { withProgram } from './console.bench.mjs'
import { logIn } from './classroom.mjs'
import { openApi } from './control.mjs'
import { contentsOfMain, contentsOfWindow } from './heap-contents.mjs'
import { mainHeap, windowHeap } from './large-cluster.bench.mjs'
import { idleMemory, treeOf } from './process-memory.mjs'

/** By then everything has been loaded, V8 has compiled what runs often, and what is kept up to a limit of its own has reached it. */
const warmUp = 10
/** A classroom's exercise takes a quarter of an hour and more; whoever begins each with a login of its own, a console, a terminal and a note begins no more than these. */
const minutesOfRound = 12
const hours = 8
/** 40, which take four minutes on a quiet machine; LC_SOAK_ROUNDS=5000 is a night, and prints what was counted. */
const rounds = Number(process.env['LC_SOAK_ROUNDS'] ?? (hours * 60) / minutesOfRound)
/** Longer than main keeps a connection for the next question (main/session/https.ts). */
const idleMs = 25_000
/** A busy machine takes ten times as long as a quiet one. */
const limitMs = 60_000

/** Pods that an administrator makes and changes beside the student: a thousand are a classroom's. */
const pods = { resource: 'pods', namespace: 'vms-dev', count: 1_000, object: { spec: { nodeName: 'worker01', containers: [{ name: 'main', image: 'registry.example.com/load:1' }] }, status: { phase: 'Running' } } }
/** One in each second of a round's minutes, all of them at once. */
const changes = minutesOfRound * 60
const churn = { resource: 'pods', namespace: 'vms-dev', perSecond: changes, seconds: 1, statuses: [{ phase: 'Running' }, { phase: 'Pending' }] }
const floodLines = 100_000

/** @type {import('../../scripts/bench.mjs').About} */
export const about = {
  title: 'A long day',
  how: `One program plays the same round again and again: log out and in, ${changes} changes of pods in a second, a console connected in a window of its own, brought back and closed, ${floodLines} lines printed in the terminal, a terminal opened and closed, a note written, saved and thrown away. A round stands for ${minutesOfRound} minutes of a day (${changes} changes are one each second of them), so ${rounds} rounds are ${(rounds * minutesOfRound) / 60} hours: ${rounds} logins, consoles, terminals and notes, ${rounds * floodLines} lines, ${rounds * changes} changes. After ${warmUp} rounds and after ${rounds} more, each time when the program is idle: what main and page have made and not let go, by heap snapshots; the memory of all processes, main's open files, handles and listeners, the page's listeners and elements, and the processes.`,
  limits: "What is kept on purpose and up to a limit: scroll-back of the terminal that logs in, the bin of notes, what the allocators of Chromium hold for the next peak. Not in the first figure, but in the second: what V8 compiles and why it did, the only thing that grows in the heaps with each round, by 80 kB. Counted apart from the other files: a descriptor of /dev/null that Electron leaves behind each time that it starts a process of the kind in which the keychain is asked, whatever that process is given to read and write: at most one for each login, as several within five seconds share one, and keeping it for longer would cost 40 MB."
}

/** @typedef {{ heap: number, memory: number, files: number, nulls: number, handles: number, listeners: number, page: number, processes: number }} Sample */

/** @type {Promise<{ before: Sample, after: Sample }> | undefined} */
let soaked

/**
 * @param {keyof Sample} what
 * @returns {(context: import('../../scripts/bench.mjs').Context) => Promise<{ value: number, baseline: number }>}
 */
const growth = (what) => async (context) => {
  const { before, after } = await soakOnce(context)
  return { value: after[what], baseline: before[what] }
}

/** @param {import('../../scripts/bench.mjs').Context} context */
async function leftByKeychain(context) {
  const { before, after } = await soakOnce(context)
  return { value: after.nulls - before.nulls, baseline: rounds }
}

const after = `after ${rounds} rounds of a student's work, ${(rounds * minutesOfRound) / 60} hours, against after the first ${warmUp}`

/** @type {readonly import('../../scripts/bench.mjs').Bench[]} */
export const benches = [
  // 40 kB left behind in each round would be more.
  { name: `Contents of the heaps of main process and window ${after}`, unit: 'MB', goal: 1.05, run: growth('heap') },
  { name: `Memory of all processes ${after}`, unit: 'MB', goal: 1.1, run: growth('memory') },
  { name: `Open files of the main process ${after}`, unit: '', goal: 1.05, run: growth('files') },
  { name: `Descriptors of /dev/null that Electron leaves open in the main process after ${rounds} rounds, against one for each login`, unit: '', goal: 1, run: leftByKeychain },
  { name: `Handles of the main process ${after}`, unit: '', goal: 1.05, run: growth('handles') },
  { name: `Listeners in the main process ${after}`, unit: '', goal: 1.05, run: growth('listeners') },
  { name: `Listeners and elements of the window ${after}`, unit: '', goal: 1.05, run: growth('page') },
  { name: `Processes ${after}`, unit: '', goal: 1, run: growth('processes') }
]

/** @param {import('../../scripts/bench.mjs').Context} context */
function soakOnce(context) {
  return (soaked ??= withProgram(context, async (program) => {
    const api = await openApi(program.classroom)
    await api.ask('POST', '/practice/objects', pods)
    await program.window.getByRole('tab', { name: 'Notes' }).click()
    const play = async (/** @type {number} */ times) => {
      for (let round = 0; round < times; round += 1) await playRound(program, api)
    }
    await play(warmUp)
    // Whoever writes a snapshot once has taken room for it: before both figures alike.
    await heapContents(program, context.folder)
    const before = await measure(program, context.folder)
    await play(rounds)
    const after = await measure(program, context.folder)
    if (process.env['LC_SOAK_ROUNDS'] !== undefined) console.error(before, after)
    return { before, after }
  }))
}

/**
 * @param {import('./console.bench.mjs').Program} program
 * @param {import('./control.mjs').Api} api
 */
async function playRound({ window, screens, tearOff }, api) {
  await window.evaluate(() => /** @type {any} */ (globalThis).app.session.logout({ user: 'admin' }))
  await window.getByRole('button', { name: 'Log in as admin', exact: true }).waitFor()
  await logIn(window)
  await api.ask('PUT', '/practice/changes', churn)

  const opened = await tearOff('rhel9-web')
  await (await screens.next('rhel9-web')).shown()
  const closed = opened.waitForEvent('close')
  await window.evaluate(() => /** @type {any} */ (globalThis).app.console.bringBack({ machine: { namespace: 'bench', name: 'rhel9-web' } }))
  await closed

  await floodTerminal(window)
  await writeNote(window)
}

/** @param {import('playwright').Page} window */
async function floodTerminal(window) {
  const tabs = window.getByRole('region', { name: 'Terminal' }).getByRole('tab')
  // Who is logged in is known before oc has ended, and a terminal in which something runs is not given more: there would be one tab too many.
  await until(() =>
    window.evaluate(async () => {
      const { value } = await /** @type {any} */ (globalThis).app.terminal.begin({ user: 'admin' })
      return value.every((/** @type {any} */ { state }) => state.kind === 'running' && !state.busy)
    })
  )
  const before = await tabs.count()
  const id = await window.evaluate(async (lines) => {
    const { app } = /** @type {any} */ (globalThis)
    await app.terminal.run({ user: 'admin', lines: [`seq ${lines}`] })
    const { value } = await app.terminal.create({ purpose: { kind: 'shell', user: 'admin' } })
    return value.id
  }, floodLines)
  await until(async () => (await tabs.count()) === before + 1)
  await window.evaluate((tab) => /** @type {any} */ (globalThis).app.terminal.close({ id: tab }), id)
  await until(async () => (await tabs.count()) === before)
}

/** @param {import('playwright').Page} window */
async function writeNote(window) {
  const notes = window.getByRole('region', { name: 'Notes' })
  await notes.getByRole('button', { name: 'New note' }).click()
  await notes.getByRole('textbox', { name: 'Note', exact: true }).click()
  await window.keyboard.type('# Of a long day\n\nRunning pods are not enough, it must say Available.')
  await notes.getByRole('status', { name: 'Saved' }).waitFor()
  await window.evaluate(async () => {
    const { app } = /** @type {any} */ (globalThis)
    const { value } = await app.notes.library()
    for (const { path } of value.notes) await app.notes.remove({ path })
  })
}

/** @param {() => Promise<boolean>} isThere */
async function until(isThere) {
  for (const end = Date.now() + limitMs; !(await isThere()); await delay(50)) if (Date.now() > end) throw new Error(`nothing came of it: ${isThere}`)
}

/**
 * @param {import('./console.bench.mjs').Program} program
 * @param {string} folder
 * @returns {Promise<Sample>}
 */
async function measure({ app, window }, folder) {
  const pid = /** @type {number} */ (app.process().pid)
  // Connections that are kept for the next question go when nobody asks.
  await delay(idleMs)
  // Both collect what nobody holds any more.
  await mainHeap(app)
  await windowHeap(window)
  const memory = await idleMemory(pid)
  const session = await window.context().newCDPSession(window)
  const { listeners: pageListeners, elements } = await countPage(session)
  await session.detach()
  const main = await app.evaluate((electron) => {
    const emitters = [process, electron.app, electron.ipcMain, electron.nativeTheme, electron.powerMonitor, electron.screen, electron.session.defaultSession, ...electron.webContents.getAllWebContents(), ...electron.BrowserWindow.getAllWindows()]
    const handles = /** @type {any} */ (process)._getActiveHandles()
    let listeners = 0
    for (const emitter of [...emitters, ...handles]) for (const name of emitter.eventNames?.() ?? []) listeners += emitter.listenerCount(name)
    return { listeners, handles: process.getActiveResourcesInfo().filter((kind) => !/Timeout|Immediate|FSReq/.test(kind)).length }
  })
  // Last, for a snapshot takes room of its own.
  const heap = await heapContents({ app, window }, folder)
  return { heap, memory, ...main, ...openFilesOf(pid), page: pageListeners + elements, processes: treeOf(pid).length }
}

/**
 * In MB.
 *
 * @param {Pick<import('./console.bench.mjs').Program, 'app' | 'window'>} program
 * @param {string} folder
 */
async function heapContents({ app, window }, folder) {
  return ((await contentsOfMain(app, folder)) + (await contentsOfWindow(window, folder))) / 1024 / 1024
}

/** @param {number} pid */
function openFilesOf(pid) {
  const folder = `/proc/${pid}/fd`
  const targets = readdirSync(folder).flatMap((name) => {
    try {
      return readlinkSync(`${folder}/${name}`)
    } catch {
      // Closed since the listing.
      return []
    }
  })
  const nulls = targets.filter((target) => target === '/dev/null').length
  return { files: targets.length - nulls, nulls }
}

/** @param {import('playwright').CDPSession} session */
async function countPage(session) {
  await session.send('HeapProfiler.collectGarbage')
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters')
  return { listeners: jsEventListeners, elements: nodes }
}
