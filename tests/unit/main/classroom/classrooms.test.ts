import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppFailure, type ClassroomState } from '../../../../core/contract'
import type { PolicyLock } from '../../../../core/policy'
import { createClassrooms, type Classrooms, type GivenPassword, type OpenClassroom } from '../../../../main/classroom'
import { makeAuthority } from '../session/certificate-maker'
import { createTestLog } from '../session/servers'

const shippedFile = join(import.meta.dirname, '..', '..', '..', '..', 'resources', 'classrooms', 'openshift-virtualization.yaml')

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'classrooms-'))
  await mkdir(join(folder, 'mine'))
  file = join(folder, 'mine', 'lab.yaml')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const text = (password = 'redhatocp'): string =>
  `kind: Classroom\nversion: 1\ntitle: My Lab\ncluster:\n  apiUrl: https://api.lab.example.com:6443\n  caFile: ca.pem\n# who\nusers:\n  - {name: admin, password: ${password}, role: cluster-admin}\nmachines:\n  - {name: ws, host: ws.lab.example.com, users: [{name: student, password: ssh-secret}]}\n`

interface Started {
  classrooms: Classrooms
  calls: Classrooms['handlers']['calls']
  kept: Map<string, GivenPassword[]>
  states: ClassroomState[]
  opened: (OpenClassroom | null)[]
}

function start({ isKept = true, chosen = null as string | null, practiceFails = false, locks = [] as PolicyLock[] } = {}): Started {
  const kept = new Map<string, GivenPassword[]>()
  const states: ClassroomState[] = []
  const opened: (OpenClassroom | null)[] = []
  const classrooms = createClassrooms({
    dataDir: join(folder, 'data'),
    shippedFile,
    systemFolder: async () => join(folder, 'system'),
    policy: {
      forbids: async (lock) => locks.includes(lock),
      async check(lock) {
        if (locks.includes(lock)) throw new AppFailure({ kind: 'policy.forbidden', lock, contact: null })
      },
    },
    announce: (_feature, _name, payload) => void states.push(payload as ClassroomState),
    log: createTestLog(),
    passwords: {
      remember: async (classroom, passwords) => {
        kept.set(classroom, [...(kept.get(classroom) ?? []).filter(({ account }) => passwords.every((each) => each.account !== account)), ...passwords])
        return isKept
      },
      describe: () => Promise.resolve({ state: 'present', detail: 'test' }),
    },
    async startPractice(onProgress) {
      onProgress({ line: 'Half way', fraction: 0.5 })
      if (practiceFails) throw new AppFailure({ kind: 'practice.failed', detail: 'no port' })
      return { apiUrl: 'https://127.0.0.1:6443', consoleUrl: 'https://127.0.0.1:8443', caFile: join(folder, 'mine', 'ca.pem'), users: [{ name: 'admin', password: 'redhatocp' }] }
    },
    chooseFile: () => Promise.resolve(chosen),
    toolPath: () => join(folder, 'bin'),
  })
  classrooms.onChanged((classroom) => opened.push(classroom))
  return { classrooms, calls: classrooms.handlers.calls, kept, states, opened }
}

async function writeMine(content = text()): Promise<void> {
  await writeFile(join(folder, 'mine', 'ca.pem'), (await makeAuthority('Lab')).pem)
  await writeFile(file, content)
}

async function everythingUnder(path: string): Promise<string> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return (await Promise.all(entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath ?? entry.path, entry.name), 'utf8')))).join('\n')
}

