import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPractice, type Practice, type PracticeOptions } from '../../../practice/server'

export interface Reply {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}

/** An answer as it came; each test says what it expects in it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test names the members it asserts on, a type for each would say the same twice
type Body = any

export interface Call {
  method?: string
  headers?: Record<string, string>
  body?: string
}

export interface CommandResult {
  code: number
  stdout: string
  stderr: string
}

/** A practice classroom in a directory of its own, with what a test asks of it. */
export interface Classroom {
  practice: Practice
  directory: string
  ca: string
  call(url: string, call?: Call): Promise<Reply>
  /** Asks the API, with the user's token, and reads the answer as JSON. */
  api(user: string | undefined, path: string, call?: Call): Promise<{ status: number; body: Body }>
  token(user: string): Promise<string>
  kubectl(user: string, ...args: string[]): Promise<CommandResult>
  /** What a client of the user's needs in its environment. */
  environment(user: string): Promise<NodeJS.ProcessEnv>
  /** Stops the program and starts it again on the same directory. */
  restart(): Promise<void>
  close(): Promise<void>
}

const passwords: Record<string, string> = { admin: 'redhatocp', developer: 'developer', kubeadmin: 'kubeadmin-password' }

export async function openClassroom(options: Partial<PracticeOptions> = {}): Promise<Classroom> {
  const directory = mkdtempSync(join(tmpdir(), 'practice-test-'))
  const dataDir = join(directory, 'data')
  const start = () => startPractice({ dataDir, speed: 20, ...options })
  const tokens = new Map<string, string>()
  const classroom: Classroom = {
    practice: await start(),
    directory,
    ca: '',
    call: (url, call) => callServer(classroom.ca, url, call),
    async api(user, path, { headers = {}, ...call } = {}) {
      const bearer = user === undefined ? {} : { Authorization: `Bearer ${await classroom.token(user)}` }
      const { status, text } = await classroom.call(`${classroom.practice.apiUrl}${path}`, { ...call, headers: { ...bearer, ...headers } })
      return { status, body: text.startsWith('{') ? JSON.parse(text) : text }
    },
    async token(user) {
      const known = tokens.get(user)
      if (known !== undefined) return known
      const token = await fetchToken(classroom.ca, classroom.practice.apiUrl, user)
      tokens.set(user, token)
      return token
    },
    kubectl: async (user, ...args) => runCommand('kubectl', args, await classroom.environment(user)),
    async environment(user) {
      const kubeconfig = join(directory, `${user}.kubeconfig`)
      const config = {
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{ name: 'practice', cluster: { server: classroom.practice.apiUrl, 'certificate-authority': classroom.practice.caFile } }],
        users: [{ name: user, user: { token: await classroom.token(user) } }],
        contexts: [{ name: user, context: { cluster: 'practice', user, namespace: 'vms-dev' } }],
        'current-context': user,
      }
      writeFileSync(kubeconfig, JSON.stringify(config), { mode: 0o600 })
      return { ...process.env, KUBECONFIG: kubeconfig, HOME: directory }
    },
    async restart() {
      await classroom.practice.close()
      classroom.practice = await start()
      classroom.ca = readFileSync(classroom.practice.caFile, 'utf8')
    },
    async close() {
      await classroom.practice.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
  classroom.ca = readFileSync(classroom.practice.caFile, 'utf8')
  return classroom
}

/** Asks over a connection of its own. */
export function callServer(ca: string, url: string, { method = 'GET', headers = {}, body }: Call = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, ca, agent: false }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(parts).toString() }))
      response.on('error', reject)
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

/** Logs one of the classroom's users in, as `oc login -u -p` does. */
export async function fetchToken(ca: string, apiUrl: string, user: string): Promise<string> {
  const { text } = await callServer(ca, `${apiUrl}/.well-known/oauth-authorization-server`)
  const { issuer, authorization_endpoint: endpoint } = JSON.parse(text) as { issuer: string; authorization_endpoint: string }
  const query = new URLSearchParams({ client_id: 'openshift-challenging-client', response_type: 'token', redirect_uri: `${issuer}/oauth/token/implicit` })
  const basic = Buffer.from(`${user}:${passwords[user]}`).toString('base64')
  const { headers } = await callServer(ca, `${endpoint}?${query.toString()}`, { headers: { 'X-CSRF-Token': '1', Authorization: `Basic ${basic}` } })
  return new URLSearchParams(new URL(String(headers['location'])).hash.slice(1)).get('access_token') ?? ''
}

export function runCommand(program: string, args: string[], env: NodeJS.ProcessEnv, input?: string, timeout = 25_000): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { env, timeout, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ code, stdout, stderr })
    })
    child.stdin?.end(input)
  })
}
