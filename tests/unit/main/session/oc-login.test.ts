import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readOcFailure } from '../../../../main/session/failures'
import { followOcLogin, ocLoginLine } from '../../../../main/session/oc-login'
import type { PromptedCommand } from '../../../../main/session/prompts'

const folder = join(import.meta.dirname, 'recordings')
const recording = (name: string): string => readFileSync(join(folder, readdirSync(folder).find((file) => file.startsWith(`${name}_`)) ?? name), 'utf8')

const user = 'admin'
const apiUrl = 'https://127.0.0.1:17443'
const kubeconfig = '/home/student/.config/lab-companion/kubeconfigs/room-7/admin'
const ocArgv = ['oc', 'login', '-u', user, apiUrl]

/** A command whose output the test plays; echo is off from `Password: ` to the next line end, as in the recordings. */
function playedCommand({ argv = ocArgv, hidesInput = true }: { argv?: string[] | null; hidesInput?: boolean } = {}) {
  const outputs = new Set<(text: string) => void>()
  const keys = new Set<(data: string) => void>()
  const answers: string[] = []
  let waiting: (() => void) | null = null
  let text = ''
  let finish: (result: { exit: number | null }) => void = () => {}
  const finished = new Promise<{ exit: number | null }>((resolve) => (finish = resolve))
  const subscribe = <T>(set: Set<T>, item: T) => (set.add(item), () => void set.delete(item))
  const command: PromptedCommand = {
    onOutput: (listener) => subscribe(outputs, listener),
    onTyped: (listener) => subscribe(keys, listener),
    echoIsOff: () => Promise.resolve(hidesInput && text.endsWith('Password: ')),
    foreground: () => Promise.resolve(argv),
    answer(secret) {
      answers.push(secret)
      waiting?.()
    },
    finished,
  }
  return {
    command,
    answers,
    finish,
    type: (data: string) => keys.forEach((listener) => listener(data)),
    print(piece: string) {
      text += piece
      outputs.forEach((listener) => listener(piece))
    },
    answered: () => new Promise<void>((resolve) => (answers.length > 0 ? resolve() : (waiting = resolve))),
  }
}

describe('followOcLogin', () => {
  it('answers the recorded password prompt once, wherever the bytes are split', async () => {
    const text = recording('L02')
    const promptEnd = text.indexOf('Password: ') + 'Password: '.length
    for (let split = 0; split <= promptEnd; split++) {
      const played = playedCommand()
      const login = followOcLogin(played.command, { user, apiUrl, password: 'redhatocp' })
      played.print(text.slice(0, split))
      played.print(text.slice(split, promptEnd))
      await played.answered()
      for (const byte of text.slice(promptEnd)) played.print(byte)
      played.finish({ exit: 0 })
      expect(await login).toMatchObject({ exit: 0, typed: null })
      expect(played.answers).toEqual(['redhatocp'])
    }
  })

  it('declines to go on without certificate checks', async () => {
    const played = playedCommand()
    const login = followOcLogin(played.command, { user, apiUrl, password: 'redhatocp' })
    const text = recording('L05')
    const promptEnd = text.indexOf('(y/n): ') + '(y/n): '.length
    for (const byte of text.slice(0, promptEnd)) played.print(byte)
    await played.answered()
    for (const byte of text.slice(promptEnd)) played.print(byte)
    played.finish({ exit: 1 })
    const result = await login
    expect(played.answers).toEqual(['n'])
    expect(readOcFailure(result.output, result.exit, { user, address: apiUrl, kubeconfig })).toMatchObject({ kind: 'cluster.untrusted' })
  })

  it.each([
    ['echo is on', { hidesInput: false }],
    ['another program asks', { argv: ['sudo', 'ls'] }],
    ['oc logs in somebody else', { argv: ['oc', 'login', '-u', 'other', apiUrl] }],
    ['oc speaks to another server', { argv: ['oc', 'login', '-u', user, 'https://evil.example.com:6443'] }],
    ['nobody knows who asks', { argv: null }],
  ])('says nothing when %s', async (_, options) => {
    const played = playedCommand(options)
    const login = followOcLogin(played.command, { user, apiUrl, password: 'redhatocp' })
    played.print('Password: ')
    // The next line proves that the question is over.
    played.print('\r\n')
    played.finish({ exit: 1 })
    await login
    expect(played.answers).toEqual([])
  })

  it('is not lured by a prompt in the middle of a line', async () => {
    const played = playedCommand()
    const login = followOcLogin(played.command, { user, apiUrl, password: 'redhatocp' })
    played.print('motd says Password: ')
    played.finish({ exit: 1 })
    await login
    expect(played.answers).toEqual([])
  })

  it('knows an oc that is a script', async () => {
    const played = playedCommand({ argv: ['/usr/bin/node', '/opt/practice/oc.cjs', 'login', '-u', user, apiUrl] })
    const login = followOcLogin(played.command, { user, apiUrl, password: 'pw' })
    played.print('Password: ')
    await played.answered()
    played.finish({ exit: 0 })
    await login
    expect(played.answers).toEqual(['pw'])
  })

  it('notices what the student types, with corrections, only while it is not shown', async () => {
    const played = playedCommand()
    const login = followOcLogin(played.command, { user, apiUrl, password: null })
    played.type('early')
    played.print('Password: ')
    played.type('wrong\u0015redhx\u007fat')
    played.type('ocp\rlater')
    played.print('\r\nLogin successful.\r\n')
    played.finish({ exit: 0 })
    expect((await login).typed).toBe('redhatocp')
    expect(played.answers).toEqual([])
  })

  it('forgets what was typed where nobody asked for a secret', async () => {
    const played = playedCommand({ hidesInput: false })
    const login = followOcLogin(played.command, { user, apiUrl, password: null })
    played.print('Password: ')
    played.type('redhatocp\r')
    played.print('redhatocp\r\n')
    played.finish({ exit: 0 })
    expect((await login).typed).toBeNull()
  })
})

