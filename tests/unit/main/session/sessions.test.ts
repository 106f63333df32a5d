import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenClassroom } from '../../../../main/classroom'
import { readBody } from '../../../../main/session/https'
import { writeLogin } from '../../../../main/session/kubeconfig'
import { tokenObjectName } from '../../../../main/session/oauth'
import { writeFileAtomic } from '../../../../main/storage'
import { type Practice, startPractice } from '../../../../practice/server'
import { makeAuthority } from './certificate-maker'
import { serveTls } from './servers'
import { call, openWindow as openWindowIn, stateOf, typeAtPrompt, waitFor, type Window } from './window'

let practiceFolder: string
let practice: Practice
beforeAll(async () => {
  practiceFolder = await mkdtemp(join(tmpdir(), 'session-practice-'))
  practice = await startPractice({ dataDir: practiceFolder })
})
afterAll(async () => {
  await practice.close()
  await rm(practiceFolder, { recursive: true, force: true })
})

const passwordOf = (user: string): string => practice.users.find(({ name }) => name === user)?.password ?? ''

let folder: string
let openWindows: Window[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'session-'))
  openWindows = []
})
afterEach(async () => {
  for (const window of openWindows) await window.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
})

async function openWindow(options: Parameters<typeof openWindowIn>[1] = {}): Promise<Window> {
  const window = await openWindowIn(folder, options)
  openWindows.push(window)
  return window
}

async function classroom({ apiUrl = practice.apiUrl, ca = null as string | null, consoleUrl = null as string | null } = {}): Promise<OpenClassroom> {
  const users = ['admin', 'developer', 'kubeadmin'].map((name) => ({ name, role: null, hint: null }))
  return { classroom: { id: 'lab-1', title: 'Lab', kind: 'file', apiUrl, consoleUrl, nodes: null, users, machines: [], guests: [], units: [], managed: false, file: null }, ca: ca ?? (await readFile(practice.caFile, 'utf8')) }
}

async function loggedIn(user = 'admin'): Promise<Window> {
  const window = await openWindow()
  await window.vault.keep('lab-1', `cluster:${user}`, passwordOf(user))
  await window.sessions.open(await classroom())
  await call(window).login({ user })
  return window
}

