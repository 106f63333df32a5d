import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ObservedObject, ObservedObjects } from '../../../../core/course'
import { createImports } from '../../../../main/course'

let dataDir = ''
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lab-companion-imports-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

const quickStart = (name: string): ObservedObject => ({
  kind: 'ConsoleQuickStart',
  metadata: { name },
  spec: { displayName: name, durationMinutes: 5, description: 'Short', introduction: 'Hello', tasks: [{ title: 'Look', description: 'Around' }] },
})

/** A cluster that answers so, first that it waits, as ours does. */
function importsOf(answer: Partial<ObservedObjects>) {
  const disposed = vi.fn()
  const onImported = vi.fn(() => Promise.resolve())
  const { handlers } = createImports({
    dataDir,
    observe(query, listener) {
      expect(query).toEqual({ group: 'console.openshift.io', kind: 'ConsoleQuickStart', namespace: null })
      listener({ state: 'waiting', message: null, objects: [], changes: null })
      setImmediate(() => listener({ state: 'live', message: null, objects: [], changes: null, ...answer }))
      return { dispose: disposed }
    },
    chooseFile: () => Promise.resolve(null),
    chooseFolder: () => Promise.resolve(join(dataDir, 'nothing')),
    onImported,
  })
  return { calls: handlers.calls, disposed, onImported }
}

test('the quick starts of the cluster become units, and the cluster is not watched any longer', async () => {
  const { calls, disposed, onImported } = importsOf({ objects: [quickStart('one'), quickStart('two')] })
  expect((await calls.fromCluster(undefined))?.map(({ id, steps, broken }) => ({ id, steps, broken }))).toEqual(['one', 'two'].map((id) => ({ id, steps: 1, broken: false })))
  expect(disposed).toHaveBeenCalledOnce()
  expect(onImported).toHaveBeenCalledOnce()
})

test.each([
  [{ state: 'no-such-kind' } as const, 404],
  [{ state: 'forbidden', message: 'User "developer" cannot list' } as const, 403],
])('a cluster that has none, or does not show them, says so: %o', async (answer, status) => {
  const { calls, disposed } = importsOf(answer)
  await expect(calls.fromCluster(undefined)).rejects.toMatchObject({ error: { kind: 'cluster.refused', status } })
  expect(disposed).toHaveBeenCalledOnce()
})

test('who cancels gets nothing; a folder that is not there is named', async () => {
  const { calls } = importsOf({})
  expect(await calls.fromFile(undefined)).toBeNull()
  await expect(calls.fromFolder(undefined)).rejects.toMatchObject({ error: { kind: 'local.file', path: join(dataDir, 'nothing'), reason: 'it is not there any more' } })
})
