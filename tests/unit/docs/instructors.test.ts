import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { POLICY_LOCKS, validatePolicy } from '../../../core/policy'
import { loadClassroomFile } from '../../../main/classroom/source'
import { makeAuthority } from '../main/session/certificate-maker'

const page = await readFile(join(import.meta.dirname, '..', '..', '..', 'docs', 'INSTRUCTORS.md'), 'utf8')
const [classroom = '', policy = ''] = [...page.matchAll(/^```yaml\n([^]*?)^```/gm)].map((match) => match[1] ?? '')
const [sameStudent = '', anotherStudent = ''] = [...page.matchAll(/^ansible .*builtin\.shell -a '(.*)'$/gm)].map((match) => match[1] ?? '')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instructors-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('the classroom of the page is one, with the authority beside it', async () => {
  const file = join(folder, 'room-12.yaml')
  await writeFile(file, classroom)
  await writeFile(join(folder, 'ca.crt'), (await makeAuthority('Room 12')).pem)
  const loaded = await loadClassroomFile(file)
  expect(loaded.file.title).toBe('Room 12')
  expect(loaded.passwords).toEqual([{ account: 'cluster:developer', password: 'developer' }])
})

test('the policy of the page names every lock that there is', () => {
  const written = parse(policy) as Record<string, unknown>
  expect(Object.keys(written).sort()).toEqual(['contact', 'kind', 'version', ...POLICY_LOCKS].sort())
  expect(validatePolicy(written)).toMatchObject({ ok: true, contact: 'Room 12, phone 4711' })
})

describe('a desk is reset', () => {
  const own = '.config/Lab Companion/terminal/tabs.json'
  const left = ['Documents/Lab Companion notes/a.md', 'Lab Companion notes/b.md', '.local/share/keyrings/login.keyring', '.kube/cache/x', '.kube/config', '.ssh/known_hosts', '.bash_history', '.zsh_history']
  const others = ['.config/other/x', 'Documents/mine.md', '.ssh/config', '.bashrc']

  /** The page's line, with these homes and a computer where Lab Companion is open or not; rejects when Ansible would name it as failed. */
  const run = async (line: string, isOpen: boolean): Promise<string[]> => {
    const homes = join(folder, 'home')
    for (const path of [own, ...left, ...others]) {
      await mkdir(dirname(join(homes, 'student', path)), { recursive: true })
      await writeFile(join(homes, 'student', path), 'x')
    }
    const pgrep = join(folder, 'pgrep')
    await writeFile(pgrep, `#!/bin/sh\n[ "$*" = '-x lab-companion' ] && exit ${isOpen ? 0 : 1}\nexit 2\n`)
    await chmod(pgrep, 0o755)
    expect(line).toContain('/home')
    await promisify(execFile)('sh', ['-c', line.replaceAll('/home', homes)], { env: { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` } })
    const found = await readdir(join(homes, 'student'), { recursive: true, withFileTypes: true })
    return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(join(homes, 'student').length + 1)).sort()
  }

  test('for the same student: of the program nothing stays but the notes', async () => {
    expect(await run(sameStudent, false)).toEqual([...left, ...others].sort())
  })
  test('for another student: nothing stays of the program, its notes, the keychain, and what shells, oc and ssh keep', async () => {
    expect(await run(anotherStudent, false)).toEqual([...others].sort())
  })
  test('not while Lab Companion is open there, and Ansible says so', async () => {
    await expect(run(sameStudent, true)).rejects.toThrow()
    await expect(run(anotherStudent, true)).rejects.toThrow()
    expect(await readdir(join(folder, 'home', 'student', '.config'))).toContain('Lab Companion')
  })
})