describe('logging in', () => {
  it('finds the practice classroom’s certificate vouched for also where oc login is typed by hand, before anybody has logged in', async () => {
    const window = await openWindow()
    const { classroom: shown, ca } = await classroom()
    await window.sessions.open({ classroom: { ...shown, kind: 'practice' }, ca })
    for (const user of ['admin', 'developer']) {
      const text = await readFile(join(folder, 'kubeconfigs', 'lab-1', user), 'utf8')
      expect(text).toContain(`certificate-authority: ${join(folder, 'trust', 'lab-1.pem')}`)
      expect(text).toContain(`server: ${practice.apiUrl}`)
      expect(window.identity(user)).toMatchObject({ state: 'signedOut', problem: null })
    }
  })

  it('types oc login, answers from the vault, and is who the server says', async () => {
    const window = await loggedIn()
    expect(window.identity('admin')).toMatchObject({ state: 'signedIn', verifiedAs: 'admin', hasPassword: true, problem: null, offersToKeepPassword: false })
    expect(window.identity('developer')).toMatchObject({ state: 'signedOut', hasPassword: false })
    const kubeconfig = join(folder, 'kubeconfigs', 'lab-1', 'admin')
    expect((await stat(kubeconfig)).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder, 'kubeconfigs', 'lab-1'))).mode & 0o777).toBe(0o700)

    const connection = window.connections.at(-1)
    expect(connection).toMatchObject({ classroom: 'lab-1', user: 'admin', apiUrl: practice.apiUrl })
    const answer = await connection?.request({ path: '/api/v1/nodes' })
    expect(answer?.statusCode).toBe(200)
    if (answer) expect(JSON.parse(await readBody(answer, ''))).toMatchObject({ kind: 'NodeList' })
  })

  it('leaves no password in logs, scroll-back, history or files', async () => {
    const window = await loggedIn()
    await window.close()
    const password = passwordOf('admin')
    expect(window.log.lines.join('\n')).not.toContain(password)
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) expect(await readFile(join(entry.parentPath ?? entry.path, entry.name), 'utf8')).not.toContain(password)
    }
  })

  it('tells the window of each change once', async () => {
    const { announced } = await loggedIn()
    expect(announced.length).toBeGreaterThan(2)
    expect(announced.filter((state, index) => JSON.stringify(state) === JSON.stringify(announced[index - 1]))).toEqual([])
  })

  it('keeps two identities apart', async () => {
    const window = await loggedIn()
    await window.vault.keep('lab-1', 'cluster:developer', passwordOf('developer'))
    await call(window).login({ user: 'developer' })
    expect(window.identity('admin').state).toBe('signedIn')
    expect(window.identity('developer').state).toBe('signedIn')
    expect(window.connections.at(-1)?.user).toBe('developer')
    await call(window).activate({ user: 'admin' })
    expect(window.connections.at(-1)?.user).toBe('admin')
    expect(window.terminals.list().map(({ purpose }) => purpose.user)).toEqual(['admin', 'developer'])
  })

  it('shows whoever was asked for last, not whoever is there last', async () => {
    const window = await openWindow()
    await window.vault.keep('lab-1', 'cluster:developer', passwordOf('developer'))
    await window.sessions.open(await classroom())
    const slow = call(window).login({ user: 'admin' })
    const admin = await waitFor(() => window.lastRun())
    await call(window).login({ user: 'developer' })
    await typeAtPrompt(window, `${passwordOf('admin')}\r`, admin)
    await slow
    expect(window.identity('admin').state).toBe('signedIn')
    expect(call(window).get(undefined)).toMatchObject({ active: 'developer' })
    await call(window).activate({ user: 'admin' })
    expect(call(window).get(undefined)).toMatchObject({ active: 'admin' })
  })

  it('answers the oc login of a unit where the password is known, and nothing that only looks like it', async () => {
    const window = await loggedIn()
    const { apiUrl } = practice
    const line = `oc login -u developer ${apiUrl}`
    await expect(window.sessions.loginBy('developer', [line]), 'no password').resolves.toBe(false)
    await window.vault.keep('lab-1', 'cluster:developer', passwordOf('developer'))
    await call(window).login({ user: 'developer' })
    await call(window).logout({ user: 'developer' })
    await call(window).activate({ user: 'admin' })
    for (const other of [[`${line} --insecure-skip-tls-verify=true`], ['oc login -u developer https://elsewhere:6443'], [`oc login -u admin ${apiUrl}`], [line, 'oc whoami'], []]) {
      await expect(window.sessions.loginBy('developer', other), other.join()).resolves.toBe(false)
    }
    await expect(window.sessions.loginBy('nobody', [line])).resolves.toBe(false)
    expect(window.identity('developer').state).toBe('signedOut')
    await expect(window.sessions.loginBy('developer', [line])).resolves.toBe(true)
    expect(window.identity('developer').state).toBe('signedIn')
    expect(call(window).get(undefined)).toMatchObject({ active: 'admin' })
  })

  it('is remembered over a restart, and asks no password again', async () => {
    const first = await loggedIn()
    await first.close()
    const second = await openWindow()
    await second.sessions.open(await classroom())
    const state = await second.until((now) => stateOf(now, 'admin') === 'signedIn')
    expect(state.active).toBe('admin')
    expect(second.connections.at(-1)?.user).toBe('admin')
    await call(second).login({ user: 'admin' })
    expect(second.identity('admin')).toMatchObject({ state: 'signedIn', problem: null })
  })

  it('tells a wrong password', async () => {
    const window = await openWindow()
    await window.vault.keep('lab-1', 'cluster:admin', 'wrong password')
    await window.sessions.open(await classroom())
    await expect(call(window).login({ user: 'admin' })).rejects.toMatchObject({ error: { kind: 'auth.rejected', user: 'admin' } })
    expect(window.identity('admin')).toMatchObject({ state: 'signedOut', problem: { kind: 'auth.rejected' } })
    expect(window.log.lines).toContain('admin: auth.rejected {"user":"admin"}')
  })

  it('offers to keep a password that the student typed', async () => {
    const window = await openWindow()
    await window.sessions.open(await classroom())
    const login = call(window).login({ user: 'admin' })
    await typeAtPrompt(window, `${passwordOf('admin')}\r`)
    await login
    expect(window.identity('admin')).toMatchObject({ state: 'signedIn', hasPassword: false, offersToKeepPassword: true })
    await call(window).keepPassword({ user: 'admin', keep: true })
    expect(window.identity('admin')).toMatchObject({ hasPassword: true, offersToKeepPassword: false })
    expect(await window.vault.read('lab-1', 'cluster:admin')).toBe(passwordOf('admin'))
    await call(window).forget({ user: 'admin' })
    expect(window.identity('admin').hasPassword).toBe(false)
  })

  it('tells that the student gave up', async () => {
    const window = await openWindow()
    await window.sessions.open(await classroom())
    const login = call(window).login({ user: 'admin' })
    const failed = expect(login).rejects.toMatchObject({ error: { kind: 'auth.cancelled' } })
    await typeAtPrompt(window, '\u0003')
    await failed
    expect(window.identity('admin').state).toBe('signedOut')
  })

  it('types nothing when the server is out of reach', async () => {
    const window = await openWindow()
    await window.sessions.open(await classroom({ apiUrl: 'https://127.0.0.1:9' }))
    await expect(call(window).login({ user: 'admin' })).rejects.toMatchObject({ error: { kind: 'cluster.unreachable', reason: 'refused', address: 'https://127.0.0.1:9' } })
    expect(window.terminals.list()).toEqual([])
  })

  it('takes the complaint about an outage back when the server answers', async () => {
    const authority = await makeAuthority('Lab')
    const certificate = await authority.issue(['127.0.0.1'])
    const first = await serveTls(certificate, (_request, response) => response.end())
    await first.stop()
    const window = await openWindow()
    await window.sessions.open(await classroom({ apiUrl: `https://127.0.0.1:${first.port}`, ca: authority.pem }))
    await expect(call(window).login({ user: 'admin' })).rejects.toMatchObject({ error: { kind: 'cluster.unreachable', reason: 'refused' } })
    await call(window).verify(undefined)
    expect(window.identity('admin').problem).toMatchObject({ reason: 'refused' })
    const again = await serveTls(certificate, (_request, response) => response.end(), { port: first.port })
    try {
      await call(window).verify(undefined)
      expect(window.identity('admin').problem).toBeNull()
    } finally {
      await again.stop()
    }
  })

  it("knows the web console's address for what it is", async () => {
    const window = await openWindow()
    await window.sessions.open(await classroom({ apiUrl: new URL(practice.consoleUrl).origin }))
    await expect(call(window).login({ user: 'admin' })).rejects.toMatchObject({ error: { kind: 'cluster.unreachable', reason: 'notAnApi' } })
  })
})

