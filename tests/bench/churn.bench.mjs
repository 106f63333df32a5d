import { setTimeout as delay } from 'node:timers/promises'
import { measureCalmly } from '../../scripts/bench/calm.mjs'
import { mainHeap, objects, openPods, windowHeap, withLargeCluster } from './large-cluster.bench.mjs'

const perSecond = 2_000
const seconds = 30
/** At fifty changes a second, an hour brings as many as this long at the bench's rate. */
const soakSeconds = (50 * 3600) / perSecond
/** One frame of a 60 Hz screen, and three of them: what is longer nobody calls fluent any more. Both with the digit that the page's clock leaves open. */
const frameMs = 16.8
const worstMs = 50.1
/** What was not shown by then will not come. */
const shownMs = 10_000

/** What a pod goes through, in turns: 50,000 pods and three states come out differently in each round. */
const statuses = [
  { phase: 'Running', podIP: '10.128.2.31', containerStatuses: [{ name: 'main', ready: true, restartCount: 0, state: { running: {} } }] },
  { phase: 'Pending' },
  { phase: 'Running', containerStatuses: [{ name: 'main', ready: false, restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } } }] }
]

/** Two of ten changes: a pod goes, and another one comes. On a cluster it is fewer. */
const renewEvery = 10

/** What the changes are, and how they are named. */
const mixes = [
  { words: 'changes', more: {} },
  { words: 'changes, comings and goings', more: { renewEvery } }
]

/** @type {Map<object, Promise<{ p99: number, worst: number, lag: number, wrong: number }>>} */
const measured = new Map()

/** @type {import('../../scripts/bench.mjs').About} */
export const about = {
  title: 'A busy cluster',
  how: "The practice classroom changes 50,000 pods 2,000 times a second for 30 s while the page scrolls three rows a frame; each frame's time is taken in the page. Where the host of a virtual machine took more than a hundredth of the processors' time meanwhile, this is done again, four times at most, and the calmest counts. Afterwards every row is read from first to last and compared with the server's list, and a node is silenced to see how late the next change comes. Then all of it again, and of ten changes one removes a pod and the next makes another. Memory is the heap of main and page after garbage collection, before and after as many changes as a busy cluster makes in an hour.",
  limits: 'Drawing: without a GPU the processor paints each scrolled frame, and whatever else runs on its cores is seen as a long frame. Changes are folded in slices of 4 ms a frame, so a flood costs freshness before it costs fluency.'
}

/** @type {readonly import('../../scripts/bench.mjs').Bench[]} */
export const benches = [
  ...mixes.flatMap(({ words, more }) => [
    {
      name: `Frames while scrolling through ${objects} pods at ${perSecond} ${words} a second, drawn without a GPU: 99 of 100`,
      unit: 'ms',
      goal: 1,
      run: async (/** @type {import('../../scripts/bench.mjs').Context} */ context) => ({ value: (await measureOnce(context, more)).p99, baseline: frameMs })
    },
    {
      name: `The longest of those frames, at ${words}`,
      unit: 'ms',
      goal: 1,
      run: async (/** @type {import('../../scripts/bench.mjs').Context} */ context) => ({ value: (await measureOnce(context, more)).worst, baseline: worstMs })
    },
    {
      name: `How long after the last of those ${words} the next one is on the screen`,
      unit: 'ms',
      run: async (/** @type {import('../../scripts/bench.mjs').Context} */ context) => ({ value: (await measureOnce(context, more)).lag })
    },
    {
      name: `Rows that are not what the server lists, of all ${objects}, after those ${words}`,
      unit: 'rows',
      goal: 0,
      run: async (/** @type {import('../../scripts/bench.mjs').Context} */ context) => ({ value: (await measureOnce(context, more)).wrong, baseline: objects })
    }
  ]),
  {
    name: `Memory of main process and window after ${perSecond * soakSeconds} changes, an hour of a busy cluster, against before`,
    unit: 'MB',
    goal: 1.1,
    run: (context) =>
      withLargeCluster(context, async ({ app, window, api }) => {
        await openPods(window)
        const used = async () => ((await mainHeap(app)) + (await windowHeap(window))) / 1024 / 1024
        await change(api, 5, { renewEvery })
        const baseline = await used()
        await change(api, soakSeconds, { renewEvery })
        return { value: await used(), baseline }
      })
  }
]

