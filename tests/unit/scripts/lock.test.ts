import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { withLock } from '../../../scripts/lock.mjs'
import { root } from '../../../scripts/paths.mjs'

it('lets one process of a clone work at a time', async () => {
  const name = `turns-${process.pid}`
  // Each holder says when it comes and goes; interleaved lines would show two at once.
  const program = `import('./scripts/lock.mjs').then(({ withLock }) => withLock('${name}', async () => {
    console.log('in'); await new Promise((resolve) => setTimeout(resolve, 30)); console.log('out') }))`
  const shell = spawn('sh', ['-c', 'for i in 1 2 3 4; do "$0" -e "$1" & done; wait', process.execPath, program], { cwd: root })
  expect(await text(shell.stdout)).toBe('in\nout\n'.repeat(4))
})

it('is free again when its holder was killed, and tells who waits', async () => {
  const name = `killed-${process.pid}`
  const holder = spawn(
    process.execPath,
    ['-e', `import('./scripts/lock.mjs').then(({ withLock }) => withLock('${name}', () => (console.log('in'), new Promise(() => setInterval(() => {}, 1000)))))`],
    { cwd: root }
  )
  await once(holder.stdout, 'data')
  const taken = withLock(name, () => Promise.resolve('mine'), () => holder.kill('SIGKILL'))
  expect(await taken).toBe('mine')
})
