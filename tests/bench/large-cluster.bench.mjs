import { join } from 'node:path'
import { Agent, request } from 'node:https'
import { logIn, openProgram, withClassroom } from './classroom.mjs'
import { openApi } from './control.mjs'

/** As the unit's largest cluster is imagined, and what acceptance asks for. */
export const objects = 50_000
const page = 500
const namespace = 'vms-dev'
/** Long enough for a slow machine; what takes longer has failed. */
const limitMs = 120_000
/** What an object may cost, in the process that keeps the connection and in the window. */
const mainBytes = 1_536
const windowBytes = 512

const pods = {
  resource: 'pods',
  namespace,
  count: objects,
  object: {
    metadata: { labels: { app: 'load', 'pod-template-hash': '5d8f7c9b4' } },
    spec: { nodeName: 'worker01', containers: [{ name: 'main', image: 'registry.example.com/load:1' }] },
    status: { phase: 'Running', podIP: '10.128.2.31', containerStatuses: [{ name: 'main', ready: true, restartCount: 0, state: { running: {} } }] }
  }
}

/** @type {import('../../scripts/bench.mjs').About} */
export const about = {
  title: 'A large cluster',
  how: "A project of 50,000 pods is opened by a key inside the page and timed until its rows are counted in full and answer a key; the baseline fetches the same pages of the list with a bare HTTPS client and parses them. Memory is the heap's growth in main and in the page, after garbage collection, for each pod.",
  limits: "The server's JSON: reading it is most of the time. Objects are trimmed to what rows and checks need before they are kept."
}

/** @type {readonly import('../../scripts/bench.mjs').Bench[]} */
export const benches = [
  {
    name: `From the opened branch to ${objects} rows that answer, against a bare fetch and parse of the same lists`,
    unit: 'ms',
    goal: 1.5,
    run: (context) =>
      withLargeCluster(context, async ({ window, fetchAll }) => {
        const baseline = await fetchAll()
        return { value: await openPods(window), baseline }
      })
  },
  {
    name: `Memory that each of ${objects} pods costs the main process, against ${mainBytes} bytes`,
    unit: 'bytes',
    goal: 1,
    run: (context) =>
      withLargeCluster(context, async ({ app, window }) => {
        const before = await mainHeap(app)
        await openPods(window)
        return { value: ((await mainHeap(app)) - before) / objects, baseline: mainBytes }
      })
  },
  {
    name: `Memory that each of ${objects} pods costs the window, against ${windowBytes} bytes`,
    unit: 'bytes',
    goal: 1,
    run: (context) =>
      withLargeCluster(context, async ({ window }) => {
        const before = await windowHeap(window)
        await openPods(window)
        return { value: ((await windowHeap(window)) - before) / objects, baseline: windowBytes }
      })
  }
]

/**
 * @typedef {object} Large
 * @property {import('playwright').ElectronApplication} app
 * @property {import('playwright').Page} window logged in, the large project in sight and closed
 * @property {() => Promise<number>} fetchAll milliseconds for a bare client to fetch and parse what the open branch needs
 * @property {import('./control.mjs').Api} api
 */

/**
 * @template T
 * @param {import('../../scripts/bench.mjs').Context} context
 * @param {(large: Large) => Promise<T>} work
 * @returns {Promise<T>}
 */
export function withLargeCluster(context, work) {
  return withClassroom(context, async (classroom) => {
    const api = await openApi(classroom)
    await api.ask('POST', '/practice/objects', pods)
    const { app, window } = await openProgram(classroom, join(context.folder, 'program'))
    try {
      await logIn(window)
      await project(window).waitFor()
      return await work({ app, window, api, fetchAll: () => fetchAll(classroom.apiUrl, api) })
    } finally {
      await app.close()
    }
  })
}

/** @param {import('playwright').Page} window */
const project = (window) => window.locator(`[role=treeitem][data-kind=Project][data-name="${namespace}"]`)

/**
 * Opens the project inside the page, so that no message to and from it is counted, and waits until its pods are counted in full and the tree
 * answers a key.
 *
 * @param {import('playwright').Page} window
 * @returns {Promise<number>} milliseconds
 */
export async function openPods(window) {
  await project(window).click()
  return window.evaluate(
    ({ namespace, objects, limitMs }) =>
      new Promise((resolve, reject) => {
        const press = (/** @type {string} */ key) => document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
        const started = performance.now()
        if (!(document.activeElement instanceof HTMLElement) || document.activeElement.dataset['name'] !== namespace) return reject(new Error('the project has not the focus'))
        press('ArrowRight')
        const look = () => {
          const took = performance.now() - started
          if (took > limitMs) return reject(new Error('the pods were not listed in time'))
          const group = [...document.querySelectorAll('[role=treeitem][data-kind=Section]')].find((row) => row instanceof HTMLElement && row.dataset['name'] === 'Pods')
          if (!(Number(group?.querySelector('[data-beside]')?.getAttribute('data-beside')) >= objects)) return requestAnimationFrame(look)
          const before = document.activeElement
          press('ArrowDown')
          const answered = () => (document.activeElement === before ? requestAnimationFrame(answered) : resolve(performance.now() - started))
          answered()
        }
        look()
      }),
    { namespace, objects, limitMs }
  )
}

/** The kinds that an open project shows, as the program asks for them. */
const lists = [
  '/api/v1/namespaces/NS/pods',
  ...['services', 'persistentvolumeclaims', 'configmaps', 'secrets'].map((plural) => `/api/v1/namespaces/NS/${plural}`),
  ...['deployments', 'statefulsets', 'daemonsets'].map((plural) => `/apis/apps/v1/namespaces/NS/${plural}`),
  ...['jobs', 'cronjobs'].map((plural) => `/apis/batch/v1/namespaces/NS/${plural}`),
  '/apis/route.openshift.io/v1/namespaces/NS/routes',
  '/apis/cdi.kubevirt.io/v1beta1/namespaces/NS/datavolumes'
]

/**
 * @param {string} apiUrl
 * @param {import('./control.mjs').Api} api
 */
async function fetchAll(apiUrl, { ca, headers }) {
  const agent = new Agent({ keepAlive: true })
  const started = performance.now()
  await Promise.all(
    lists.map(async (path) => {
      for (let token = ''; ; ) {
        const text = await new Promise((resolve, reject) => {
          const url = `${apiUrl}${path.replace('NS', namespace)}?limit=${page}${token && `&continue=${encodeURIComponent(token)}`}`
          request(url, { ca, headers, agent }, async (response) => {
            const parts = []
            for await (const part of response) parts.push(part)
            resolve(Buffer.concat(parts).toString('utf8'))
          })
            .on('error', reject)
            .end()
        })
        token = JSON.parse(text).metadata.continue ?? ''
        if (token === '') return
      }
    })
  )
  agent.destroy()
  return performance.now() - started
}

/** @param {import('playwright').ElectronApplication} app */
export async function mainHeap(app) {
  return app.evaluate(async () => {
    const { setFlagsFromString } = process.getBuiltinModule ? process.getBuiltinModule('v8') : /** @type {typeof import('node:v8')} */ (process.mainModule?.require('node:v8'))
    const { runInNewContext } = process.getBuiltinModule ? process.getBuiltinModule('vm') : /** @type {typeof import('node:vm')} */ (process.mainModule?.require('node:vm'))
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc')
    collect()
    collect()
    return process.memoryUsage().heapUsed
  })
}

/** @param {import('playwright').Page} window */
export async function windowHeap(window) {
  const session = await window.context().newCDPSession(window)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize
}
