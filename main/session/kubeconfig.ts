import { readFile, rename } from 'node:fs/promises'
import type { Document } from 'yaml'
import { z } from 'zod'
import { AppFailure, type AppError } from '../../core/contract'
import { writeFileAtomic } from '../storage'
import { parseOne, plainWords } from '../yaml'

// Read with `yaml` and the few fields that matter here: the client library's reader takes 120 ms and 9 MB to load, runs exec plugins, and
// gives no place for an error.
const entries = <T extends z.ZodRawShape>(shape: T) => z.array(z.object(shape)).nullish()
const kubeconfigSchema = z.object({
  'current-context': z.string().nullish(),
  clusters: entries({ name: z.string(), cluster: z.object({ server: z.string().nullish() }).nullish() }),
  contexts: entries({ name: z.string(), context: z.object({ cluster: z.string().nullish(), user: z.string().nullish(), namespace: z.string().nullish() }).nullish() }),
  users: entries({ name: z.string(), user: z.object({ token: z.string().nullish() }).nullish() }),
})

/** What a kubeconfig says about its current context. */
export interface CurrentContext {
  server: string
  /** As the client that logged in named it: `developer/api-example-com:6443`. */
  userEntry: string
  namespace: string | null
  token: string | null
}

/** Answers null when there is no file or no usable current context. Throws AppFailure `local.file`, with line and column, for a broken one. */
export async function readKubeconfig(path: string): Promise<CurrentContext | null> {
  const document = await parse(path)
  if (document === null) return null
  const parsed = kubeconfigSchema.safeParse(document.toJS() ?? {})
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new AppFailure({ kind: 'local.file', path, reason: `field ${issue?.path.join('.') ?? ''} is not what a kubeconfig has there` })
  }
  const { clusters, contexts, users, ...rest } = parsed.data
  const context = contexts?.find(({ name }) => name === rest['current-context'])?.context
  const server = clusters?.find(({ name }) => name === context?.cluster)?.cluster?.server
  if (!context?.user || !server) return null
  const token = users?.find(({ name }) => name === context.user)?.user?.token
  return { server, userEntry: context.user, namespace: context.namespace ?? null, token: token || null }
}

/**
 * Renames a file that is no kubeconfig, because no client could log in with it in the way. Answers where it is now and what was wrong; null for a
 * good file and for none. Throws AppFailure `local.file` when it cannot be renamed.
 */
export async function setBrokenAside(path: string): Promise<Extract<AppError, { kind: 'local.fileSetAside' }> | null> {
  try {
    await readKubeconfig(path)
    return null
  } catch (error) {
    if (!(error instanceof AppFailure) || error.error.kind !== 'local.file') throw error
    const { reason } = error.error
    const aside = `${path}.broken-${new Date().toISOString().replace(/[:.]/g, '-')}`
    await rename(path, aside).catch((cause: unknown) => {
      throw new AppFailure({ kind: 'local.file', path, reason }, { cause })
    })
    return { kind: 'local.fileSetAside', path, aside, reason }
  }
}

export interface Login {
  server: string
  /** Who the server says it is. */
  name: string
  token: string
  namespace: string | null
  /** File of certificate authorities, or null for the computer's own. */
  certificateAuthority: string | null
}

const EMPTY = 'apiVersion: v1\nkind: Config\npreferences: {}\n'

/** Writes a login down as `oc login` does: same names for cluster, user and context; other entries of the file stay. */
export async function writeLogin(path: string, login: Login): Promise<void> {
  const { parseDocument } = await import('yaml')
  const document = (await parseForChange(path)) ?? parseDocument(EMPTY)
  const cluster = clusterName(login.server)
  const user = `${login.name}/${cluster}`
  const context = `${login.namespace ?? ''}/${cluster}/${login.name}`
  putEntry(document, 'clusters', cluster, 'cluster', {
    ...(login.certificateAuthority === null ? {} : { 'certificate-authority': login.certificateAuthority }),
    server: login.server,
  })
  putEntry(document, 'contexts', context, 'context', { cluster, ...(login.namespace === null ? {} : { namespace: login.namespace }), user })
  document.set('current-context', context)
  putEntry(document, 'users', user, 'user', { token: login.token })
  await writeFileAtomic(path, document.toString({ lineWidth: 0 }), { mode: 0o600 })
}

