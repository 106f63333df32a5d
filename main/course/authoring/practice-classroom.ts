import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:https'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { Classroom } from '../../../core/contract'
import type { ClusterConnection } from '../../session'
import { createStudent } from './student'

/** A practice classroom of its own, with nothing installed, for one trial. */
export interface PracticeClassroom {
  classroom: Classroom
  /** By user's name. */
  passwords: ReadonlyMap<string, string>
  /** What a terminal of this user would have. Nobody is logged in yet. */
  environmentOf: (user: string) => Promise<NodeJS.ProcessEnv>
  /** As the administrator, for watching only. */
  connect(): Promise<ClusterConnection>
  folder: string
  dispose(): Promise<void>
}

interface Options {
  /** The folder of the built practice program. */
  program: string
  /** How much faster than real time things happen. */
  speed: number
}

const readySchema = z.object({
  apiUrl: z.string(),
  consoleUrl: z.string(),
  caFile: z.string(),
  users: z.array(z.object({ name: z.string(), password: z.string() })),
})

// Ready takes a second; on a machine that is busy with everything else at once, ten have been seen.
const READY_WITHIN_MS = 30_000
// It saves its guests' memory when it ends.
const END_WITHIN_MS = 10_000

const LOGIN_WITHIN_MS = 20_000

export async function startPracticeClassroom({ program, speed }: Options): Promise<PracticeClassroom> {
  const folder = await mkdtemp(join(tmpdir(), 'lab-companion-unit-'))
  const child = spawn(process.execPath, [join(program, 'main.cjs'), '--port', '0', '--json', '--exit-with-parent', '--virtualization', 'absent', '--speed', String(speed), '--data-dir', join(folder, 'practice')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const dispose = async (): Promise<void> => {
    await end(child)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const ready = await readyLine(child)
    const binDir = join(program, 'bin')
    const ca = await readFile(ready.caFile, 'utf8')
    return {
      classroom: classroomOf(ready),
      passwords: new Map(ready.users.map(({ name, password }) => [name, password])),
      environmentOf: (user) => environmentOf(user, { folder, binDir, ready }),
      connect: async () => connect(ready, ca, await environmentOf('window', { folder, binDir, ready })),
      folder,
      dispose,
    }
  } catch (error) {
    await dispose()
    throw error
  }
}

type Ready = z.infer<typeof readySchema>

function readyLine(child: ChildProcess): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`The practice classroom was not ready after ${READY_WITHIN_MS / 1_000} s.`)), READY_WITHIN_MS)
    child.once('exit', (code) => reject(new Error(`The practice classroom ended with ${String(code)}.`)))
    if (child.stdout === null) return reject(new Error('The practice classroom cannot be read.'))
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(late)
      resolve(readySchema.parse(JSON.parse(line)))
    })
  })
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const late = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS)
    child.once('exit', () => {
      clearTimeout(late)
      resolve()
    })
    child.kill('SIGTERM')
  })
}

function classroomOf({ apiUrl, consoleUrl, users }: Ready): Classroom {
  return {
    id: 'practice',
    title: 'Practice classroom',
    kind: 'practice',
    apiUrl,
    consoleUrl,
    nodes: { master: 3, worker: 2 },
    users: users.map(({ name }) => ({ name, role: null, hint: null })),
    machines: [],
    guests: [],
    units: [],
    managed: false,
    file: null,
  }
}

/** The kubeconfig knows the cluster and whom to trust, as that of a terminal does before the first login. */
async function environmentOf(user: string, { folder, binDir, ready }: { folder: string; binDir: string; ready: Ready }): Promise<NodeJS.ProcessEnv> {
  const home = join(folder, 'homes', user)
  const kubeconfig = join(home, 'kubeconfig')
  await mkdir(home, { recursive: true })
  const cluster = new URL(ready.apiUrl).host.replaceAll('.', '-')
  const text = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: cluster, cluster: { server: ready.apiUrl, 'certificate-authority': ready.caFile } }],
    contexts: [{ name: 'first', context: { cluster, user: '' } }],
    users: [],
    'current-context': 'first',
  })
  await writeFile(kubeconfig, text, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  return {
    PATH: [process.env['PATH'], binDir].filter(Boolean).join(delimiter),
    HOME: home,
    KUBECONFIG: kubeconfig,
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    LAB_COMPANION_CACHE: join(folder, 'cache'),
  }
}

async function connect(ready: Ready, ca: string, env: NodeJS.ProcessEnv): Promise<ClusterConnection> {
  const admin = ready.users.find(({ name }) => name === 'admin')
  if (admin === undefined) throw new Error('The practice classroom has no admin.')
  const agent = new Agent({ ca, keepAlive: true })
  const student = createStudent({ environmentOf: async () => env, limitMs: LOGIN_WITHIN_MS })
  const said = await student.run(`oc login -u ${admin.name} ${ready.apiUrl}\noc whoami -t`, admin.name, [admin.password])
  const token = said.find(({ command }) => command === 'oc whoami -t')?.output.trim()
  if (token === undefined) throw new Error(`The practice classroom let nobody in: ${said.map(({ output }) => output).join('')}`)
  return {
    classroom: 'practice',
    apiUrl: ready.apiUrl,
    user: admin.name,
    verifiedAs: admin.name,
    request: ({ path, method = 'GET', headers = {}, body, signal }) =>
      new Promise((resolve, reject) => {
        const sent = request(new URL(path, ready.apiUrl), { method, agent, ...(signal && { signal }), headers: { ...headers, authorization: `Bearer ${token}` } }, resolve)
        sent.on('error', reject)
        sent.end(body)
      }),
  }
}