describe('certificates that nobody vouches for', () => {
  const unknown = async (): Promise<OpenClassroom> => ({ ...(await classroom()), ca: null })

  it('are asked about once for both servers before anything is typed, and handed to oc', async () => {
    const window = await openWindow()
    await window.vault.keep('lab-1', 'cluster:admin', passwordOf('admin'))
    await window.sessions.open(await unknown())
    const login = call(window).login({ user: 'admin' })
    const { trust } = await window.until((state) => state.trust !== null)
    expect(window.terminals.list()).toEqual([])
    expect(trust?.doubts.map(({ role, nameMatches, timeIsValid, previousSha256 }) => ({ role, nameMatches, timeIsValid, previousSha256 }))).toEqual([
      { role: 'api', nameMatches: true, timeIsValid: true, previousSha256: null },
      { role: 'oauth', nameMatches: true, timeIsValid: true, previousSha256: null },
    ])
    expect(trust?.doubts.every(({ sha256 }) => /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/.test(sha256))).toBe(true)
    await call(window).answerTrust({ id: trust?.id ?? '', trust: true })
    await login
    expect(window.identity('admin').state).toBe('signedIn')
    expect(await readFile(join(folder, 'kubeconfigs', 'lab-1', 'admin'), 'utf8')).toContain(join(folder, 'trust', 'lab-1.pem'))
    await window.close()

    const later = await openWindow()
    await later.sessions.open(await unknown())
    await later.until((state) => stateOf(state, 'admin') === 'signedIn')
    expect(call(later).get(undefined)).toMatchObject({ trust: null })
  })

  it('are refused without a question where the administrator forbids them, also those that were trusted before', async () => {
    const before = await openWindow()
    await before.vault.keep('lab-1', 'cluster:admin', passwordOf('admin'))
    await before.sessions.open(await unknown())
    const login = call(before).login({ user: 'admin' })
    await call(before).answerTrust({ id: (await before.until((state) => state.trust !== null)).trust?.id ?? '', trust: true })
    await login
    await before.close()

    const window = await openWindow({ forbidsNewCertificates: { contact: 'Room 12, phone 4711' } })
    await window.vault.keep('lab-1', 'cluster:admin', passwordOf('admin'))
    await window.sessions.open(await unknown())
    await expect(call(window).login({ user: 'admin' })).rejects.toMatchObject({ error: { kind: 'cluster.untrusted', detail: expect.stringContaining('Set by your classroom’s administrator. Questions: Room 12, phone 4711.') as string } })
    expect(call(window).get(undefined)).toMatchObject({ trust: null })
    expect(window.identity('admin').state).not.toBe('signedIn')
  })

  it('are not trusted after a no', async () => {
    const window = await openWindow()
    await window.sessions.open(await unknown())
    const login = call(window).login({ user: 'admin' })
    const failed = expect(login).rejects.toMatchObject({ error: { kind: 'cluster.untrusted' } })
    const { trust } = await window.until((state) => state.trust !== null)
    await call(window).answerTrust({ id: trust?.id ?? '', trust: false })
    await failed
    expect(window.terminals.list()).toEqual([])
    expect(call(window).get(undefined)).toMatchObject({ trust: null })
  })
})

