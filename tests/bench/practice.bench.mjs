import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { outDir } from '../../scripts/paths.mjs'
import { stopChild } from '../../scripts/processes.mjs'
import { withClassroom } from './classroom.mjs'

/** As the unit's largest cluster is imagined, and what acceptance asks for. */
const objects = 50_000
const changesPerSecond = 2_000
const changeSeconds = 5

/** Loading and listing take seconds; the limit is for a machine that does other things too. */
const limitMs = 60_000

/** @type {readonly import('../../scripts/bench.mjs').Bench[]} */
export const benches = [
  {
    name: 'Practice classroom, first start until it is ready',
    unit: 'ms',
    run: async ({ env, folder }) => ({ value: await timeStart(env, join(folder, 'fresh')) })
  },
  {
    name: 'Practice classroom, later start until it is ready',
    unit: 'ms',
    async run({ env, folder }) {
      const data = join(folder, 'kept')
      await timeStart(env, data)
      return { value: await timeStart(env, data) }
    }
  },
  {
    name: `Practice classroom, list of ${objects} objects`,
    unit: 'ms',
    run: (context) =>
      withApi(context, async (ask) => {
        await ask('POST', '/practice/objects', { resource: 'configmaps', namespace: 'default', count: objects })
        const started = performance.now()
        const { text } = await ask('GET', '/api/v1/namespaces/default/configmaps')
        const value = performance.now() - started
        if (JSON.parse(text).items.length < objects) throw new Error('the list is not complete')
        return { value }
      })
  },
  {
    name: `Practice classroom, how late the last of ${changesPerSecond} changes a second among ${objects} objects is seen`,
    unit: 'ms',
    run: (context) =>
      withApi(context, async (ask, watch) => {
        await ask('POST', '/practice/objects', { resource: 'configmaps', namespace: 'default', count: objects })
        const { text } = await ask('GET', '/api/v1/namespaces/default/configmaps?limit=1')
        const { resourceVersion } = JSON.parse(text).metadata
        const seen = watch(`/api/v1/namespaces/default/configmaps?watch=1&resourceVersion=${resourceVersion}`, changesPerSecond * changeSeconds)
        const started = performance.now()
        await ask('PUT', '/practice/changes', { resource: 'configmaps', namespace: 'default', perSecond: changesPerSecond, seconds: changeSeconds })
        await seen
        return { value: performance.now() - started - changeSeconds * 1000 }
      })
  }
]

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

/**
 * @typedef {(method: string, path: string, body?: object) => Promise<{ status: number, text: string, location: string }>} Ask
 * @typedef {(path: string, events: number) => Promise<void>} Watch resolves when so many events have come
 */

/**
 * @template T
 * @param {import('../../scripts/bench.mjs').Context} context
 * @param {(ask: Ask, watch: Watch) => Promise<T>} work as the administrator
 * @returns {Promise<T>}
 */
function withApi(context, work) {
  return withClassroom(context, async ({ apiUrl, caFile, admin }) => {
    const ca = readFileSync(caFile)
    /**
     * @param {string} url
     * @param {string} method
     * @param {Record<string, string>} headers
     * @param {object} [body]
     * @returns {ReturnType<Ask>}
     */
    const send = (url, method, headers, body) =>
      new Promise((resolve, reject) => {
        const text = body === undefined ? '' : JSON.stringify(body)
        const asked = request(url, { method, ca, agent: false, headers: { ...headers, 'Content-Length': Buffer.byteLength(text) }, timeout: limitMs }, async (response) => {
          const parts = []
          for await (const part of response) parts.push(part)
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8'), location: response.headers.location ?? '' })
        })
        asked.on('error', reject).on('timeout', () => asked.destroy(new Error(`${url} did not answer`)))
        asked.end(text)
      })
    const { issuer, authorization_endpoint: endpoint } = JSON.parse((await send(`${apiUrl}/.well-known/oauth-authorization-server`, 'GET', {})).text)
    const query = new URLSearchParams({ client_id: 'openshift-challenging-client', response_type: 'token', redirect_uri: `${issuer}/oauth/token/implicit` })
    const basic = Buffer.from(`${admin.name}:${admin.password}`).toString('base64')
    const { location } = await send(`${endpoint}?${query}`, 'GET', { 'X-CSRF-Token': '1', Authorization: `Basic ${basic}` })
    const headers = { Authorization: `Bearer ${new URLSearchParams(new URL(location).hash.slice(1)).get('access_token')}` }

    /** @type {Ask} */
    const ask = async (method, path, body) => {
      const answer = await send(`${apiUrl}${path}`, method, headers, body)
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.text}`)
      return answer
    }
    /** @type {Watch} */
    const watch = (path, events) =>
      new Promise((/** @type {(value: void) => void} */ resolve, reject) => {
        const asked = request(`${apiUrl}${path}`, { ca, agent: false, headers }, (response) => {
          let left = events
          response.on('data', (/** @type {Buffer} */ part) => {
            for (const byte of part) if (byte === 10) left -= 1
            if (left <= 0) {
              resolve()
              asked.destroy()
            }
          })
          response.on('close', () => reject(new Error(`the watch ended ${left} events too early`)))
        })
        asked.on('error', reject)
        asked.end()
      })
    return work(ask, watch)
  })
}
