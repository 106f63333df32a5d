import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { root } from './paths.mjs'

/**
 * Runs `work` while no other process holds the same lock of this clone; waits for its turn.
 *
 * The lock is a listening socket in Linux's abstract namespace: taking it is atomic, and the kernel frees it with the
 * process, so that no lock file is ever left behind by a kill.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @param {() => void} [onWait] called once, when somebody else holds it
 * @returns {Promise<T>}
 */
export async function withLock(name, work, onWait = () => {}) {
  const clone = createHash('sha256').update(root).digest('hex').slice(0, 16)
  const address = `\0lab-companion-${name}-${clone}`
  const server = createServer((socket) => {
    waiting.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => waiting.delete(socket))
  })
  /** @type {Set<import('node:net').Socket>} */
  const waiting = new Set()

  for (let waited = false; ; ) {
    server.listen(address)
    const taken = await once(server, 'listening').then(
      () => true,
      (error) => {
        if (error.code !== 'EADDRINUSE') throw error
        return false
      }
    )
    if (taken) break
    if (!waited) onWait()
    waited = true
    await untilFreed(address)
  }
  try {
    return await work()
  } finally {
    server.close()
    for (const socket of waiting) socket.destroy()
  }
}

/**
 * The holder never writes: the connection ends when it lets go, or dies.
 *
 * @param {string} address
 * @returns {Promise<void>}
 */
function untilFreed(address) {
  return new Promise((resolve) => {
    const socket = connect(address)
    socket.on('error', () => {})
    socket.on('close', () => resolve())
    socket.resume()
  })
}