describe('readOcFailure', () => {
  const meaning = (name: string, exit: number | null = 1) => readOcFailure(recording(name), exit, { user, address: apiUrl, kubeconfig })

  it.each([
    ['L10', { kind: 'auth.rejected', user }],
    ['L11', { kind: 'auth.rejected', user }],
    ['L18', { kind: 'auth.rejected', user }],
    ['L20', { kind: 'auth.rejected', user }],
    ['L19', { kind: 'auth.cancelled', user }],
    ['L05', { kind: 'cluster.untrusted', address: apiUrl }],
    ['L08', { kind: 'cluster.untrusted', address: apiUrl }],
    ['L22c', { kind: 'cluster.untrusted', address: apiUrl }],
    ['L12', { kind: 'cluster.unreachable', reason: 'refused', address: apiUrl }],
    ['L13', { kind: 'cluster.unreachable', reason: 'notTls' }],
    ['L14', { kind: 'cluster.unreachable', reason: 'notAnApi' }],
    ['L15', { kind: 'cluster.unreachable', reason: 'reset' }],
    ['L22', { kind: 'auth.failed', said: 'oc said: error: open /nonexistent: no such file or directory' }],
    ['L03', { kind: 'auth.failed', said: expect.stringContaining('You must obtain an API token') as string }],
  ])('%s', (name, expected) => expect(meaning(name)).toMatchObject(expected))

  it.each([
    ['error: dial tcp: lookup api.x on 10.0.0.1:53: no such host', 'nameUnknown'],
    ['error: dial tcp 10.0.0.1:6443: i/o timeout', 'timedOut'],
    ['error: net/http: TLS handshake timeout', 'timedOut'],
    ['error: read tcp 1.2.3.4:5->1.2.3.4:6: read: connection reset by peer', 'reset'],
    ['error: http: server gave HTTP response to HTTPS client', 'notTls'],
    ['error: proxyconnect tcp: dial tcp 127.0.0.1:1: connect: connection refused', 'proxy'],
    ['error: x509: certificate has expired or is not yet valid: current time 2020-01-01T00:00:00Z is before 2026-01-01T00:00:00Z', 'clock'],
    ['error: dial tcp 10.0.0.1:6443: connect: no route to host', 'network'],
  ])('%s -> %s', (said, reason) => expect(readOcFailure(`${said}\r\n`, 1, { user, address: apiUrl, kubeconfig })).toMatchObject({ kind: 'cluster.unreachable', reason, detail: '', raw: said }))

  it.each([
    ['bash: oc: command not found\r\n', 127],
    ['zsh: command not found: oc\r\n', null],
    ['sh: 1: oc: not found\r\n', null],
  ])('%j is a missing oc', (said, exit) => expect(readOcFailure(said, exit, { user, address: apiUrl, kubeconfig })).toEqual({ kind: 'local.ocMissing', where: 'terminal', downloadUrl: null }))

  it.each([
    [`error: write ${kubeconfig}: no space left on device`, /disk is full/],
    ['error: ENOSPC: no space left on device, write', /disk is full/],
    [`error: open ${kubeconfig}.lock: read-only file system`, /can only be read/],
  ])('%s is about the disk, not about the login', (said, reason) => expect(readOcFailure(`${said}\r\n`, 1, { user, address: apiUrl, kubeconfig })).toEqual({ kind: 'local.file', path: kubeconfig, reason: expect.stringMatching(reason) as string }))

  it('hands no escape sequence on', () => {
    expect(readOcFailure('\u001b]0;title\u0007\u001b[31merror: odd\u001b[0m \u0008thing\r\n', 1, { user, address: apiUrl, kubeconfig })).toEqual({ kind: 'auth.failed', user, said: 'oc said: error: odd thing' })
  })
})

describe('ocLoginLine', () => {
  it('is what the student would type, and quotes what a shell would read', () => {
    expect(ocLoginLine('admin', 'https://api.ocp4.example.com:6443', null)).toBe('oc login -u admin https://api.ocp4.example.com:6443')
    expect(ocLoginLine("o'neil", apiUrl, '/home/a b/$x.pem')).toBe(`oc login -u 'o'\\''neil' ${apiUrl} '--certificate-authority=/home/a b/$x.pem'`)
  })
})