describe('classrooms', () => {
  it("opens the student's file, moves its passwords to the vault, keeps a copy without them, and leaves the file alone", async () => {
    await writeMine()
    const { classrooms, kept, opened } = start()
    await classrooms.openFile(file)
    const id = classrooms.current()?.classroom.id ?? ''
    expect(id).toMatch(/^my-lab-[0-9a-f]{8}$/)
    expect(classrooms.current()?.classroom).toMatchObject({ title: 'My Lab', kind: 'file', consoleUrl: null, users: [{ name: 'admin', role: 'cluster-admin', hint: null }], machines: [{ name: 'ws', users: [{ name: 'student' }] }] })
    expect(opened[0]?.ca).toContain('BEGIN CERTIFICATE')
    expect(kept.get(id)).toEqual([
      { account: 'cluster:admin', password: 'redhatocp' },
      { account: 'machine:ws:student', password: 'ssh-secret' },
    ])
    expect(await readFile(file, 'utf8')).toBe(text())
    await classrooms.dispose()
    const copied = await everythingUnder(join(folder, 'data'))
    expect(copied).not.toMatch(/redhatocp|ssh-secret/)
    expect(copied).toContain('# who')
  })

  it('opens at the next start what was open at the end, even when the original is gone', async () => {
    await writeMine()
    const first = start()
    await first.classrooms.openFile(file)
    await first.classrooms.dispose()
    await rm(join(folder, 'mine'), { recursive: true })
    const second = start()
    await second.classrooms.restoreLast()
    expect(second.classrooms.current()?.classroom).toEqual(first.classrooms.current()?.classroom)
    expect(second.classrooms.current()?.ca).toContain('BEGIN CERTIFICATE')
    expect(second.kept.size).toBe(0)

    await second.calls.close(undefined)
    await second.classrooms.dispose()
    const third = start()
    await third.classrooms.restoreLast()
    expect(third.classrooms.current()).toBeNull()
    expect(await third.calls.list(undefined)).toHaveLength(1)
    await third.calls.switchTo({ id: first.classrooms.current()?.classroom.id ?? '' })
    expect(third.classrooms.current()?.classroom.title).toBe('My Lab')
  })

  it('reads passwords from the original again as long as no keychain has them', async () => {
    await writeMine()
    const first = start({ isKept: false })
    await first.classrooms.openFile(file)
    await first.classrooms.dispose()
    const second = start({ isKept: true })
    await second.classrooms.restoreLast()
    await second.classrooms.dispose()
    expect([...second.kept.values()][0]?.[0]).toEqual({ account: 'cluster:admin', password: 'redhatocp' })
    const third = start()
    await third.classrooms.restoreLast()
    expect(third.kept.size).toBe(0)
  })

  it('opens the shipped classroom of the course', async () => {
    const { classrooms, calls, kept } = start()
    await calls.openShipped(undefined)
    expect(classrooms.current()?.classroom).toMatchObject({ title: 'OpenShift Virtualization', apiUrl: 'https://api.ocp4.example.com:6443', nodes: { master: 3, worker: 2 }, units: ['openshift-virtualization'] })
    expect([...kept.values()][0]?.map(({ account, password }) => `${account}=${password}`)).toEqual([
      'cluster:admin=redhatocp',
      'cluster:developer=developer',
      'cluster:kubeadmin=kubeadmin-password',
      'machine:workstation:student=student',
      'machine:workstation:root=redhat',
      'guest:student=student',
      'guest:root=redhat',
    ])
  })

  it('makes a classroom of an address, with the users of the course and no passwords', async () => {
    const { classrooms, calls, kept } = start()
    await calls.connect({ apiUrl: 'api.lab.example.com' })
    expect(classrooms.current()?.classroom).toMatchObject({ kind: 'address', title: 'api.lab.example.com', apiUrl: 'https://api.lab.example.com:6443', users: [{ name: 'admin' }, { name: 'developer' }, { name: 'kubeadmin' }] })
    expect([...kept.values()].flat()).toEqual([])
  })

  it('starts the practice classroom, tells how far it is, and stays where it was when that fails', async () => {
    await writeMine()
    const { classrooms, states, opened, kept } = start()
    await classrooms.openPractice()
    expect(states.map((state) => (state.kind === 'starting' ? state.progress.line : state.kind))).toEqual(['Starting the practice classroom', 'Half way', 'open'])
    expect(opened[0]).toMatchObject({ classroom: { id: 'practice', kind: 'practice', file: null }, ca: expect.stringContaining('BEGIN') as string })
    await classrooms.dispose()
    expect(kept.get('practice')).toEqual([
      { account: 'cluster:admin', password: 'redhatocp' },
      { account: 'guest:student', password: 'student' },
      { account: 'guest:root', password: 'redhat' },
    ])

    const failing = start({ practiceFails: true })
    await failing.classrooms.openFile(file)
    await failing.classrooms.openPractice()
    expect(failing.states.at(-1)).toMatchObject({ kind: 'open', classroom: { title: 'My Lab' }, failure: { wanted: { kind: 'practice' } } })
  })

  it('changes nothing when the dialog is cancelled or the file is wrong', async () => {
    await writeMine(text().replace('version: 1', 'version: 7'))
    const { classrooms, calls } = start({ chosen: null })
    expect(await calls.openFile(undefined)).toEqual({ kind: 'none' })
    await classrooms.openFile(file)
    const error = { kind: 'classroom.invalid', file, problems: [{ line: 2, column: 10, field: 'version', message: 'must be 1' }] }
    expect(calls.get(undefined)).toEqual({ kind: 'none', failure: { wanted: { kind: 'file' }, error } })
  })

  it('lets the text be edited: problems are told, passwords go to the vault, the id stays, what was replaced is kept', async () => {
    await writeMine()
    const { classrooms, calls, kept } = start()
    await classrooms.openFile(file)
    const before = classrooms.current()?.classroom
    const source = await calls.readSource(undefined)
    expect(source.file).toBe(before?.file)
    expect(await calls.checkSource({ text: source.text.replace('title:', 'titel:') })).toMatchObject([{ line: 3, field: 'titel', message: 'is not a field of a classroom file. Did you mean "title"?' }])
    expect(await calls.saveSource({ text: 'kind: [' })).toMatchObject({ problems: [{ field: '' }] })
    expect(await calls.saveSource({ text: source.text.replace('My Lab', 'Our Lab').replace('name: admin', 'name: admin, password: changed-one') })).toEqual({ problems: [] })
    expect(classrooms.current()?.classroom).toMatchObject({ id: before?.id, title: 'Our Lab', kind: 'file' })
    expect(kept.get(before?.id ?? '')).toContainEqual({ account: 'cluster:admin', password: 'changed-one' })
    const after = await calls.readSource(undefined)
    expect(after.text).not.toContain('changed-one')
    expect(await readFile(after.file.replace('.yaml', '.previous.yaml'), 'utf8')).toBe(source.text)
  })

  it('looks for tools where the terminals would', async () => {
    await mkdir(join(folder, 'bin'))
    await writeFile(join(folder, 'bin', 'oc'), '#!/bin/sh\necho \'{"releaseClientVersion": "4.18.1"}\'\n', { mode: 0o755 })
    const { calls } = start()
    expect(await calls.tools(undefined)).toEqual([
      { name: 'oc', state: 'present', detail: '4.18.1' },
      { name: 'virtctl', state: 'later', detail: 'the cluster offers it after the first login' },
      { name: 'ssh', state: 'missing', detail: 'needed only for the classroom machines' },
      { name: 'keychain', state: 'present', detail: 'test' },
    ])
  })
})

