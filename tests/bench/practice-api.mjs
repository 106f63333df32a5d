import { request } from 'node:https'
import { WebSocket } from 'ws'
import { withClassroom } from './classroom.mjs'
import { openApi } from './control.mjs'

/** Loading and listing take seconds; the limit is for a machine that does other things too. */
export const limitMs = 60_000

/**
 * @typedef {import('./control.mjs').Api['ask']} Ask
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
    const { apiUrl, pid } = classroom
    const { ca, headers, ask } = await openApi(classroom)
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
