import { chmod, chown, mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SECURITY_LOCKS } from '../../../core/policy'
import { createPolicy, systemFolder } from '../../../main/policy'
import { createTestLog } from './session/servers'

/** Whoever runs the tests plays root. */
const me = process.getuid?.() ?? 0

async function policyOf(text: string | null, owner: number | null = null) {
  const folder = await mkdtemp(join(tmpdir(), 'policy-'))
  if (text !== null) await writeFile(join(folder, 'policy.yaml'), text)
  const log = createTestLog()
  return { folder, log, file: join(folder, 'policy.yaml'), policy: createPolicy({ folder, owner, log }) }
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
    if (trouble?.kind !== 'policy.invalid') throw new Error('it is not told')
    expect(trouble.file).toBe(file)
    expect(trouble.problems).toContainEqual(expect.objectContaining(problem))
    expect(log.lines.join('\n')).toContain(`${file} is wrong: line ${trouble.problems[0]?.line}`)
  })

  it('that cannot be read locks too', async () => {
    const { file, policy } = await policyOf(null)
    await mkdir(file)
    expect(await policy.state()).toMatchObject({ locks: SECURITY_LOCKS, trouble: { problems: [{ message: expect.stringContaining('cannot be read') as string }] } })
  })
})

describe('the administrator’s files', () => {
  const text = 'kind: Policy\nversion: 1\nforbidSolutions: true\n'

  /** As a package and a careful administrator leave them. */
  async function tidy(change: (folder: string) => Promise<void> = async () => {}) {
    const made = await policyOf(text, me)
    const room = join(made.folder, 'classrooms')
    await mkdir(room)
    await writeFile(join(room, 'room.yaml'), '')
    await chmod(made.folder, 0o755)
    await chmod(room, 0o755)
    await chmod(join(room, 'room.yaml'), 0o644)
    await chmod(made.file, 0o644)
    await change(made.folder)
    return made
  }

  it('are believed where only root can change them', async () => {
    const { folder, policy } = await tidy()
    expect(await policy.state()).toMatchObject({ locks: ['forbidSolutions'], trouble: null })
    expect(await policy.folder('classrooms')).toBe(join(folder, 'classrooms'))
    expect(await (await policyOf(null, me)).policy.folder('units')).not.toBeNull()
  })

  it.each([
    ['the policy', 'policy.yaml', 0o666, 'can be changed by everybody'],
    ['their folder', '', 0o777, 'can be changed by everybody'],
    ['a classroom', 'classrooms/room.yaml', 0o646, 'can be changed by everybody'],
  ])('are not where everybody can change %s: what protects passwords is locked, and nothing of them is used', async (_what, path, mode, why) => {
    const { folder, log, policy } = await tidy((made) => chmod(join(made, path), mode))
    const found = [{ path: join(folder, path).replace(/\/$/, ''), why }]
    expect(await policy.state()).toMatchObject({ locks: [...SECURITY_LOCKS, 'forbidSolutions'], trouble: { kind: 'policy.unsafe', folder, found } })
    expect(await policy.folder('classrooms')).toBeNull()
    expect(await policy.folder('units')).toBeNull()
    expect(log.lines.join('\n')).toContain(`${folder} is not believed: `)
  })

  it('are not where they are a student’s, or lead to what is', async () => {
    const own = await tidy()
    // Only root can give a file away; for anybody else it is the owner who is another one.
    const student = me === 0 ? 4711 : me
    if (me === 0) await chown(own.file, student, student)
    const others = createPolicy({ folder: own.folder, owner: me === 0 ? 0 : me + 1, log: createTestLog() })
    expect((await others.state()).trouble).toMatchObject({ found: expect.arrayContaining([{ path: own.file, why: `belongs to user ${student}` }]) as unknown })
    const open = join(await mkdtemp(join(tmpdir(), 'policy-')), 'room.yaml')
    await writeFile(open, '')
    await chmod(open, 0o666)
    const { folder, policy } = await tidy((made) => symlink(open, join(made, 'classrooms', 'link.yaml')))
    expect((await policy.state()).trouble).toMatchObject({ found: [{ path: join(folder, 'classrooms', 'link.yaml') }] })
  })

  it('are not where nobody could look through them all', async () => {
    const { policy } = await tidy((folder) => symlink('.', join(folder, 'round')))
    expect((await policy.state()).trouble).toMatchObject({ found: [{ why: expect.stringContaining('cannot be looked at: ELOOP') as string }] })
  })

  it('are not looked at where there is no root', async () => {
    const { folder } = await tidy((made) => chmod(made, 0o777))
    expect((await createPolicy({ folder, owner: null, log: createTestLog() }).state()).trouble).toBeNull()
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
