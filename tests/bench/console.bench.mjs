import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { build } from 'vite'
import { startClusterProxy } from '../../scripts/cluster-proxy.mjs'
import { root } from '../../scripts/paths.mjs'
import { stolenMs } from '../../scripts/bench/calm.mjs'
import { logIn, openProgram, withClassroom } from './classroom.mjs'
import { mainHeap, windowHeap } from './large-cluster.bench.mjs'
import { serveScreen } from './pixel-server.mjs'
import { idleMemory } from './process-memory.mjs'

/** Of each way, in turn; a longer round meets the same noise. */
const floodMs = 4_000
const floodRounds = 5
const pingTimes = 100
/** Of four thousand pictures, what one in a hundred takes repeats within a quarter of a millisecond; of a hundred it is the slowest one. */
const pingRounds = 40
const addedMs = 1
const cycles = 200
const consoles = 6
const mostMegabytes = 1536
/** Longer than main keeps a connection for the next question (main/session/https.ts). */
const idleMs = 25_000
/** A busy machine takes ten times as long as a quiet one. */
const limitMs = 60_000

/** @type {Promise<{ throughput: { value: number, baseline: number }, latency: { value: number, baseline: number } }> | undefined} */
let compared
/** @type {Promise<{ heap: { value: number, baseline: number }, sockets: { value: number, baseline: number } }> | undefined} */
let cycled

/** @type {import('../../scripts/bench.mjs').About} */
export const about = {
  title: 'VM consoles',
  how: "A server of the bench's own speaks RFB to two screens in turn: one through the bridge in main, one on a WebSocket of the page. Throughput is told as the time for a megabyte of rectangles, so that less is better here as everywhere: the goal of 0.95 of the direct throughput is 1.053 of its time, and a ratio below 1 means that the bridge is the quicker way. Latency is one small rectangle and the client's next request, 100 times in 40 rounds of each way; of all of them together 99 in 100 were as quick, without rounds in which the host of a virtual machine took processor time. Then one console is connected and cut 200 times, and six run in windows of their own at ten pictures a second.",
  limits: 'Decoding rectangles in the page, which both ways share. The bridge hands buffers on without a copy, and TLS is spoken in main, where it does not hold up the page: so it can be quicker than a direct WebSocket.'
}

/** @type {readonly import('../../scripts/bench.mjs').Bench[]} */
export const benches = [
  {
    name: 'Throughput of a screen through the bridge, as time for a megabyte: less is better. Against the same noVNC on a direct WebSocket in the same window',
    unit: 'ms',
    // 0.95 of the throughput: 1 / 0.95 of the time.
    goal: 1.053,
    run: async (context) => (await compareOnce(context)).throughput
  },
  {
    name: 'Latency that the bridge adds to a picture and its answer, 99 of 100, against the one millisecond that it may add',
    unit: 'ms',
    goal: 1,
    run: async (context) => (await compareOnce(context)).latency
  },
  {
    name: `Memory of main process and window after ${cycles} connects and disconnects, against after the first 20`,
    unit: 'MB',
    goal: 1.05,
    run: async (context) => (await cycleOnce(context)).heap
  },
  {
    name: `Sockets and message ports of the main process after ${cycles} connects and disconnects, against after the first 20`,
    unit: '',
    // One left behind each time would be nine times as many.
    goal: 1.05,
    run: async (context) => (await cycleOnce(context)).sockets
  },
  {
    name: `Memory of all processes with ${consoles} consoles in windows of their own, each at ten pictures a second`,
    unit: 'MB',
    goal: 1,
    run: (context) =>
      withProgram(context, async ({ app, screens, tearOff }) => {
        const stops = []
        for (let number = 0; number < consoles; number += 1) {
          const name = `console-${number}`
          await tearOff(name)
          const screen = await screens.next(name)
          await screen.shown()
          stops.push(screen.play(10))
        }
        const value = await idleMemory(/** @type {number} */ (app.process().pid))
        for (const stop of stops) stop()
        return { value, baseline: mostMegabytes }
      })
  }
]