describe('a certificate that changes', () => {
  it('is asked about aloud, outside a login too, and after a no not again and again', async () => {
    const [one, two] = [await (await makeAuthority('One')).issue(['127.0.0.1']), await (await makeAuthority('Two')).issue(['127.0.0.1'])]
    const api: RequestListener = (request, response) => {
      const isReview = request.url?.endsWith('/selfsubjectreviews') === true
      response.writeHead(isReview ? 201 : 404, { 'Content-Type': 'application/json' })
      response.end(JSON.stringify(isReview ? { status: { userInfo: { username: 'admin' } } } : {}))
    }
    const before = await serveTls(one, api)
    const apiUrl = `https://127.0.0.1:${before.port}`
    await writeLogin(join(folder, 'kubeconfigs', 'lab-1', 'admin'), { server: apiUrl, name: 'admin', token: 'sha256~token', namespace: null, certificateAuthority: null })
    const window = await openWindow()
    await window.sessions.open({ ...(await classroom({ apiUrl })), ca: null })
    const first = (await window.until((state) => state.trust !== null)).trust
    expect(first?.doubts).toMatchObject([{ role: 'api', previousSha256: null }])
    await call(window).answerTrust({ id: first?.id ?? '', trust: true })
    await window.until((state) => stateOf(state, 'admin') === 'signedIn')

    await before.stop()
    await call(window).verify(undefined)
    // Out of reach is not logged out.
    expect(window.identity('admin')).toMatchObject({ state: 'signedIn', problem: { kind: 'cluster.unreachable', reason: 'refused' } })
    const connection = window.connections.at(-1)
    expect(connection).toMatchObject({ user: 'admin' })
    const after = await serveTls(two, api, { port: before.port })
    try {
      await call(window).verify(undefined)
      const second = (await window.until((state) => state.trust !== null)).trust
      expect(second?.doubts[0]?.previousSha256).toBe(first?.doubts[0]?.sha256)
      await call(window).answerTrust({ id: second?.id ?? '', trust: false })
      await window.until((state) => state.trust === null)
      expect(window.identity('admin').problem).toMatchObject({ kind: 'cluster.untrusted', detail: expect.stringContaining('has changed') as string })
      await call(window).verify(undefined)
      expect(call(window).get(undefined)).toMatchObject({ trust: null })
      expect(window.connections.at(-1)).toBe(connection)
    } finally {
      await after.stop()
    }
  })
})

describe('a certificate that changes between a look at it and a login', () => {
  it('gets no password: oc refuses it, and it is asked about', async () => {
    const [one, two] = [await (await makeAuthority('One')).issue(['127.0.0.1']), await (await makeAuthority('Two')).issue(['127.0.0.1'])]
    const bodies: string[] = []
    const api: RequestListener = (request, response) => {
      request.on('data', (chunk) => bodies.push(String(chunk)))
      response.writeHead(404, { 'Content-Type': 'application/json' }).end('{}')
    }
    const before = await serveTls(one, api)
    const apiUrl = `https://127.0.0.1:${before.port}`
    const window = await openWindow()
    await window.vault.keep('lab-1', 'cluster:admin', passwordOf('admin'))
    await window.sessions.open({ ...(await classroom({ apiUrl })), ca: null })
    const login = async (): Promise<unknown> => {
      try {
        return await call(window).login({ user: 'admin' })
      } catch (error) {
        return error
      }
    }
    const first = login()
    const trusted = (await window.until((state) => state.trust !== null)).trust
    await call(window).answerTrust({ id: trusted?.id ?? '', trust: true })
    await first
    await before.stop()
    const after = await serveTls(two, api, { port: before.port })
    try {
      const second = login()
      const changed = (await window.until((state) => state.trust !== null)).trust
      expect(changed?.doubts[0]?.previousSha256).toBe(trusted?.doubts[0]?.sha256)
      await call(window).answerTrust({ id: changed?.id ?? '', trust: false })
      expect(await second).toMatchObject({ error: { kind: 'cluster.untrusted' } })
      expect(bodies.join('')).not.toContain(passwordOf('admin'))
    } finally {
      await after.stop()
    }
  })
})

