import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path'
import { parse, stringify } from 'yaml'
import { Failure } from './failure'
import type { Connection } from './http'

export interface Cluster {
  server?: string
  'certificate-authority'?: string
  'certificate-authority-data'?: string
  'insecure-skip-tls-verify'?: boolean
  [other: string]: unknown
}

interface Context {
  cluster?: string
  namespace?: string
  user?: string
  [other: string]: unknown
}

export interface Kubeconfig {
  path: string
  /** No file was there. */
  fresh: boolean
  /** Named by KUBECONFIG or --kubeconfig instead of standing in the home directory. */
  explicit: boolean
  clusters: Map<string, Cluster>
  contexts: Map<string, Context>
  users: Map<string, { token?: string; [other: string]: unknown }>
  current: string
}

interface Entry {
  name: string
  [content: string]: unknown
}

function locate(flag: string | undefined): { path: string; explicit: boolean } {
  if (flag !== undefined) return { path: resolve(flag), explicit: true }
  const [first, ...more] = (process.env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '')
  if (first === undefined) return { path: join(homedir(), '.kube', 'config'), explicit: false }
  return { path: [first, ...more].find((path) => existsSync(path)) ?? first, explicit: true }
}

export function loadKubeconfig(flag: string | undefined): Kubeconfig {
  const { path, explicit } = locate(flag)
  let text: string | undefined
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw new Failure(`error: ${(error as Error).message}`)
  }
  let content: Record<string, unknown> = {}
  try {
    content = (text === undefined ? {} : ((parse(text) as Record<string, unknown> | null) ?? {}))
  } catch (error) {
    throw new Failure(`error: error loading config file "${path}": ${(error as Error).message}`)
  }
  const named = <T>(list: string, member: string): Map<string, T> => new Map(((content[list] ?? []) as Entry[]).map((entry) => [entry.name, (entry[member] ?? {}) as T]))
  return {
    path,
    fresh: text === undefined,
    explicit,
    clusters: named('clusters', 'cluster'),
    contexts: named('contexts', 'context'),
    users: named('users', 'user'),
    current: typeof content['current-context'] === 'string' ? content['current-context'] : '',
  }
}

/** Written as a new file beside the old one and then renamed: it is never half there, and readable by its owner only. */
export function saveKubeconfig(config: Kubeconfig): void {
  const list = (entries: Map<string, unknown>, member: string) => [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, content]) => ({ [member]: content, name }))
  const content = {
    apiVersion: 'v1',
    clusters: list(config.clusters, 'cluster'),
    contexts: list(config.contexts, 'context'),
    'current-context': config.current,
    kind: 'Config',
    preferences: {},
    users: list(config.users, 'user').map(({ name, ...rest }) => ({ name, ...rest })),
  }
  mkdirSync(dirname(config.path), { recursive: true })
  const fresh = `${config.path}.${process.pid}.new`
  writeFileSync(fresh, stringify(content, { indentSeq: false, lineWidth: 0 }), { mode: 0o600 })
  chmodSync(fresh, 0o600)
  renameSync(fresh, config.path)
}

/** `127-0-0-1:6443`: as oc names a cluster by its address. */
export function clusterName(server: string): string {
  const url = new URL(server)
  return `${url.hostname.replaceAll('.', '-')}:${url.port === '' ? (url.protocol === 'http:' ? '80' : '443') : url.port}`
}

/** Scheme and port filled in; the URL without a path, as oc writes it. */
export function normalizeServer(text: string): string {
  const address = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`
  let url: URL
  try {
    url = new URL(address)
  } catch {
    throw new Failure(`error: the server URL ${JSON.stringify(text)} is not valid`)
  }
  // An explicit default port is dropped by URL; oc always writes one.
  const port = url.port === '' ? (url.protocol === 'http:' ? '80' : '443') : url.port
  return `${url.protocol}//${url.hostname}:${port}`
}

export function readAuthority(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new Failure(`error: open ${file}: ${code === 'ENOENT' ? 'no such file or directory' : code === 'EACCES' ? 'permission denied' : (error as Error).message}`)
  }
}

export function clusterAuthority(config: Kubeconfig, cluster: Cluster | undefined): string | undefined {
  const data = cluster?.['certificate-authority-data']
  if (data !== undefined) return Buffer.from(data, 'base64').toString('utf8')
  const file = cluster?.['certificate-authority']
  return file === undefined ? undefined : readAuthority(isAbsolute(file) ? file : join(dirname(config.path), file))
}

export interface Session extends Connection {
  config: Kubeconfig
  contextName: string
  namespace: string
  userName: string
}

const missing = `error: Missing or incomplete configuration info.  Please point to an existing, complete config file:


  1. Via the command-line flag --kubeconfig
  2. Via the KUBECONFIG environment variable
  3. In your home directory as ~/.kube/config

To view or setup config directly use the 'config' command.`

/** The connection of the current context; fails as oc does if there is none. */
export function currentSession(flags: { kubeconfig?: string | undefined; context?: string | undefined; namespace?: string | undefined }): Session {
  const config = loadKubeconfig(flags.kubeconfig)
  const contextName = flags.context ?? config.current
  const context = config.contexts.get(contextName)
  const cluster = config.clusters.get(context?.cluster ?? '')
  if (context === undefined || cluster?.server === undefined) throw new Failure(missing)
  return {
    config,
    contextName,
    namespace: flags.namespace ?? context.namespace ?? 'default',
    userName: context.user ?? '',
    server: cluster.server,
    ca: clusterAuthority(config, cluster),
    insecure: cluster['insecure-skip-tls-verify'] === true,
    token: config.users.get(context.user ?? '')?.token,
  }
}
