import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { WebSocket } from 'ws'
import { withClassroom } from './classroom.mjs'

/** Loading and listing take seconds; the limit is for a machine that does other things too. */
export const limitMs = 60_000

/**
 * @typedef {(method: string, path: string, body?: object, type?: string) => Promise<{ status: number, text: string, location: string }>} Ask `type`: the body's, where it is no plain JSON
 * @typedef {(path: string) => Promise<import('ws').WebSocket>} Connect
 * @typedef {(path: string, events: number) => Promise<void>} Watch resolves when so many events have come
 */

/**
 * @template T
 * @param {import('../../scripts/bench.mjs').Context} context
 * @param {(api: { ask: Ask, watch: Watch, connect: Connect, pid: number, classroom: import('./classroom.mjs').Classroom }) => Promise<T>} work as the administrator
 * @returns {Promise<T>}
 */
export function withApi(context, work) {
  return withClassroom(context, async (classroom) => {
    const { apiUrl, caFile, admin, pid } = classroom
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
    const ask = async (method, path, body, type) => {
      const answer = await send(`${apiUrl}${path}`, method, type === undefined ? headers : { ...headers, 'Content-Type': type }, body)
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
    /** @type {Connect} */
    const connect = (path) =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(`${apiUrl.replace('https', 'wss')}${path}`, ['plain.kubevirt.io'], { ca, headers })
        socket.once('error', reject).once('open', () => resolve(socket))
      })
    return work({ ask, watch, connect, pid, classroom })
  })
}
