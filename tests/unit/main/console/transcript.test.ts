import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTranscript } from '../../../../main/console/transcript'

let root: string
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'transcript-'))))
afterEach(() => rm(root, { recursive: true }))

const log = { info() {}, warn() {}, incident: () => 'LC-TEST1', hide() {} }

it.each(['../../../outside', '/tmp/outside', '..', 'a/b', 'rhel9.web'])('of a machine named %s lies in the classroom’s own folder', async (name) => {
  const transcript = createTranscript({ dataDir: join(root, 'data'), classroom: 'lab', machine: { namespace: 'vms', name }, log })
  transcript.append(Buffer.from('hello\n'))
  await transcript.flush()
  expect(await transcript.readText()).toBe('hello\n')
  expect(await readdir(root)).toEqual(['data'])
  expect(await readdir(join(root, 'data', 'consoles', 'lab'))).toHaveLength(1)
})
