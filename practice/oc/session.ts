import { createHash } from 'node:crypto'
import { parseFlags, sessionFlags } from './arguments'
import { Failure, serverFailure } from './failure'
import { sendJson } from './http'
import { currentSession, saveKubeconfig } from './kubeconfig'
import { whoIs } from './projects'
import { print } from './terminal'

export async function whoami(args: string[]): Promise<void> {
  const { flags } = parseFlags('whoami', args, { 'show-token': 'switch', 'show-context': 'switch', 'show-server': 'switch', 'show-console': 'switch' }, { t: 'show-token', c: 'show-context' })
  const session = currentSession(sessionFlags(flags))
  if (flags['show-token'] === true) {
    if (session.token === undefined) throw new Failure('error: no token is currently in use for this session')
    return print(`${session.token}\n`)
  }
  if (flags['show-context'] === true) return print(`${session.contextName}\n`)
  if (flags['show-server'] === true) return print(`${session.server}\n`)
  if (flags['show-console'] === true) {
    const { status, body } = await sendJson<{ data?: { consoleURL?: string } }>(session, '/api/v1/namespaces/openshift-config-managed/configmaps/console-public')
    if (status !== 200) throw new Failure(`error: unable to determine console location: ${(body as { message?: string }).message ?? ''}`)
    return print(`${body.data?.consoleURL ?? ''}\n`)
  }
  print(`${await whoIs(session)}\n`)
}

/** Takes the token back on the server, then forgets it; contexts stay. */
export async function logout(args: string[]): Promise<void> {
  const { flags } = parseFlags('logout', args, {})
  const session = currentSession(sessionFlags(flags))
  if (session.token === undefined) throw new Failure('error: You must have a token in order to logout.')
  const user = await whoIs(session)
  const name = `sha256~${createHash('sha256').update(session.token.replace(/^sha256~/, '')).digest('base64url')}`
  const { status, body } = await sendJson(session, `/apis/oauth.openshift.io/v1/oauthaccesstokens/${name}`, { method: 'DELETE', json: {} })
  if (status !== 200) throw serverFailure(status, body)
  for (const [key, entry] of session.config.users) if (entry.token === session.token) session.config.users.set(key, {})
  saveKubeconfig(session.config)
  print(`Logged ${JSON.stringify(user)} out on ${JSON.stringify(session.server)}\n`)
}

export async function version(args: string[]): Promise<void> {
  const { flags } = parseFlags('version', args, { client: 'switch' })
  print('Client Version: 4.19.6\nKustomize Version: v5.5.0\n')
  if (flags['client'] === true) return
  const session = currentSession(sessionFlags(flags))
  const server = await sendJson<{ gitVersion?: string }>(session, '/version')
  if (server.status !== 200) throw serverFailure(server.status, server.body)
  const cluster = await sendJson<{ status?: { desired?: { version?: string } } }>(session, '/apis/config.openshift.io/v1/clusterversions/version')
  if (cluster.status === 200) print(`Server Version: ${cluster.body.status?.desired?.version ?? ''}\n`)
  print(`Kubernetes Version: ${server.body.gitVersion ?? ''}\n`)
}
