import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { areInstalled } from '../../../../scripts/setup/npm-packages.mjs'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'npm-packages-'))
  mkdirSync(join(directory, 'node_modules'))
})
afterEach(() => rmSync(directory, { recursive: true }))

type Packages = Record<string, { version: string; optional?: boolean }>
const wanted: Packages = {
  '': { version: '0.1.0' },
  'node_modules/zod': { version: '4.6.7' },
  'node_modules/only-elsewhere': { version: '1.0.0', optional: true },
}
const write = (file: string, packages: Packages) => writeFileSync(join(directory, file), JSON.stringify({ packages }))

it.each<[string, Packages | undefined, boolean]>([
  ['nothing is there', undefined, false],
  ['all is there but what is for other machines', { 'node_modules/zod': { version: '4.6.7' } }, true],
  ['a version differs', { 'node_modules/zod': { version: '4.6.6' } }, false],
  ['a package is missing', {}, false],
])('knows when %s', (_case, present, expected) => {
  write('package-lock.json', wanted)
  if (present) write('node_modules/.package-lock.json', present)
  expect(areInstalled(directory)).toBe(expected)
})
