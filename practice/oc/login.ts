import { resolve } from 'node:path'
import { parseFlags, text, type Flags } from './arguments'
import { Failure } from './failure'
import { send, sendJson, TransportError, type Connection } from './http'
import { clusterAuthority, clusterName, loadKubeconfig, normalizeServer, readAuthority, saveKubeconfig, type Cluster, type Kubeconfig } from './kubeconfig'
import { discover, redeem, requestCode } from './oauth'
import { chooseProject, useContext, whoIs } from './projects'
import { ask, askSecretly, askYesOrNo, isTerminal, print } from './terminal'
import { webLogin } from './web-login'

const unknownAuthorityError =
  'error: The server uses a certificate signed by unknown authority. You may need to use the --certificate-authority flag to provide the path to a certificate file for the certificate authority, or --insecure-skip-tls-verify to bypass the certificate check and use insecure connections.'
const insecureWarning = 'WARNING: Using insecure TLS client config. Setting this option is not supported!\n\n'
const checkAddress = 'verify you have provided the correct host and port and that the server is currently running.'

export async function login(args: string[]): Promise<void> {
  const { flags, rest } = parseFlags('login', args, { username: 'value', password: 'value', web: 'switch', 'callback-port': 'value' }, { u: 'username', p: 'password', w: 'web' })
  if (rest.length > 1) throw new Failure('error: Only the server URL may be specified as an argument')
  const username = text(flags, 'username')
  const token = text(flags, 'token')
  if (token !== undefined && username !== undefined) throw new Failure('error: --token and --username are mutually exclusive')
  if (token !== undefined && flags['password'] !== undefined) throw new Failure('error: --token and --password are mutually exclusive')
  const web = flags['web'] === true
  if (web && (username !== undefined || flags['password'] !== undefined || token !== undefined)) throw new Failure('error: --web cannot be used along with --username, --password or --token')
  const callbackPort = readPort(text(flags, 'callback-port'))
  if (callbackPort !== 0 && !web) throw new Failure('error: --callback-port can only be specified along with --web')

  const config = loadKubeconfig(text(flags, 'kubeconfig'))
  const current = config.contexts.get(config.current)
  const server = await chooseServer(config, rest[0] ?? text(flags, 'server'))
  const { connection, cluster } = await connect(config, server, flags)

  const known = username === undefined || flags['password'] !== undefined ? undefined : await existingCredentials(config, connection, cluster, username)
  const { held, user } = known ?? (await newCredentials())
  if (known !== undefined) print(`Logged into ${JSON.stringify(server)} as ${JSON.stringify(user)} using existing credentials.\n\n`)
  const session = { ...connection, token: held }
  const project = await chooseProject(session, current?.namespace ?? 'default')

  config.clusters.set(clusterName(server), cluster)
  config.users.set(`${user}/${clusterName(server)}`, { token: held })
  useContext(config, server, user, project)
  saveKubeconfig(config)
  if (config.fresh && !config.explicit) print("Welcome! See 'oc help' to get started.\n")
  await printMessageOfTheDay(session)

  async function newCredentials(): Promise<Login> {
    if (token !== undefined) return tokenLogin(connection, token)
    if (!web) return passwordLogin(connection, username, text(flags, 'password'))
    return welcome(connection, await withTransportWords(() => webLogin(connection, callbackPort)))
  }
}

function readPort(given: string | undefined): number {
  const port = Number(given ?? 0)
  if (!/^\d*$/.test(given ?? '') || port > 65_535) throw new Failure(`error: invalid argument ${JSON.stringify(given)} for "--callback-port" flag: strconv.ParseUint: parsing ${JSON.stringify(given)}: invalid syntax\nSee 'oc login --help' for usage.`)
  return port
}

async function chooseServer(config: Kubeconfig, given: string | undefined): Promise<string> {
  if (given !== undefined) return normalizeServer(given)
  const known = config.clusters.get(config.contexts.get(config.current)?.cluster ?? '')?.server
  if (known !== undefined) return known
  if (!isTerminal()) throw new Failure('error: A server URL must be specified')
  const preset = 'https://localhost:8443'
  return normalizeServer((await ask(`Server [${preset}]: `)) || preset)
}

/** Finds out how the server's certificate is to be trusted, asking if need be. */
async function connect(config: Kubeconfig, server: string, flags: Flags): Promise<{ connection: Connection; cluster: Cluster }> {
  const file = text(flags, 'certificate-authority')
  const saved = [...config.clusters.values()].find((cluster) => cluster.server === server)
  const cluster: Cluster = { server }
  const connection: Connection = { server, ca: undefined, insecure: flags['insecure-skip-tls-verify'] === true }
  if (connection.insecure) cluster['insecure-skip-tls-verify'] = true
  else if (file !== undefined) {
    connection.ca = readAuthority(file)
    cluster['certificate-authority'] = resolve(file)
  } else {
    connection.ca = clusterAuthority(config, saved)
    for (const key of ['certificate-authority', 'certificate-authority-data'] as const) {
      const value = saved?.[key]
      if (value !== undefined) cluster[key] = value
    }
  }
  if (connection.insecure) print(insecureWarning)
  let type: string
  try {
    type = await probe(connection)
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    if (error.kind !== 'unknownAuthority' && error.kind !== 'wrongHost') throw new Failure(`error: ${error.message}${error.kind === 'refused' ? ` - ${checkAddress}` : ''}`)
    await askForInsecure(error)
    connection.insecure = true
    cluster['insecure-skip-tls-verify'] = true
    delete cluster['certificate-authority']
    delete cluster['certificate-authority-data']
    type = await probe(connection)
  }
  if (type.startsWith('text/html')) throw new Failure('error: Seems you passed an HTML page (console?) instead of server URL.\nVerify provided address and try again.')
  return { connection, cluster: { ...sorted(cluster) } }
}