/**
 * @param {import('./control.mjs').Api} api
 * @param {number} howLong
 * @param {object} [more]
 */
async function change(api, howLong, more = {}) {
  await api.ask('PUT', '/practice/changes', { ...more, resource: 'pods', namespace: 'vms-dev', perSecond, seconds: Math.round(howLong), statuses })
  // The last changes come after the given time where the server is behind.
  await delay(howLong * 1000 + 2_000)
}

/**
 * @param {import('../../scripts/bench.mjs').Context} context
 * @param {object} more
 */
function measureOnce(context, more) {
  const measuring = measured.get(more) ?? measure(context, more)
  measured.set(more, measuring)
  return measuring
}

/**
 * @param {import('../../scripts/bench.mjs').Context} context
 * @param {object} more
 */
function measure(context, more) {
  return withLargeCluster(context, async ({ window, api }) => {
    await openPods(window)
    const frames = await measureCalmly(() => scroll(window, api, more))
    const sorted = frames.sort((a, b) => a - b)
    const wrong = await differences(window, api)
    const lag = await showsNext(window, api)
    return { p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0, worst: sorted.at(-1) ?? 0, lag, wrong }
  })
}

/**
 * @param {import('playwright').Page} window
 * @param {import('./control.mjs').Api} api
 * @param {object} more
 * @returns {Promise<number[]>} the milliseconds of each frame while the pods change
 */
async function scroll(window, api, more) {
  const changing = change(api, seconds, more)
  const frames = await window.evaluate(
    (ms) =>
      new Promise((resolve) => {
        const tree = document.querySelector('[role=tree]')
        /** @type {number[]} */
        const frames = []
        const started = performance.now()
        let last = started
        const step = (/** @type {number} */ now) => {
          frames.push(now - last)
          last = now
          // Three rows a frame: a fast turn of the wheel.
          if (tree) tree.scrollTop += 72
          if (now - started < ms) requestAnimationFrame(step)
          // The first one only set the clock.
          else resolve(frames.slice(1))
        }
        requestAnimationFrame(step)
      }),
    seconds * 1000
  )
  await changing
  return /** @type {number[]} */ (frames)
}

/**
 * Reads every row, from the first to the last, as somebody who scrolls through all of it.
 *
 * @param {import('playwright').Page} window
 * @param {import('./control.mjs').Api} api
 * @returns {Promise<number>} how many pods have another status in the tree than on the server, or are in only one of the two
 */
async function differences(window, api) {
  /** @type {{ items: { metadata: { name: string }, status: { phase: string, containerStatuses?: { state: { waiting?: { reason: string } } }[] } }[] }} */
  const { items } = JSON.parse(await api.ask('GET', '/api/v1/namespaces/vms-dev/pods'))
  const listed = items.map(({ metadata, status }) => /** @type {[string, string]} */ ([metadata.name, status.containerStatuses?.[0]?.state.waiting?.reason ?? status.phase]))
  return window.evaluate(
    (listed) =>
      new Promise((resolve) => {
        const tree = /** @type {HTMLElement} */ (document.querySelector('[role=tree]'))
        const expected = new Map(listed)
        const wrong = new Set(expected.keys())
        tree.scrollTop = 0
        const step = () => {
          for (const row of tree.querySelectorAll('[data-kind=Pod][data-namespace=vms-dev]')) {
            const { name = '', status = '' } = /** @type {HTMLElement} */ (row).dataset
            if (expected.get(name) === status) wrong.delete(name)
            else wrong.add(name)
          }
          if (tree.scrollTop + tree.clientHeight >= tree.scrollHeight) return resolve(wrong.size)
          tree.scrollTop += tree.clientHeight / 2
          // One frame to draw what has come into sight, one to be sure of it.
          requestAnimationFrame(() => requestAnimationFrame(step))
        }
        requestAnimationFrame(step)
      }),
    listed
  )
}

/**
 * @param {import('playwright').Page} window
 * @param {import('./control.mjs').Api} api
 * @returns {Promise<number>} milliseconds until a node that falls silent is shown so
 */
async function showsNext(window, api) {
  await window.locator('[role=tree]').evaluate((tree) => {
    tree.scrollTop = 0
  })
  const started = performance.now()
  await api.ask('PUT', '/practice/silence/worker02')
  await window.locator('[role=treeitem][data-name=worker02][data-status=NotReady]').waitFor({ timeout: shownMs })
  return performance.now() - started
}