describe('being logged in', () => {
  it('ends with oc logout typed by hand, with the logout call, and with a token that is revoked', async () => {
    const window = await loggedIn()
    const { run } = await window.terminals.openPrompt('admin')
    await run('oc logout').finished
    await window.until((state) => stateOf(state, 'admin') === 'signedOut')
    expect(window.connections.at(-1)).toBeNull()

    await call(window).login({ user: 'admin' })
    await call(window).logout({ user: 'admin' })
    expect(window.identity('admin')).toMatchObject({ state: 'signedOut', verifiedAs: null, problem: null })

    await call(window).login({ user: 'admin' })
    const token = await revokeToken(window)
    window.sessions.reportUnauthorized('admin')
    await window.until((state) => stateOf(state, 'admin') === 'expired')
    expect(window.identity('admin').problem).toEqual({ kind: 'auth.expired', user: 'admin' })
    expect(window.connections.at(-1)).toBeNull()
    expect(window.log.hidden).toContain(token)

    await call(window).login({ user: 'admin' })
    expect(window.identity('admin')).toMatchObject({ state: 'signedIn', problem: null })
  })

  it('begins with oc login typed by hand', async () => {
    const window = await loggedIn()
    const admin = await readFile(join(folder, 'kubeconfigs', 'lab-1', 'admin'), 'utf8')
    await writeFileAtomic(join(folder, 'kubeconfigs', 'lab-1', 'developer'), admin)
    const state = await window.until((now) => stateOf(now, 'developer') === 'signedIn')
    // The file says admin: the window shows who it really is.
    expect(state.identities.find(({ user }) => user === 'developer')?.verifiedAs).toBe('admin')
    await call(window).activate({ user: 'developer' })
    expect(window.connections.at(-1)).toMatchObject({ user: 'developer', verifiedAs: 'admin' })
  })

  it('says which file is broken, and where', async () => {
    const window = await loggedIn()
    const path = join(folder, 'kubeconfigs', 'lab-1', 'admin')
    await writeFileAtomic(path, 'users: [\n')
    const state = await window.until((now) => stateOf(now, 'admin') === 'signedOut')
    expect(state.identities[0]?.problem).toMatchObject({ kind: 'local.file', path, reason: expect.stringMatching(/^line 2, column 1/) as string })
  })

  it.each(['users: [\n', 'a shopping list', 'users: *nobody\n'])('begins with one click although %j stands in the kubeconfig, which is kept', async (rubbish) => {
    const window = await openWindow()
    await window.vault.keep('lab-1', 'cluster:admin', passwordOf('admin'))
    await window.sessions.open(await classroom())
    const path = join(folder, 'kubeconfigs', 'lab-1', 'admin')
    await writeFileAtomic(path, rubbish)
    await call(window).login({ user: 'admin' })
    const { state, problem } = window.identity('admin')
    expect(state).toBe('signedIn')
    if (problem?.kind !== 'local.fileSetAside') throw new Error(JSON.stringify(problem))
    expect(problem.path).toBe(path)
    expect(await readFile(problem.aside, 'utf8')).toBe(rubbish)
    await call(window).logout({ user: 'admin' })
    expect(window.identity('admin').problem).toBeNull()
  })

  it('sends no token to a server that the kubeconfig does not name', async () => {
    const first = await loggedIn()
    await first.close()
    const second = await openWindow()
    await second.sessions.open(await classroom({ apiUrl: new URL(practice.consoleUrl).origin }))
    await call(second).verify(undefined)
    expect(second.identity('admin')).toMatchObject({ state: 'signedOut', problem: null })
  })

  it("opens the console, from the classroom's file or from what the cluster says", async () => {
    const window = await loggedIn()
    await call(window).openConsole(undefined)
    expect(window.opened).toHaveLength(1)
    expect(new URL(window.opened[0] ?? '').protocol).toBe('https:')
  })
})

