import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SECURITY_LOCKS } from '../../../core/policy'
import { createPolicy, systemFolder } from '../../../main/policy'
import { createTestLog } from './session/servers'

async function policyOf(text: string | null) {
  const folder = await mkdtemp(join(tmpdir(), 'policy-'))
  if (text !== null) await writeFile(join(folder, 'policy.yaml'), text)
  const log = createTestLog()
  return { folder, log, file: join(folder, 'policy.yaml'), policy: createPolicy({ folder, log }) }
}

describe('the administrator’s policy', () => {
  it('locks nothing where there is none', async () => {
    const { file, policy } = await policyOf(null)
    expect(await policy.state()).toEqual({ file, locks: [], contact: null, trouble: null })
    await policy.check('lockClassrooms')
  })

  it('locks what it says, names whom to ask, and refuses by name', async () => {
    const { policy } = await policyOf('kind: Policy\nversion: 1\ncontact: Room 12, phone 4711\nlockClassrooms: true\nforbidPractice: false\nforbidSolutions: true\n')
    expect(await policy.state()).toMatchObject({ locks: ['lockClassrooms', 'forbidSolutions'], contact: 'Room 12, phone 4711', trouble: null })
    await policy.check('forbidPractice')
    await expect(policy.check('forbidSolutions')).rejects.toMatchObject({ error: { kind: 'policy.forbidden', lock: 'forbidSolutions', contact: 'Room 12, phone 4711' } })
  })

  it.each([
    ['a misspelt field', 'kind: Policy\nversion: 1\nlockClassroom: true\n', { line: 3, field: 'lockClassroom' }],
    ['a value that is no yes or no', 'kind: Policy\nversion: 1\nforbidStoredPasswords: sure\n', { line: 3, field: 'forbidStoredPasswords' }],
    ['another kind of file', 'kind: Classroom\nversion: 1\n', { line: 1, field: 'kind' }],
    ['an empty file', '', { line: 1 }],
    ['text that is no YAML', 'kind: [Policy\nversion: 1\n', { field: '' }],
  ])('with %s tells line and field, and locks what protects passwords', async (_what, text, problem) => {
    const { file, log, policy } = await policyOf(text)
    const { locks, trouble } = await policy.state()
    expect(locks).toEqual(SECURITY_LOCKS)
    expect(trouble).toMatchObject({ kind: 'policy.invalid', file })
    expect(trouble?.problems).toContainEqual(expect.objectContaining(problem))
    expect(log.lines.join('\n')).toContain(`${file} is wrong: line ${trouble?.problems[0]?.line}`)
  })

  it('that cannot be read locks too', async () => {
    const { file, policy } = await policyOf(null)
    await mkdir(file)
    expect(await policy.state()).toMatchObject({ locks: SECURITY_LOCKS, trouble: { problems: [{ message: expect.stringContaining('cannot be read') as string }] } })
  })
})

describe('the folder of system-wide files', () => {
  const environment = { LAB_COMPANION_SYSTEM_DIR: '/home/student/mine' }
  it('is not the student’s to choose in a release', () => {
    expect(systemFolder({ platform: 'linux', environment, isRelease: true })).toBe('/etc/lab-companion')
    expect(systemFolder({ platform: 'linux', environment, isRelease: false })).toBe('/home/student/mine')
    expect(systemFolder({ platform: 'darwin', environment: {}, isRelease: true })).toBe('/Library/Application Support/Lab Companion')
  })
})
