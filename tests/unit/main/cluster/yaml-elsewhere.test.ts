import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readYamlElsewhere } from '../../../../main/cluster'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yaml-elsewhere-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function threadOf(code: string): Promise<string> {
  const file = join(folder, 'thread.cjs')
  await writeFile(file, `const { parentPort, workerData } = require('node:worker_threads')\n${code}`)
  return file
}

const short = 'apiVersion: v1\nkind: ConfigMap\n'
const long = `${short}data:\n  text: ${'a'.repeat(30_000)}\n`

describe('a text that is read elsewhere', () => {
  it('is one that would keep others waiting', async () => {
    const read = readYamlElsewhere(await threadOf('parentPort.postMessage({ ok: false, problems: [{ line: workerData.length, column: 1, field: "", message: "elsewhere" }] })'))
    expect(await read(long)).toMatchObject({ ok: false, problems: [{ line: long.length, message: 'elsewhere' }] })
    expect(await read(short)).toMatchObject({ ok: true, objects: [{ line: 1 }] })
  })

  it.each([
    ['fails', 'throw new Error("out of order")', 'out of order'],
    ['ends without an answer', '', 'ended with 0 before its answer'],
  ])('is given up where its thread %s', async (_what, code, words) => {
    await expect(readYamlElsewhere(await threadOf(code))(long)).rejects.toThrow(words)
  })
})
