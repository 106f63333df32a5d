import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AppFailure } from '../../../../core/contract'
import { adoptUnit } from '../../../../main/course/adopt-unit'
import { isUnitFile } from '../../../../main/course/unit-file'

const shipped = join(import.meta.dirname, '..', '..', '..', '..', 'resources', 'units', 'openshift-virtualization')

let folder: string
let own: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adopt-unit-'))
  own = join(folder, 'own')
  await cp(shipped, join(folder, 'downloads', 'u1'), { recursive: true })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const file = (): string => join(folder, 'downloads', 'u1', 'unit.yaml')
const reasonOf = async (path: string): Promise<string> => {
  const error: unknown = await adoptUnit(path, own).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof AppFailure && error.error.kind === 'local.file') return error.error.reason
  throw new Error(`not refused: ${String(error)}`)
}

test('a unit that is opened as a file is copied among the own ones, and one of the same id is set aside', async () => {
  expect(await isUnitFile(file())).toBe(true)
  expect(await adoptUnit(file(), own)).toBe('openshift-virtualization')
  const copy = join(own, 'openshift-virtualization')
  expect(await readFile(join(copy, 'unit.yaml'), 'utf8')).toBe(await readFile(file(), 'utf8'))
  expect(await readdir(join(copy, 'steps'))).toEqual(await readdir(join(shipped, 'steps')))

  await writeFile(join(copy, 'mine.md'), 'what the student wrote')
  await adoptUnit(file(), own)
  const [aside = ''] = (await readdir(own)).filter((name) => name.startsWith('.openshift-virtualization.before-'))
  expect(await readFile(join(own, aside, 'mine.md'), 'utf8')).toBe('what the student wrote')
  expect(await readdir(copy)).not.toContain('mine.md')

  // Its own copy is where it should be already.
  expect(await adoptUnit(join(copy, 'unit.yaml'), own)).toBe('openshift-virtualization')
  expect((await readdir(own)).length).toBe(2)
})

test('what is no unit is refused with the reason, and nothing is copied', async () => {
  await mkdir(join(folder, 'broken'))
  await writeFile(join(folder, 'broken', 'unit.yaml'), 'kind: Unit\nversion: 1\n')
  expect(await reasonOf(join(folder, 'broken', 'unit.yaml'))).toMatch(/^unit\.yaml, line 1: /)
  expect(await reasonOf(join(folder, 'nowhere', 'unit.yaml'))).toContain('unit.yaml, line 1')
  expect(await reasonOf(join(folder, 'downloads', 'u1', 'try.yaml'))).toContain('its file is called unit.yaml')
  await mkdir(join(folder, 'downloads', 'u1', 'many'))
  await Promise.all(Array.from({ length: 1_001 }, (_, index) => writeFile(join(folder, 'downloads', 'u1', 'many', `${index}`), '')))
  expect(await reasonOf(file())).toMatch(/\d+ files, more than a unit has/)
  expect(await isUnitFile(join(folder, 'downloads', 'u1', 'steps', 'a1.md'))).toBe(false)
  await expect(readdir(own)).rejects.toThrow('ENOENT')
})

test('a link in a unit from somebody else brings nothing along', async () => {
  await writeFile(join(folder, 'secret'), 'a private key')
  await symlink(join(folder, 'secret'), join(folder, 'downloads', 'u1', 'steps', 'key.md'))
  await adoptUnit(file(), own)
  expect(await readdir(join(own, 'openshift-virtualization', 'steps'))).not.toContain('key.md')
})