/** @typedef {import('../../scripts/bench.mjs').Context} Context */

/** @param {Context} context */
function compareOnce(context) {
  return (compared ??= withProgram(context, async ({ proxyUrl, screens, tearOff }) => {
    const page = await tearOff('bridged')
    const bridged = await screens.next('bridged')
    await bridged.shown()
    await connectDirectly(page, `${proxyUrl.replace('https', 'wss')}/virtualmachineinstances/direct/vnc`)
    const direct = await screens.next('direct')
    await direct.shown()
    const rates = { bridged: /** @type {number[]} */ ([]), direct: /** @type {number[]} */ ([]) }
    for (let round = 0; round < floodRounds; round += 1) {
      rates.direct.push(await direct.flood(floodMs))
      rates.bridged.push(await bridged.flood(floodMs))
    }
    const pings = []
    for (let round = 0; round < pingRounds; round += 1) {
      const before = stolenMs()
      pings.push({ direct: await direct.ping(pingTimes), bridged: await bridged.ping(pingTimes), isCalm: stolenMs() === before })
    }
    // The host of a virtual machine stops it for longer than any bridge delays a picture.
    const calm = pings.filter(({ isCalm }) => isCalm)
    const counted = calm.length > 0 ? calm : pings
    const p99 = (/** @type {'direct' | 'bridged'} */ way) => at(counted.flatMap((ping) => ping[way]), 0.99)
    return {
      throughput: { value: 1000 / at(rates.bridged, 0.5), baseline: 1000 / at(rates.direct, 0.5) },
      latency: { value: p99('bridged') - p99('direct'), baseline: addedMs }
    }
  }))
}

/** @param {Context} context */
function cycleOnce(context) {
  return (cycled ??= withProgram(context, async ({ app, window, screens }) => {
    await window.getByRole('treeitem', { name: /^rhel9-web/ }).first().dblclick()
    await window.getByRole('tab', { name: 'Console', exact: true }).click()
    const cycle = async (/** @type {number} */ times) => {
      for (let round = 0; round < times; round += 1) {
        const arrived = screens.next('rhel9-web')
        await connectAgain(window, arrived)
        await (await arrived).shown()
        screens.end('rhel9-web')
      }
    }
    const measure = async () => {
      // Connections that are kept for the next question, each of which counts as TCP and as TLS, go when nobody asks.
      await delay(idleMs)
      return measured()
    }
    const measured = async () => ({
      heap: ((await mainHeap(app)) + (await windowHeap(window))) / 1024 / 1024,
      sockets: await app.evaluate(() => process.getActiveResourcesInfo().filter((kind) => /TCP|TLS|Port|Pipe/.test(kind)).length)
    })
    await cycle(20)
    const before = await measure()
    await cycle(cycles)
    const after = await measure()
    return { heap: { value: after.heap, baseline: before.heap }, sockets: { value: after.sockets, baseline: before.sockets } }
  }))
}

/**
 * A seat that is lost is not taken back without a click; one that broke comes back by itself, and sooner by a click.
 *
 * @param {import('playwright').Page} window
 * @param {Promise<unknown>} arrived
 */
async function connectAgain(window, arrived) {
  let isThere = false
  void arrived.then(() => (isThere = true))
  const button = window.getByRole('button', { name: /^(Take back|Reconnect)$/ })
  while (!isThere) {
    if (await button.isVisible()) await button.click({ timeout: 1_000 }).catch(() => undefined)
    await delay(20)
  }
}

