import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppFailure } from '../../../../core/contract'
import { checkClassroomText, loadClassroomFile } from '../../../../main/classroom/source'
import { makeAuthority } from '../session/certificate-maker'
import { computedMs } from '../../own-time'

const head = 'kind: Classroom\nversion: 1\ntitle: Lab\n'
const good = `${head}cluster:\n  apiUrl: https://api.lab.example.com:6443\n`

function problems(text: string) {
  const checked = checkClassroomText(text)
  return checked.ok ? [] : checked.problems
}

describe('checkClassroomText', () => {
  it('names line and column of a syntax error', () => {
    expect(problems(`${head}cluster: {apiUrl: [\n`)[0]).toMatchObject({ line: 5, field: '' })
    expect(problems(`${head}title: again\n`)[0]).toMatchObject({ line: 4, column: 1, field: '', message: 'says the same field a second time' })
    expect(problems('')[0]).toMatchObject({ line: 1, column: 1, message: 'must be a group of fields' })
    expect(problems(`${good}---\nx: 1\n`)[0]?.message).toContain('multiple documents')
  })

  it('names line, column and field of a wrong value, of an unknown key, and of the group that lacks a field', () => {
    const text = `${head}cluster:\n  apiUrl: http://x\n  colour: red\nusers:\n  - {name: a, passwrd: x}\n  - {role: r}\n`
    expect(problems(text)).toEqual([
      { line: 5, column: 11, field: 'cluster.apiUrl', message: 'must be an https:// address' },
      { line: 6, column: 3, field: 'cluster.colour', message: expect.stringContaining('known here: apiUrl') as string },
      { line: 8, column: 15, field: 'users[0].passwrd', message: 'is not a field of a classroom file. Did you mean "password"?' },
      { line: 9, column: 5, field: 'users[1].name', message: 'is missing' },
    ])
  })

  it('takes bytes for text: an array of them would have a finding for each', () => {
    expect(problems(`!!binary ${'.inf'.repeat(1_000)}`)).toHaveLength(1)
  })

  it('refuses aliases, so that no bomb of them is ever expanded', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'.split('').map((key, index) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`).join('\n')}\n`
    const started = computedMs()
    expect(problems(bomb)[0]).toMatchObject({ line: 2, message: expect.stringContaining('alias') as string })
    expect(computedMs() - started).toBeLessThan(1_000)
  })

  it('refuses what is larger than 256 kB without parsing it', () => {
    expect(problems(`${good}# ${'x'.repeat(1024 * 1024)}`)).toEqual([{ line: 1, column: 1, field: '', message: 'is larger than 256 kB, so it is not a classroom file' }])
  })

  it('takes passwords out, names their accounts, and keeps comments', () => {
    const checked = checkClassroomText(
      `${good}users: # all of them\n  - {name: admin, password: redhatocp, role: cluster-admin}\nmachines:\n  - name: workstation\n    host: w.example.com\n    users:\n      - name: student\n        password: student1\nguests: [{name: root, password: redhat}]\n`,
    )
    if (!checked.ok) throw new Error('not valid')
    expect(checked.source.passwords).toEqual([
      { account: 'cluster:admin', password: 'redhatocp' },
      { account: 'machine:workstation:student', password: 'student1' },
      { account: 'guest:root', password: 'redhat' },
    ])
    const text = checked.source.textWithoutPasswords('ca.crt')
    expect(text).not.toMatch(/redhat|student1|password/)
    expect(text).toContain('# all of them')
    expect(text).toContain('caFile: ca.crt')
    expect(checkClassroomText(text)).toMatchObject({ ok: true, source: { passwords: [], file: { users: [{ name: 'admin', role: 'cluster-admin' }] } } })
  })
})

describe('loadClassroomFile', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'classroom-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const load = (text: string) => writeFile(join(folder, 'lab.yaml'), text).then(() => loadClassroomFile(join(folder, 'lab.yaml')))
  const failure = async (work: Promise<unknown>) => {
    const error: unknown = await work.then(() => null, (reason: unknown) => reason)
    if (!(error instanceof AppFailure)) throw new Error(`expected an AppFailure, got ${String(error)}`)
    return error.error
  }

  it('reads several certificates beside the file, whatever stands between them', async () => {
    const [one, two] = [await makeAuthority('One'), await makeAuthority('Two')]
    await writeFile(join(folder, 'ca.crt'), `# first\n${one.pem}\nnoise\n${two.pem}`)
    const { ca } = await load(`${good}  caFile: ca.crt\n`)
    expect(ca?.match(/BEGIN CERTIFICATE/g)).toHaveLength(2)
    expect(ca).not.toContain('noise')
  })

  it('names file and place when the certificates are missing, none, or damaged', async () => {
    const text = `${good}  caFile: ca.crt\n`
    const path = join(folder, 'lab.yaml')
    const at = (message: string) => ({ kind: 'classroom.invalid', file: path, problems: [{ line: 6, column: 11, field: 'cluster.caFile', message: expect.stringContaining(message) as string }] })
    expect(await failure(load(text))).toEqual(at('there is no such file'))
    await writeFile(join(folder, 'ca.crt'), 'hello')
    expect(await failure(load(text))).toEqual(at('has no certificate'))
    await writeFile(join(folder, 'ca.crt'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')
    expect(await failure(load(text))).toEqual(at('certificate 1 of 1'))
  })

  it('names the file that cannot be read', async () => {
    expect(await failure(loadClassroomFile(join(folder, 'none.yaml')))).toEqual({ kind: 'local.file', path: join(folder, 'none.yaml'), reason: 'there is no such file' })
    expect(await failure(loadClassroomFile(folder))).toMatchObject({ kind: 'local.file', path: folder, reason: 'it is a folder' })
  })
})