describe('classrooms of the administrator', () => {
  const forbidden = { error: { kind: 'policy.forbidden', lock: 'lockClassrooms' } }
  const prepare = async (name: string, title: string): Promise<string> => {
    await mkdir(join(folder, 'system'), { recursive: true })
    const path = join(folder, 'system', name)
    await writeFile(path, text().replace('My Lab', title).replace(/ {2}caFile: .*\n/, ''))
    return path
  }

  it('are listed, opened by themselves where there is one, and always as their file is now', async () => {
    const path = await prepare('room-12.classroom.yaml', 'Room 12')
    const first = start()
    await first.classrooms.restoreLast()
    const opened = first.classrooms.current()?.classroom
    expect(opened).toMatchObject({ title: 'Room 12', managed: true })
    expect(await first.calls.list(undefined)).toEqual([{ id: opened?.id, title: 'Room 12', kind: 'file', apiUrl: 'https://api.lab.example.com:6443', managed: true }])
    await expect(first.calls.saveSource({ text: text() })).rejects.toMatchObject(forbidden)
    await first.classrooms.dispose()

    await writeFile(join(folder, 'data', 'classrooms', opened?.id ?? '', 'classroom.yaml'), text().replace('api.lab', 'api.evil').replace(/ {2}caFile: .*\n/, ''))
    await writeFile(path, (await readFile(path, 'utf8')).replace('api.lab', 'api.new'))
    const second = start()
    await second.classrooms.restoreLast()
    expect(second.classrooms.current()?.classroom).toMatchObject({ id: opened?.id, apiUrl: 'https://api.new.example.com:6443' })
  })

  it('are the only ones where that is locked, whichever way another is asked for', async () => {
    await writeMine()
    const before = start({ chosen: file })
    await before.classrooms.openFile(file)
    const own = before.classrooms.current()?.classroom.id ?? ''
    await before.classrooms.dispose()

    const path = await prepare('a.yaml', 'Room A')
    await prepare('b.yaml', 'Room B')
    const { classrooms, calls } = start({ chosen: file, locks: ['lockClassrooms', 'forbidPractice'] })
    await classrooms.restoreLast()
    expect(await calls.get(undefined)).toMatchObject({ kind: 'none', failure: { error: forbidden.error } })
    for (const attempt of [() => calls.openFile(undefined), () => calls.openShipped(undefined), () => calls.connect({ apiUrl: 'https://api.lab.example.com:6443' }), () => calls.switchTo({ id: own })]) {
      await expect(Promise.resolve().then(attempt)).rejects.toMatchObject(forbidden)
    }
    await expect(Promise.resolve().then(() => calls.startPractice(undefined))).rejects.toMatchObject({ error: { kind: 'policy.forbidden', lock: 'forbidPractice' } })
    await classrooms.openFile(file)
    expect(classrooms.current()).toBeNull()
    expect((await calls.list(undefined)).map(({ title }) => title)).toEqual(['Room A', 'Room B'])
    await classrooms.openFile(path)
    expect(classrooms.current()?.classroom).toMatchObject({ title: 'Room A', managed: true })
  })

  it('that are wrong are there by their file’s name, and opening one tells line and field', async () => {
    const path = await prepare('broken.yaml', 'Broken')
    await writeFile(path, 'kind: Classroom\nversion: 1\ntitle: Broken\ncluster:\n  apiurl: https://api.lab.example.com:6443\n')
    const { calls } = start()
    const [entry] = await calls.list(undefined)
    expect(entry).toMatchObject({ title: 'broken.yaml', managed: true })
    await expect(Promise.resolve().then(() => calls.switchTo({ id: entry?.id ?? '' }))).rejects.toMatchObject({ error: { kind: 'classroom.invalid', file: path, problems: expect.arrayContaining([expect.objectContaining({ line: 5, field: 'cluster.apiurl' })]) as unknown } })
  })
})