/**
 * @typedef {object} Program
 * @property {import('playwright').ElectronApplication} app
 * @property {import('playwright').Page} window
 * @property {string} proxyUrl
 * @property {import('./classroom.mjs').Classroom} classroom the cluster itself
 * @property {{ next: (machine: string) => Promise<import('./pixel-server.mjs').PixelScreen>, end: (machine: string) => void }} screens
 * @property {(name: string) => Promise<import('playwright').Page>} tearOff opens a window for a machine
 */

/**
 * The program, logged in, in front of a cluster whose screens are the bench's own.
 *
 * @template T
 * @param {Context} context
 * @param {(program: Program) => Promise<T>} work
 * @returns {Promise<T>}
 */
export function withProgram(context, work) {
  return withClassroom(context, async (classroom) => {
    /** @type {Map<string, { socket: import('ws').WebSocket, screen: import('./pixel-server.mjs').PixelScreen }>} */
    const open = new Map()
    /** @type {Map<string, (screen: import('./pixel-server.mjs').PixelScreen) => void>} */
    const awaited = new Map()
    /** @type {Set<import('./pixel-server.mjs').PixelScreen>} */
    const handedOut = new Set()
    const certificate = join(context.folder, 'proxy.crt')
    const proxy = await startClusterProxy(classroom, certificate, (machine, accept) => {
      void accept().then((socket) => {
        const screen = serveScreen(socket)
        open.set(machine, { socket, screen })
        const take = awaited.get(machine)
        awaited.delete(machine)
        if (take) handedOut.add(screen)
        take?.(screen)
      })
      return true
    })
    // The cluster's logins have the cluster's own certificate.
    writeFileSync(certificate, readFileSync(certificate, 'utf8') + readFileSync(classroom.caFile, 'utf8'))
    const file = join(context.folder, 'console-classroom.yaml')
    const content = JSON.parse(readFileSync(classroom.file, 'utf8'))
    writeFileSync(file, JSON.stringify({ ...content, cluster: { ...content.cluster, apiUrl: proxy.apiUrl, caFile: certificate } }), { mode: 0o600 })
    const { app, window } = await openProgram({ ...classroom, file }, join(context.folder, 'program'), { bypassCSP: true, args: ['--ignore-certificate-errors'] })
    try {
      await logIn(window)
      return await work({
        app,
        window,
        classroom,
        proxyUrl: proxy.apiUrl,
        screens: {
          next(machine) {
            const known = open.get(machine)?.screen
            if (known && !handedOut.has(known)) {
              handedOut.add(known)
              return Promise.resolve(known)
            }
            return new Promise((resolve, reject) => {
              awaited.set(machine, resolve)
              setTimeout(() => reject(new Error(`no viewer came to the screen of ${machine}`)), limitMs).unref()
            })
          },
          end: (machine) => open.get(machine)?.socket.terminate()
        },
        async tearOff(name) {
          const opened = app.waitForEvent('window')
          await window.evaluate((machine) => /** @type {any} */ (globalThis).app.console.tearOff({ machine }), { namespace: 'bench', name })
          return opened
        }
      })
    } finally {
      await app.close()
      await proxy.stop()
    }
  })
}

/**
 * The same noVNC in the same page, over as large a part of it, on a WebSocket of the browser's.
 *
 * @param {import('playwright').Page} page
 * @param {string} url
 */
async function connectDirectly(page, url) {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, target: 'chrome114', lib: { entry: join(root, 'node_modules', '@novnc', 'novnc', 'core', 'rfb.js'), formats: ['es'] } }
  })
  const [output] = /** @type {any} */ (result)
  await page.evaluate(
    async ({ code, address }) => {
      const { default: RFB } = await import(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })))
      const host = document.createElement('div')
      host.style.cssText = 'position: absolute; inset: 10px; z-index: 9'
      document.querySelector('[role=application]')?.append(host)
      new RFB(host, address).scaleViewport = true
    },
    { code: output.output[0].code, address: url }
  )
}

/**
 * @param {readonly number[]} numbers
 * @param {number} share
 */
function at(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return /** @type {number} */ (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))])
}
