import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppFailure } from '../../../../core/contract'
import { clearLogin, introduceServer, isSameServer, readKubeconfig, writeLogin } from '../../../../main/session/kubeconfig'
import { watchFile } from '../../../../main/session/watch-file'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'))
  path = join(folder, 'admin')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const login = { server: 'https://127.0.0.1:17443', name: 'developer', token: 'sha256~abc', namespace: 'sandbox', certificateAuthority: '/x/ca.pem' }
const kubectl = (...args: string[]): string => execFileSync('kubectl', ['--kubeconfig', path, 'config', ...args], { encoding: 'utf8' }).trim()

const hasKubectl = (process.env['PATH'] ?? '').split(delimiter).some((entry) => existsSync(join(entry, 'kubectl')))

describe('kubeconfig', () => {
  it('is written as oc writes it, and kubectl reads it', async () => {
    await writeLogin(path, login)
    expect(await readFile(path, 'utf8')).toBe(
      `apiVersion: v1
kind: Config
preferences: {}
clusters:
  - cluster:
      certificate-authority: /x/ca.pem
      server: https://127.0.0.1:17443
    name: 127-0-0-1:17443
contexts:
  - context:
      cluster: 127-0-0-1:17443
      namespace: sandbox
      user: developer/127-0-0-1:17443
    name: sandbox/127-0-0-1:17443/developer
current-context: sandbox/127-0-0-1:17443/developer
users:
  - user:
      token: sha256~abc
    name: developer/127-0-0-1:17443
`,
    )
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    if (!hasKubectl) return
    expect(kubectl('current-context')).toBe('sandbox/127-0-0-1:17443/developer')
    expect(kubectl('view', '--raw', '-o', 'jsonpath={.users[0].user.token}')).toBe('sha256~abc')
    expect(await readKubeconfig(path)).toEqual({ server: login.server, userEntry: 'developer/127-0-0-1:17443', namespace: 'sandbox', token: 'sha256~abc' })
  })

  it.each(['users: {a: b}\n', 'contexts: text\n'])('whose lists are none is refused, and stays as it is: %s', async (text) => {
    await writeFile(path, text)
    await expect(writeLogin(path, login)).rejects.toMatchObject({ error: { kind: 'local.file', path, reason: expect.stringMatching(/is no list$/) as string } })
    expect(await readFile(path, 'utf8')).toBe(text)
  })

  it('that is nested without end is refused like any other that cannot be read', async () => {
    await writeFile(path, `apiVersion: v1\nusers: ${'['.repeat(200_000)}`)
    await expect(readKubeconfig(path)).rejects.toMatchObject({ error: { kind: 'local.file', path, reason: expect.stringMatching(/^line 2 is nested too deeply/) as string } })
  })

  it('names whom to trust at a server where nobody has logged in, and touches no login', async () => {
    await introduceServer(path, { server: 'https://127.0.0.1:17443', certificateAuthority: '/x/ca.pem' })
    expect(await readKubeconfig(path)).toBeNull()
    expect(await readFile(path, 'utf8')).toContain('certificate-authority: /x/ca.pem\n      server: https://127.0.0.1:17443\n')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    await writeLogin(path, login)
    await introduceServer(path, { server: 'https://127.0.0.1:17444', certificateAuthority: '/x/other.pem' })
    expect(await readKubeconfig(path)).toMatchObject({ server: login.server, token: login.token })
  })

  it.skipIf(!hasKubectl)('keeps what else is in the file', async () => {
    await writeLogin(path, login)
    kubectl('set-credentials', 'mine', '--token=other')
    await writeLogin(path, { ...login, name: 'admin', namespace: null })
    await writeLogin(path, { ...login, token: 'sha256~new' })
    expect(kubectl('view', '--raw', '-o', 'jsonpath={range .users[*]}{.name}={.user.token} {end}').split(' ').sort()).toEqual([
      'admin/127-0-0-1:17443=sha256~abc',
      'developer/127-0-0-1:17443=sha256~new',
      'mine=other',
    ])
    expect(kubectl('get-contexts', '-o', 'name').split('\n').sort()).toEqual(['/127-0-0-1:17443/admin', 'sandbox/127-0-0-1:17443/developer'])
  })

  it('is logged out of as oc does: the user stays, without a token', async () => {
    await writeLogin(path, login)
    await clearLogin(path, 'developer/127-0-0-1:17443')
    expect(await readKubeconfig(path)).toMatchObject({ server: login.server, token: null })
    if (!hasKubectl) return
    expect(kubectl('view', '--raw', '-o', 'jsonpath={.users[0]}')).toBe('{"name":"developer/127-0-0-1:17443","user":{}}')
  })

  it('may be missing, empty or without a current context', async () => {
    expect(await readKubeconfig(path)).toBeNull()
    expect(await readKubeconfig(join(path, 'below', 'nothing'))).toBeNull()
    for (const text of ['', '\n', 'apiVersion: v1\nkind: Config\n', 'current-context: gone\n', 'clusters: null\nusers:\n']) {
      await writeFile(path, text)
      expect(await readKubeconfig(path)).toBeNull()
    }
  })

  it('says where it is broken', async () => {
    const reason = async (text: string) => {
      await writeFile(path, text)
      const error: unknown = await readKubeconfig(path).then(() => null, (failure: unknown) => failure)
      return error instanceof AppFailure && error.error.kind === 'local.file' && error.error.path === path ? error.error.reason : String(error)
    }
    expect(await reason('users:\n  - name: [\n')).toMatch(/^line 3, column 1: /)
    expect(await reason('users: yes\n')).toContain('field users')
    expect(await reason('users:\n- name: a\n  user: {token: {secret: tiger}}\n')).toBe('field users.0.user.token is not what a kubeconfig has there')
  })

  it('knows one server by its address alone', () => {
    expect(isSameServer('https://a:6443', 'https://A:6443/')).toBe(true)
    expect(isSameServer('https://a:6443', 'https://a:6444')).toBe(false)
    expect(isSameServer('nonsense', 'https://a')).toBe(false)
  })
})

describe('watchFile', () => {
  it('sees creation, change, replacement, removal, and a folder that is made anew', async () => {
    const file = join(folder, 'deep', 'config')
    let told: () => void = () => {}
    const next = () => new Promise<void>((resolve) => (told = resolve))
    const stop = watchFile(file, () => told())
    try {
      let seen = next()
      await mkdir(join(folder, 'deep'))
      await writeFile(file, 'one')
      await seen
      seen = next()
      await writeFile(file, 'two!')
      await seen
      seen = next()
      await writeFile(`${file}.new`, 'three')
      await rename(`${file}.new`, file)
      await seen
      seen = next()
      await rm(join(folder, 'deep'), { recursive: true })
      await seen
      seen = next()
      await mkdir(join(folder, 'deep'))
      await writeFile(file, 'four')
      await seen
      // The new folder is really watched, not only looked at.
      seen = next()
      await writeFile(file, 'five, longer')
      await seen
    } finally {
      stop()
    }
  })

  it('says nothing about other files', async () => {
    const changes: string[] = []
    let told: () => void = () => {}
    const stopOther = watchFile(path, () => changes.push('other'))
    const stop = watchFile(join(folder, 'developer'), () => told())
    const seen = new Promise<void>((resolve) => (told = resolve))
    await writeFile(join(folder, 'developer'), 'x')
    await seen
    expect(changes).toEqual([])
    stop()
    stopOther()
  })
})
