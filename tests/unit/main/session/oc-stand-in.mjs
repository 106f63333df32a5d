#!/usr/bin/env node
// Logs in, out and tells who it is as oc does (same prompts, same requests, same kubeconfig), for tests of the window's side of that conversation.
import { execFileSync } from 'node:child_process'
import { createHash, randomBytes, X509Certificate } from 'node:crypto'
import { existsSync, readFileSync, readSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { parse, stringify } from 'yaml'

const [verb, ...args] = process.argv.slice(2)
const option = (name) => args.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1)
const kubeconfig = process.env.KUBECONFIG
const read = () => (existsSync(kubeconfig) ? parse(readFileSync(kubeconfig, 'utf8')) : { users: [] })
const bundle = option('--certificate-authority')
const trusted = (bundle === undefined ? '' : readFileSync(bundle, 'utf8')).match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []

function ask(url, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const asking = request(url, { method, headers, ca: trusted, rejectUnauthorized: false, agent: false }, (answer) => {
      // Go accepts a certificate that is itself in the file.
      const own = new X509Certificate(answer.socket.getPeerCertificate().raw)
      if (!answer.socket.authorized && !trusted.some((pem) => new X509Certificate(pem).fingerprint256 === own.fingerprint256)) return reject(new Error('x509: certificate signed by unknown authority'))
      let text = ''
      answer.on('data', (chunk) => (text += chunk)).on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }))
    })
    asking.on('error', reject).end(body)
  })
}

function promptPassword() {
  process.stdout.write('Password: ')
  execFileSync('stty', ['-echo'], { stdio: ['inherit', 'ignore', 'ignore'] })
  const buffer = Buffer.alloc(1024)
  let line = ''
  try {
    while (!line.endsWith('\n')) line += buffer.toString('utf8', 0, readSync(0, buffer))
  } finally {
    execFileSync('stty', ['echo'], { stdio: ['inherit', 'ignore', 'ignore'] })
    process.stdout.write('\n')
  }
  return line.slice(0, -1)
}

async function login() {
  const user = args[args.indexOf('-u') + 1]
  const server = args.find((arg) => arg.startsWith('https://'))
  const { issuer } = JSON.parse((await ask(`${server}/.well-known/oauth-authorization-server`)).text)
  const { protocol: _, host } = new URL(server)
  const cluster = host.replaceAll('.', '-')
  const old = read().users.find(({ name }) => name === `${user}/${cluster}`)?.user?.token ?? ''
  const who = (token) => ask(`${server}/apis/user.openshift.io/v1/users/~`, { headers: { Authorization: `Bearer ${token}` } })
  if (old !== '' && (await who(old)).status === 200) return console.log(`Logged into "${server}" as "${user}" using existing credentials.`)
  console.log(`Authentication required for ${server} (openshift)\nConsole URL: ${server}/console\nUsername: ${user}`)
  const password = promptPassword()
  const verifier = randomBytes(32).toString('base64url')
  const redirect = `${issuer}/oauth/token/implicit`
  const query = new URLSearchParams({ client_id: 'openshift-challenging-client', code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256', redirect_uri: redirect, response_type: 'code' })
  const granted = await ask(`${issuer}/oauth/authorize?${query}`, { headers: { 'X-CSRF-Token': '1', Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` } })
  if (granted.status === 401) {
    console.log('Login failed (401 Unauthorized)\nVerify you have provided the correct credentials.')
    return (process.exitCode = 1)
  }
  const code = new URL(granted.headers.location).searchParams.get('code')
  const body = new URLSearchParams({ code, code_verifier: verifier, grant_type: 'authorization_code', redirect_uri: redirect }).toString()
  const given = await ask(`${issuer}/oauth/token`, { method: 'POST', headers: { Authorization: `Basic ${Buffer.from('openshift-challenging-client:').toString('base64')}`, 'Content-Type': 'application/x-www-form-urlencoded' }, body })
  const { access_token: token } = JSON.parse(given.text)
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: cluster, cluster: { server, ...(bundle === undefined ? {} : { 'certificate-authority': bundle }) } }],
    contexts: [{ name: `default/${cluster}/${user}`, context: { cluster, user: `${user}/${cluster}`, namespace: 'default' } }],
    'current-context': `default/${cluster}/${user}`,
    users: [{ name: `${user}/${cluster}`, user: { token } }],
  }
  writeFileSync(kubeconfig, stringify(config), { mode: 0o600 })
  console.log('Login successful.')
}

function logout() {
  const config = read()
  const [{ name }] = config.users
  writeFileSync(kubeconfig, stringify({ ...config, users: [{ name, user: {} }] }))
  console.log(`Logged "${name.split('/')[0]}" out`)
}

try {
  if (verb === 'login') await login()
  else if (verb === 'logout') logout()
} catch (error) {
  console.error(`error: ${error.message}`)
  process.exitCode = 1
}
