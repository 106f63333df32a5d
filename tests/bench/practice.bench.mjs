import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { outDir } from '../../scripts/paths.mjs'
import { stopChild } from '../../scripts/processes.mjs'
import { limitMs, withApi } from './practice-api.mjs'
import { idleMemory } from './process-memory.mjs'

/** As the unit's largest cluster is imagined, and what acceptance asks for. */
const objects = 50_000
const changesPerSecond = 2_000
const changeSeconds = 5

/** What an instructor makes a big classroom of: see the page "Instructor". */
const machines = {
  resource: 'virtualmachines.kubevirt.io',
  namespace: 'vms-dev',
  object: { spec: { runStrategy: 'Halted', template: { spec: { domain: { devices: {} } } } }, status: { printableStatus: 'Stopped' } }
}
const machinesPath = '/apis/kubevirt.io/v1/namespaces/vms-dev/virtualmachines'

/** @type {import('../../scripts/bench.mjs').About} */
export const about = {
  title: 'The practice classroom',
  how: 'Its own process without a window: from start to the line that says it is ready, against ten starts of bare Node; then with 50,000 VirtualMachines the whole list, 2,000 changes a second as seen by one watch, and its memory.',
  limits: 'Making keys and reading the world from disk at the first start; JSON at 50,000 objects.'
}

/** @type {readonly import('../../scripts/bench.mjs').Bench[]} */
export const benches = [
  {
    name: 'Practice classroom, first start until it is ready, against ten starts of bare Node',
    unit: 'ms',
    // A second, where bare Node takes 40 ms.
    goal: 2.5,
    run: async ({ env, folder }) => ({ value: await timeStart(env, join(folder, 'fresh')), baseline: 10 * (await timeNode(env)) })
  },
  {
    name: 'Practice classroom, later start until it is ready, against ten starts of bare Node',
    unit: 'ms',
    goal: 2.5,
    async run({ env, folder }) {
      const data = join(folder, 'kept')
      await timeStart(env, data)
      return { value: await timeStart(env, data), baseline: 10 * (await timeNode(env)) }
    }
  },
  {
    name: `Practice classroom, list of ${objects} machines, against reading that answer`,
    unit: 'ms',
    goal: 4,
    run: (context) =>
      withApi(context, async ({ ask }) => {
        await ask('POST', '/practice/objects', { ...machines, count: objects })
        const started = performance.now()
        const text = await ask('GET', machinesPath)
        const value = performance.now() - started
        const parsing = performance.now()
        if (JSON.parse(text).items.length < objects) throw new Error('the list is not complete')
        return { value, baseline: performance.now() - parsing }
      })
  },
  {
    name: `Practice classroom, until ${changesPerSecond} changes a second among ${objects} machines are all seen, against making them`,
    unit: 'ms',
    // It does not fall behind: what is made in five seconds is seen within five and a half.
    goal: 1.1,
    run: (context) =>
      withApi(context, async ({ ask, watch }) => {
        await ask('POST', '/practice/objects', { ...machines, count: objects })
        const text = await ask('GET', `${machinesPath}?limit=1`)
        const { resourceVersion } = JSON.parse(text).metadata
        const seen = watch(`${machinesPath}?watch=1&resourceVersion=${resourceVersion}`, changesPerSecond * changeSeconds)
        const started = performance.now()
        await ask('PUT', '/practice/changes', { ...machines, perSecond: changesPerSecond, seconds: changeSeconds })
        await seen
        return { value: performance.now() - started, baseline: changeSeconds * 1000 }
      })
  },
  {
    name: `Practice classroom, memory with ${objects} machines after ${changesPerSecond * changeSeconds} changes, against that of their JSON`,
    unit: 'MB',
    run: (context) =>
      withApi(context, async ({ ask, watch, pid }) => {
        await ask('POST', '/practice/objects', { ...machines, count: objects })
        const text = await ask('GET', machinesPath)
        const seen = watch(`${machinesPath}?watch=1&resourceVersion=${JSON.parse(text).metadata.resourceVersion}`, changesPerSecond * changeSeconds)
        await ask('PUT', '/practice/changes', { ...machines, perSecond: changesPerSecond, seconds: changeSeconds })
        await seen
        return { value: await idleMemory(pid), baseline: Buffer.byteLength(text) / 2 ** 20 }
      })
  }
]

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} milliseconds of a Node that only says something
 */
async function timeNode(env) {
  const started = performance.now()
  const child = spawn(process.execPath, ['-e', 'console.log(1)'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  await once(createInterface({ input: child.stdout }), 'line', { signal: AbortSignal.timeout(limitMs) })
  return performance.now() - started
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} data
 * @returns {Promise<number>} milliseconds from the start of the process to its line that says it is ready
 */
async function timeStart(env, data) {
  const started = performance.now()
  const child = spawn(process.execPath, [join(outDir, 'practice', 'main.cjs'), '--json', '--data-dir', data], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await once(createInterface({ input: child.stdout }), 'line', { signal: AbortSignal.timeout(limitMs) })
    return performance.now() - started
  } finally {
    await stopChild(child)
  }
}