/** Deletes the token of admin behind the window's back and answers it. */
async function revokeToken(window: Window): Promise<string> {
  const token = /token: (\S+)/.exec(await readFile(join(folder, 'kubeconfigs', 'lab-1', 'admin'), 'utf8'))?.[1] ?? ''
  const answer = await window.connections.at(-1)?.request({ method: 'DELETE', path: `/apis/oauth.openshift.io/v1/oauthaccesstokens/${tokenObjectName(token)}` })
  answer?.resume()
  expect(answer?.statusCode).toBe(200)
  return token
}

describe('without oc', () => {
  it('logs in by itself, writes what oc would write, and says where oc can be had', async () => {
    const window = await openWindow({ withOc: false })
    await window.vault.keep('lab-1', 'cluster:admin', passwordOf('admin'))
    await window.sessions.open(await classroom())
    await call(window).login({ user: 'admin' })
    expect(window.identity('admin')).toMatchObject({ state: 'signedIn', verifiedAs: 'admin', problem: { kind: 'local.ocMissing', where: 'computer' } })
    expect(await readFile(join(folder, 'kubeconfigs', 'lab-1', 'admin'), 'utf8')).toMatch(/name: default\/127-0-0-1:\d+\/admin/)
    expect(window.terminals.list()).toMatchObject([{ purpose: { kind: 'shell', user: 'admin' }, state: { kind: 'running' } }])
    const { run } = await window.terminals.openPrompt('admin')
    const command = run('test "$KUBECONFIG" = ' + join(folder, 'kubeconfigs', 'lab-1', 'admin'))
    expect(await command.finished).toMatchObject({ exit: 0 })
  })

  it('tells a wrong password there too', async () => {
    const window = await openWindow({ withOc: false })
    await window.vault.keep('lab-1', 'cluster:admin', 'wrong password')
    await window.sessions.open(await classroom())
    await expect(call(window).login({ user: 'admin' })).rejects.toMatchObject({ error: { kind: 'auth.passwordNeeded', reason: 'wrong' } })
    expect(window.terminals.list()).toEqual([])
  })

  it('says that a password is needed where nobody can ask for it', async () => {
    const window = await openWindow({ withOc: false })
    await window.sessions.open(await classroom())
    await expect(call(window).login({ user: 'admin' })).rejects.toMatchObject({ error: { kind: 'auth.passwordNeeded', reason: 'none' } })
  })

  it('logs in by itself where only the shell does not find oc, and says just that', async () => {
    const window = await openWindow()
    await writeFile(join(window.bin, '..', 'home', '.bash_profile'), 'oc() { return 127; }\n')
    await window.vault.keep('lab-1', 'cluster:admin', passwordOf('admin'))
    await window.sessions.open(await classroom())
    await call(window).login({ user: 'admin' })
    expect(window.identity('admin')).toMatchObject({ state: 'signedIn', problem: { kind: 'local.ocMissing', where: 'terminal' } })
    expect(window.terminals.list()).toHaveLength(1)
  })
})

describe("the student's own kubeconfig", () => {
  it('is used for shells and watched when the switch is on, and left alone when it is off', async () => {
    const window = await loggedIn()
    const own = join(folder, 'home', '.kube', 'config')
    await expect(stat(own)).rejects.toThrow('ENOENT')
    await call(window).useOwnKubeconfig({ on: true })
    expect(await window.sessions.environmentFor({ kind: 'shell', user: 'admin' })).toEqual({})
    expect(window.identity('admin').state).toBe('signedOut')
    await mkdir(join(folder, 'home', '.kube'), { recursive: true })
    await copyFile(join(folder, 'kubeconfigs', 'lab-1', 'admin'), own)
    const state = await window.until((now) => stateOf(now, 'admin') === 'signedIn')
    expect(stateOf(state, 'developer')).toBe('signedOut')
    await call(window).useOwnKubeconfig({ on: false })
    expect(await window.sessions.environmentFor({ kind: 'shell', user: 'admin' })).toEqual({ KUBECONFIG: join(folder, 'kubeconfigs', 'lab-1', 'admin') })
  })
})
