import { once } from 'node:events'
import { createWriteStream, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What a program has made and not let go, in bytes: all that a heap snapshot of V8 holds but what V8 has made of the program's functions. That one
 * compiles what runs often, and keeps for each piece why; it goes on so for hours, by half a megabyte in ten rounds, and tells nothing of a leak.
 */
const OF_V8 = new Set(['code', 'hidden', 'synthetic'])

/**
 * @param {import('playwright').ElectronApplication} app
 * @param {string} folder
 * @returns {Promise<number>}
 */
export async function contentsOfMain(app, folder) {
  const file = join(folder, 'main.heapsnapshot')
  await app.evaluate((_electron, path) => {
    const { writeHeapSnapshot } = /** @type {typeof import('node:v8')} */ (process.mainModule?.require('node:v8'))
    writeHeapSnapshot(path)
  }, file)
  return contentsOf(file)
}

/**
 * @param {import('playwright').Page} window
 * @param {string} folder
 * @returns {Promise<number>}
 */
export async function contentsOfWindow(window, folder) {
  const file = join(folder, 'window.heapsnapshot')
  const session = await window.context().newCDPSession(window)
  const written = createWriteStream(file)
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => written.write(chunk))
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  await session.detach()
  written.end()
  await once(written, 'close')
  return contentsOf(file)
}

/** @param {string} file */
function contentsOf(file) {
  const { snapshot, nodes } = /** @type {{ snapshot: { meta: { node_fields: string[], node_types: [string[]] } }, nodes: number[] }} */ (JSON.parse(readFileSync(file, 'utf8')))
  rmSync(file)
  const { node_fields: fields, node_types: types } = snapshot.meta
  const [type, size] = [fields.indexOf('type'), fields.indexOf('self_size')]
  let bytes = 0
  for (let node = 0; node < nodes.length; node += fields.length) {
    if (!OF_V8.has(types[0][nodes[node + type] ?? 0] ?? '')) bytes += nodes[node + size] ?? 0
  }
  return bytes
}