/** Says whom to trust at a server before anybody has logged in there: an `oc login` typed by hand finds it in the file, as it finds that of an earlier login. */
export async function introduceServer(path: string, { server, certificateAuthority }: { server: string; certificateAuthority: string }): Promise<void> {
  const { parseDocument } = await import('yaml')
  const document = (await parseForChange(path)) ?? parseDocument(EMPTY)
  putEntry(document, 'clusters', clusterName(server), 'cluster', { 'certificate-authority': certificateAuthority, server })
  await writeFileAtomic(path, document.toString({ lineWidth: 0 }), { mode: 0o600 })
}

/** Clears a user entry as `oc logout` does: `{}`; contexts stay. */
export async function clearLogin(path: string, userEntry: string): Promise<void> {
  const document = await parseForChange(path)
  if (document === null) return
  putEntry(document, 'users', userEntry, 'user', {})
  await writeFileAtomic(path, document.toString({ lineWidth: 0 }), { mode: 0o600 })
}

/** `https://api.example.com:6443` and `https://api.example.com:6443/` are the same server. */
export function isSameServer(a: string, b: string): boolean {
  try {
    return new URL(a).origin === new URL(b).origin
  } catch {
    return false
  }
}

/** `https://127.0.0.1:17443` -> `127-0-0-1:17443`, the port always there. */
function clusterName(server: string): string {
  const url = new URL(server)
  return `${url.hostname.replaceAll('.', '-')}:${url.port || '443'}`
}

function putEntry(document: Document, list: string, name: string, field: string, value: Record<string, string>): void {
  const existing = (document.toJS() as Record<string, ({ name?: string } | null)[] | null> | null)?.[list] ?? []
  const index = existing.findIndex((entry) => entry?.name === name)
  const entry = document.createNode({ [field]: value, name })
  if (existing.length === 0) document.set(list, document.createNode([entry]))
  else document.setIn([list, index === -1 ? existing.length : index], entry)
}

/** What is to be written into must have the lists that entries go into; one of another shape is not ours to throw away. */
async function parseForChange(path: string): Promise<Document | null> {
  const document = await parse(path)
  const data = document?.toJS() as Record<string, unknown> | null | undefined
  for (const list of ['clusters', 'contexts', 'users']) {
    if (!Array.isArray(data?.[list] ?? [])) throw new AppFailure({ kind: 'local.file', path, reason: `field ${list} is no list` })
  }
  return document
}

async function parse(path: string): Promise<Document | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw new AppFailure({ kind: 'local.file', path, reason: code === 'EACCES' ? 'reading it is not permitted' : String(code) }, { cause: error })
  }
  const { isMap, LineCounter } = await import('yaml')
  const lines = new LineCounter()
  const read = parseOne(text, { lineCounter: lines })
  if ('why' in read) throw new AppFailure({ kind: 'local.file', path, reason: `line ${lines.linePos(read.stoppedAt).line} ${read.why} for a kubeconfig` })
  const { document } = read
  const [error] = document.errors
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0])
    throw new AppFailure({ kind: 'local.file', path, reason: `line ${line}, column ${col}: ${plainWords(error.message)}` })
  }
  if (document.contents !== null && !isMap(document.contents)) throw new AppFailure({ kind: 'local.file', path, reason: 'line 1 is not how a kubeconfig begins' })
  try {
    // Aliases are resolved only here.
    document.toJS()
  } catch (error) {
    throw new AppFailure({ kind: 'local.file', path, reason: (error as Error).message }, { cause: error })
  }
  return text.trim() === '' ? null : document
}
