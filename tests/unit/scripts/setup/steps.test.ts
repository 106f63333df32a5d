import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { reasonOf, runSteps, StepFailure } from '../../../../scripts/setup/steps.mjs'

function collect() {
  const output = new PassThrough()
  let seen = ''
  output.on('data', (chunk: Buffer) => (seen += chunk.toString()))
  return { output: output as unknown as NodeJS.WriteStream, seen: () => seen.replaceAll(/\d+\.\d s/g, 'N s') }
}

const idle = { title: 'Idle', run: () => Promise.resolve('as it was') }
const busy = {
  title: 'Busy',
  run: (doing: (activity: string) => void) => {
    doing('working')
    return Promise.resolve('done')
  },
}
const broken = {
  title: 'Broken',
  run: () => Promise.reject(new StepFailure('It broke.', { why: 'Because.\nOf this.', type: 'mend it' })),
}

it('shows each step with its result and time, and a failure with what to type; then stops', async () => {
  const { output, seen } = collect()
  await expect(runSteps([idle, busy, broken, idle], { output })).rejects.toBeInstanceOf(StepFailure)
  expect(seen().split('\n')).toEqual([
    '  ✓ Idle               as it was (N s)',
    '  … Busy               working',
    '  ✓ Busy               done (N s)',
    '  ✗ Broken             failed (N s)',
    '',
    '    What:     It broke.',
    '    Why:      Because.',
    '              Of this.',
    '    Type:     mend it',
    '',
    '',
  ])
})

it('shows only what had something to do when asked to be quiet', async () => {
  const { output, seen } = collect()
  await runSteps([idle, busy], { output, quiet: true })
  expect(seen()).not.toContain('Idle')
  expect(seen()).toContain('Busy               done')
})

it("finds the reason before npm's usage and before a stack, else at the end", () => {
  const npm = 'npm warn old\nnpm error code E404\nnpm error 404 No match\nnpm error\n'
  expect(reasonOf({ code: 1, stdout: '', stderr: npm })).toBe('code E404\n404 No match')
  const vite = 'transforming\nError: no such file\n    at build (file.js:1:2)\n'
  expect(reasonOf({ code: 1, stdout: vite, stderr: '' })).toBe('Error: no such file')
  const apt = 'Reading package lists...\nE: Unable to locate package\n'
  expect(reasonOf({ code: 100, stdout: '', stderr: apt })).toBe(apt.trim())
  expect(reasonOf({ code: 3, stdout: '', stderr: '' })).toContain('status 3')
})
