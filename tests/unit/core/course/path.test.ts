import { expect, test } from 'vitest'
import { findAt, parsePath, placeName } from '../../../../core/course'

const object = {
  metadata: { labels: { 'node-role.kubernetes.io/worker': '' } },
  spec: { containers: [{ name: 'compute' }, { name: 'guest-console-log' }] },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }, { type: 'Degraded', status: 'False' }] },
}

function look(text: string) {
  const parsed = parsePath(text)
  if (!parsed.ok) throw new Error(parsed.message)
  return findAt(object, parsed.path).map(({ at, value }) => [placeName(at), value])
}

test.each([
  ['.status.phase', [['.status.phase', 'Running']]],
  ['{.status.phase}', [['.status.phase', 'Running']]],
  ['$.status.phase', [['.status.phase', 'Running']]],
  ['status.phase', [['.status.phase', 'Running']]],
  ['.spec.containers[1].name', [['.spec.containers[1].name', 'guest-console-log']]],
  ['.spec.containers[*].name', [['.spec.containers[0].name', 'compute'], ['.spec.containers[1].name', 'guest-console-log']]],
  ['.status.conditions[?(@.type=="Degraded")].status', [['.status.conditions[1].status', 'False']]],
  ["["+"'metadata'].labels['node-role.kubernetes.io/worker']", [['.metadata.labels["node-role.kubernetes.io/worker"]', '']]],
  ['.status.missing', []],
  ['.spec.containers[7].name', []],
  ['.status.phase.length', []],
  ['.constructor', []],
])('%s', (path, found) => {
  expect(look(path)).toEqual(found)
})

test.each(['', '.a..b', '.a[', '.a[?(@.b)]', '.a b', '.a[-1]', `.a${'.b'.repeat(40)}`])('%j is refused', (path) => {
  expect(parsePath(path).ok).toBe(false)
})

test('what a hostile object multiplies is bounded', () => {
  const wide = Array.from({ length: 500 }, () => Array.from({ length: 500 }, () => ({ a: 1 })))
  const parsed = parsePath('.x[*][*].a')
  if (!parsed.ok) throw new Error(parsed.message)
  expect(findAt({ x: wide }, parsed.path)).toHaveLength(1000)
})