function sorted(cluster: Cluster): Cluster {
  return Object.fromEntries(Object.entries(cluster).sort(([a], [b]) => (a < b ? -1 : 1)))
}

async function probe(connection: Connection): Promise<string> {
  const { headers } = await send(connection, '/', { method: 'HEAD' })
  return headers['content-type'] ?? ''
}

async function askForInsecure(error: TransportError): Promise<void> {
  const mismatch = `The server is using a certificate that does not match its hostname: ${error.message}`
  const unknown = error.kind === 'unknownAuthority'
  const refusal = new Failure(unknown ? unknownAuthorityError : `error: ${mismatch}`)
  if (!isTerminal()) throw refusal
  print(`${unknown ? 'The server uses a certificate signed by an unknown authority.' : mismatch}\n`)
  print('You can bypass the certificate check, but any data you send to the server could be intercepted by others.\n')
  const accepted = await askYesOrNo('Use insecure connections? (y/n): ')
  print('\n')
  if (!accepted) throw refusal
  print(insecureWarning)
}

interface Login {
  held: string
  user: string
}

function isUser(name: string, username: string): boolean {
  return name === username || (username === 'kubeadmin' && name === 'kube:admin')
}

/** A token that the kubeconfig already has for this user on this server, if it still works. */
async function existingCredentials(config: Kubeconfig, connection: Connection, cluster: Cluster, username: string): Promise<Login | undefined> {
  const tried = new Set<string>()
  for (const context of config.contexts.values()) {
    const its = config.clusters.get(context.cluster ?? '')
    const held = config.users.get(context.user ?? '')?.token
    // Trusted otherwise than before: oc asks for the password anew.
    if (its?.server !== connection.server || (its['insecure-skip-tls-verify'] === true) !== (cluster['insecure-skip-tls-verify'] === true)) continue
    if (held === undefined || tried.has(held)) continue
    tried.add(held)
    const { status, body } = await sendJson<{ metadata?: { name?: string } }>({ ...connection, token: held }, '/apis/user.openshift.io/v1/users/~')
    const name = body.metadata?.name ?? ''
    if (status === 200 && isUser(name, username)) return { held, user: name }
  }
  return undefined
}

async function tokenLogin(connection: Connection, token: string): Promise<Login> {
  const { status, body } = await sendJson<{ metadata?: { name?: string } }>({ ...connection, token }, '/apis/user.openshift.io/v1/users/~')
  if (status !== 200) throw new Failure('error: The token provided is invalid or expired.\n')
  const user = body.metadata?.name ?? ''
  print(`Logged into ${JSON.stringify(connection.server)} as ${JSON.stringify(user)} using the token provided.\n\n`)
  return { held: token, user }
}

const client = 'openshift-challenging-client'

async function passwordLogin(connection: Connection, username: string | undefined, password: string | undefined): Promise<Login> {
  const metadata = await discover(connection)
  const oauth: Connection = { server: metadata.issuer, ca: connection.ca, insecure: connection.insecure }
  const request = requestCode(metadata, client, `${metadata.issuer}/oauth/token/implicit`)
  const authorize = `${metadata.authorization_endpoint}?${request.query.toString()}`
  const headers = { 'X-Csrf-Token': '1' }
  return withTransportWords(async () => {
    const challenge = await send(oauth, authorize, { headers })
    if (challenge.status !== 401) throw new Failure(`error: unexpected response status ${challenge.status} from the OAuth server`)
    if (username === undefined) {
      print(`You must obtain an API token by visiting ${metadata.token_endpoint}/request\n\nAlternatively, use "oc login --web" to login via your browser. See "oc login --help" for more information.\n`)
      throw new Failure('')
    }
    const secret = password ?? (await askForPassword(connection, username))
    const granted = await send(oauth, authorize, { headers: { ...headers, Authorization: `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}` } })
    if (granted.status === 401) {
      print('Login failed (401 Unauthorized)\nVerify you have provided the correct credentials.\n')
      throw new Failure('')
    }
    const location = new URL(granted.headers.location ?? request.redirect)
    const refusal = location.searchParams.get('error_description')
    if (refusal !== null) throw new Failure(`error: ${refusal}`)
    const code = location.searchParams.get('code')
    const held = code === null ? new URLSearchParams(location.hash.slice(1)).get('access_token') : await redeem(oauth, metadata.token_endpoint, code, request)
    if (held === null) throw new Failure('error: the OAuth server gave no token')
    return welcome(connection, held)
  })
}

async function withTransportWords<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof TransportError) throw new Failure(`error: ${error.message}`)
    throw error
  }
}

async function welcome(connection: Connection, held: string): Promise<Login> {
  const user = await whoIs({ ...connection, token: held })
  print('Login successful.\n\n')
  return { held, user }
}

/** Since oc 4.14 the console's address stands before the question. */
async function askForPassword(connection: Connection, username: string): Promise<string> {
  print(`Console URL: ${connection.server}/console\nAuthentication required for ${connection.server} (openshift)\nUsername: ${username}\n`)
  return askSecretly('Password: ')
}

async function printMessageOfTheDay(connection: Connection): Promise<void> {
  const { status, body } = await sendJson<{ data?: { message?: string } }>(connection, '/api/v1/namespaces/openshift/configmaps/motd')
  const message = status === 200 ? body.data?.message : undefined
  if (message !== undefined) print(`\n${message.trimEnd()}\n`)
}
