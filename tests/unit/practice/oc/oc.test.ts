import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { spawn, type IPty } from 'node-pty'
import { build } from 'vite'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { openClassroom, runCommand, type Classroom, type CommandResult } from '../classroom'

let classroom: Classroom
let program: string
let home: string
let url: string

beforeAll(async () => {
  classroom = await openClassroom()
  url = classroom.practice.apiUrl
  const outDir = join(classroom.directory, 'built')
  process.env['LC_OUT'] = outDir
  await build({ configFile: join(import.meta.dirname, '../../../../practice/vite.config.ts'), logLevel: 'silent' })
  delete process.env['LC_OUT']
  program = join(outDir, 'practice', 'oc.cjs')
})
afterAll(() => classroom.close())

beforeEach(() => {
  home = join(classroom.directory, 'home')
  rmSync(home, { recursive: true, force: true })
  mkdirSync(home)
})

function environment(more: Record<string, string> = {}): Record<string, string> {
  const own = Object.entries(process.env).flatMap(([name, value]): [string, string][] => (value === undefined || name === 'KUBECONFIG' ? [] : [[name, value]]))
  return { ...Object.fromEntries(own), HOME: home, ...more }
}

function oc(args: string[], input?: string, more: Record<string, string> = {}): Promise<CommandResult> {
  return runCommand(process.execPath, [program, ...args], environment(more), input)
}

const authority = () => `--certificate-authority=${classroom.practice.caFile}`
const config = () => join(home, '.kube', 'config')

function contextNames(): string[] {
  const { contexts } = parse(readFileSync(config(), 'utf8')) as { contexts: { name: string }[] }
  return contexts.map(({ name }) => name)
}

interface Terminal {
  pty: IPty
  /** Everything on the screen so far, as bytes came. */
  screen(): string
  until(text: string): Promise<void>
  exit: Promise<number>
}

function inTerminal(...args: string[]): Terminal {
  const pty = spawn(process.execPath, [program, ...args], { env: environment(), cols: 200, rows: 50 })
  let screen = ''
  pty.onData((data) => (screen += data))
  const exit = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)))
  return { pty, screen: () => screen, exit, until: (text) => expect.poll(() => screen, { timeout: 10_000, interval: 10 }).toContain(text) }
}

/** The terminal's settings as stty tells them: `-echo` when nothing is echoed. */
function settings(terminal: Terminal): string[] {
  return execFileSync('stty', ['-F', terminal.pty._pty, '-a'], { encoding: 'utf8' }).split(/[\s;]+/)
}

describe('oc login', () => {
  it('asks for the password with echo off, and writes the recorded kubeconfig', async () => {
    const terminal = inTerminal('login', '-u', 'developer', url, authority())
    await terminal.until('Password: ')
    await expect.poll(() => settings(terminal)).toContain('-echo')
    expect(settings(terminal)).toEqual(expect.arrayContaining(['icanon', 'isig']))
    terminal.pty.write('developer\r')
    expect(await terminal.exit).toBe(0)
    expect(terminal.screen()).toBe(
      [
        `Console URL: ${url}/console`,
        `Authentication required for ${url} (openshift)`,
        'Username: developer',
        'Password: ',
        'Login successful.',
        '',
        'You have one project on this server: "vms-dev"',
        '',
        'Using project "vms-dev".',
        "Welcome! See 'oc help' to get started.",
        '',
      ].join('\r\n'),
    )
    const cluster = url.slice('https://'.length).replaceAll('.', '-')
    const written = readFileSync(config(), 'utf8')
    expect(written.replace(/sha256~[\w-]{43}/, 'TOKEN')).toBe(`apiVersion: v1
clusters:
- cluster:
    certificate-authority: ${classroom.practice.caFile}
    server: ${url}
  name: ${cluster}
contexts:
- context:
    cluster: ${cluster}
    namespace: vms-dev
    user: developer/${cluster}
  name: vms-dev/${cluster}/developer
current-context: vms-dev/${cluster}/developer
kind: Config
preferences: {}
users:
- name: developer/${cluster}
  user:
    token: TOKEN
`)
    expect(statSync(config()).mode & 0o777).toBe(0o600)
  })

  it('ends with a bare new line on Ctrl+C and as wrong on Ctrl+D, echo restored', async () => {
    const interrupted = inTerminal('login', '-u', 'admin', url, authority())
    await interrupted.until('Password: ')
    await expect.poll(() => settings(interrupted)).toContain('-echo')
    interrupted.pty.write('\x03')
    expect(await interrupted.exit).toBe(1)
    expect(interrupted.screen().replace('^C', '')).toMatch(/Password: \r\n$/)
    const ended = inTerminal('login', '-u', 'admin', url, authority())
    await ended.until('Password: ')
    await expect.poll(() => settings(ended)).toContain('-echo')
    ended.pty.write('\x04')
    expect(await ended.exit).toBe(1)
    expect(ended.screen()).toMatch(/Password: \r\nLogin failed \(401 Unauthorized\)\r\nVerify you have provided the correct credentials\.\r\n$/)
    expect(existsSync(config())).toBe(false)
  })

  it('asks before it trusts an unknown authority, until the answer is one', async () => {
    const terminal = inTerminal('login', '-u', 'admin', '-p', 'redhatocp', url)
    await terminal.until('(y/n): ')
    terminal.pty.write('maybe\r')
    await terminal.until("Please enter 'yes' or 'no'.\r\nUse insecure connections? (y/n): ")
    terminal.pty.write('YES\r')
    expect(await terminal.exit).toBe(0)
    expect(terminal.screen()).toMatch(
      new RegExp(
        [
          '^The server uses a certificate signed by an unknown authority.',
          'You can bypass the certificate check, but any data you send to the server could be intercepted by others.',
          'Use insecure connections\\? \\(y/n\\): maybe',
          "Please enter 'yes' or 'no'.",
          'Use insecure connections\\? \\(y/n\\): YES',
          '',
          'WARNING: Using insecure TLS client config. Setting this option is not supported!',
          '',
          'Login successful.',
          '',
          "You have access to \\d+ projects, the list has been suppressed. You can list all projects with 'oc projects'",
          '',
          'Using project "default".',
          "Welcome! See 'oc help' to get started.",
          '$',
        ].join('\r\n'),
      ),
    )
    expect(parse(readFileSync(config(), 'utf8')).clusters[0].cluster).toEqual({ 'insecure-skip-tls-verify': true, server: url })
    expect(await oc(['login', '-u', 'admin', '-p', 'x', url.replace('127.0.0.1', 'localhost')], '')).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^error: The server uses a certificate signed by unknown authority\. You may need/) })
  })

  it('reuses what it has for the same user, and asks for another one', async () => {
    await oc(['login', '-u', 'developer', '-p', 'developer', url, authority()])
    expect((await oc(['login', '-u', 'developer', url])).stdout).toBe(`Logged into "${url}" as "developer" using existing credentials.\n\nYou have one project on this server: "vms-dev"\n\nUsing project "vms-dev".\n`)
    const piped = await oc(['login', '-u', 'admin', url], 'redhatocp\n')
    expect(piped.stdout).toContain('Username: admin\nPassword: Login successful.\n\n')
    expect((await oc(['login', '-u', 'developer'])).stdout).toContain('using existing credentials')
    expect(contextNames().map((name) => name.split('/').at(-1))).toEqual(['admin', 'developer'])
    const kubeadmin = await oc(['login', '-u', 'kubeadmin', '-p', 'kubeadmin-password'])
    expect([kubeadmin.code, (await oc(['whoami'])).stdout]).toEqual([0, 'kube:admin\n'])
  })

  it('takes a token, and says which one is none', async () => {
    const token = await classroom.token('developer')
    expect((await oc(['login', `--token=${token}`, `--server=${url}`, authority()])).stdout).toContain(`Logged into "${url}" as "developer" using the token provided.\n`)
    expect(await oc(['login', '--token=sha256~nonsense', `--server=${url}`, authority()])).toMatchObject({ code: 1, stderr: 'error: The token provided is invalid or expired.\n\n' })
    expect((await oc(['login', `--token=${token}`, `--server=${classroom.practice.consoleUrl}`, authority()])).stderr).toContain('Seems you passed an HTML page (console?) instead of server URL.')
    expect(await oc(['login', '-u', 'admin', '--token=x', url])).toMatchObject({ code: 1, stderr: 'error: --token and --username are mutually exclusive\n' })
  })

  it('logs in through the browser', async () => {
    // A browser that fills in the login form: it keeps cookies and follows redirects.
    const browser = join(home, 'xdg-open')
    const script = `const cookies = new Map()
async function visit(url, form) {
  const { answer, text } = await new Promise((resolve, reject) => {
    const headers = { Cookie: [...cookies].map((pair) => pair.join('=')).join('; '), ...(form && { 'Content-Type': 'application/x-www-form-urlencoded' }) }
    const asked = require(url.startsWith('https') ? 'https' : 'http').request(url, { method: form ? 'POST' : 'GET', headers, ca: require('fs').readFileSync(process.env.CA) }, (answer) => {
      let text = ''
      answer.on('data', (part) => (text += part)).on('end', () => resolve({ answer, text }))
    })
    asked.on('error', reject).end(form)
  })
  for (const cookie of answer.headers['set-cookie'] ?? []) cookies.set(...cookie.split(';')[0].split('='))
  if (answer.headers.location) return visit(new URL(answer.headers.location, url).href)
  if (text.includes('name="csrf"')) return visit(new URL('/login', url).href, new URLSearchParams({ then: new URL(url).searchParams.get('then'), csrf: cookies.get('csrf'), username: 'developer', password: 'developer' }).toString())
  require('fs').writeFileSync(process.env.SEEN, text)
}
visit(process.argv[2])
`
    writeFileSync(join(home, 'browser.cjs'), script)
    writeFileSync(browser, `#!/bin/sh\nexec '${process.execPath}' '${join(home, 'browser.cjs')}' "$1"\n`)
    chmodSync(browser, 0o755)
    const seen = join(home, 'seen')
    const { stdout } = await oc(['login', '--web', url, authority()], undefined, { PATH: `${home}:${process.env['PATH']}`, CA: classroom.practice.caFile, SEEN: seen })
    expect(stdout).toMatch(/^Opening login URL in the default browser: https:\/\/127\.0\.0\.1:\d+\/oauth\/authorize\?client_id=openshift-cli-client&code_challenge=/)
    expect(stdout).toContain('\nLogin successful.\n\nYou have one project on this server: "vms-dev"\n')
    await expect.poll(() => existsSync(seen) && readFileSync(seen, 'utf8')).toBe('access token received successfully; please return to your terminal')
    expect((await oc(['whoami'])).stdout).toBe('developer\n')
    const none = join(home, 'none')
    mkdirSync(none)
    expect((await oc(['login', '--web', url, authority()], undefined, { PATH: none })).stderr).toBe('error: exec: "xdg-open,x-www-browser,www-browser": executable file not found in $PATH\n')
  })

  it('trusts a server certificate that itself is in the authority file', async () => {
    const { api, ingress } = JSON.parse(readFileSync(join(classroom.directory, 'data', 'authorities.json'), 'utf8')) as { api: { cert: string }; ingress: { cert: string } }
    const [apiLeaf = ''] = api.cert.split(/(?<=-----END CERTIFICATE-----)/)
    const [ingressLeaf = ''] = ingress.cert.split(/(?<=-----END CERTIFICATE-----)/)
    writeFileSync(join(home, 'leaves.crt'), `${apiLeaf}\n${ingressLeaf}\n`)
    expect((await oc(['login', '-u', 'developer', '-p', 'developer', url, `--certificate-authority=${join(home, 'leaves.crt')}`])).stdout).toContain('Login successful.')
    writeFileSync(join(home, 'other.crt'), ingressLeaf)
    expect((await oc(['login', '-u', 'developer', '-p', 'developer', url, `--certificate-authority=${join(home, 'other.crt')}`])).stderr).toContain('signed by unknown authority')
  })

  it('writes to KUBECONFIG and leaves the student’s own file alone', async () => {
    const kubeconfig = join(classroom.directory, 'identity')
    const { stdout } = await oc(['login', '-u', 'developer', '-p', 'developer', url, authority()], undefined, { KUBECONFIG: kubeconfig })
    expect(stdout).not.toContain('Welcome!')
    expect(existsSync(config())).toBe(false)
    expect(statSync(kubeconfig).mode & 0o777).toBe(0o600)
  })

  it('has a sentence of its own for each way not to get there', async () => {
    const failure = async (...args: string[]) => {
      const { code, stdout, stderr } = await oc(['login', ...args], '')
      expect(code).toBe(1)
      return stdout + stderr
    }
    expect(await failure('-u', 'admin', '-p', 'wrong', url, authority())).toBe('Login failed (401 Unauthorized)\nVerify you have provided the correct credentials.\n')
    expect(await failure(url, authority())).toMatch(/^You must obtain an API token by visiting https:\/\/127\.0\.0\.1:\d+\/oauth\/token\/request\n\nAlternatively, use "oc login --web" to login via your browser\. See "oc login --help" for more information\.\n$/)
    expect(await failure('-u', 'admin')).toBe('error: A server URL must be specified\n')
    expect(await failure('-u', 'admin', url, '--certificate-authority=/nonexistent')).toBe('error: open /nonexistent: no such file or directory\n')
    expect(await failure('-u', 'admin', '-p', 'x', 'https://127.0.0.1:1')).toBe(
      'error: dial tcp 127.0.0.1:1: connect: connection refused - verify you have provided the correct host and port and that the server is currently running.\n',
    )
    expect(await failure('-u', 'admin', '-p', 'x', url.replace('https', 'http'))).toBe('error: EOF\n')
    const [servingCa = ''] = classroom.ca.split(/(?<=-----END CERTIFICATE-----)/)
    writeFileSync(join(home, 'serving.crt'), servingCa)
    expect(await failure('-u', 'admin', '-p', 'redhatocp', url, `--certificate-authority=${join(home, 'serving.crt')}`)).toBe('error: x509: certificate signed by unknown authority\n')

    expect(await failure('-u', 'admin', '--web', url)).toBe('error: --web cannot be used along with --username, --password or --token\n')
    expect(await failure('-u', 'admin', '--callback-port=8280', url)).toBe('error: --callback-port can only be specified along with --web\n')

    const plain = await listening(createHttpServer((_, response) => response.end('hello')))
    expect(await failure('-u', 'admin', '-p', 'x', `https://127.0.0.1:${plain.port}`)).toBe('error: tls: first record does not look like a TLS handshake\n')
    const { api } = JSON.parse(readFileSync(join(classroom.directory, 'data', 'authorities.json'), 'utf8')) as { api: { key: string; cert: string } }
    const page = await listening(createHttpsServer(api, (_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>')))
    expect(await failure('-u', 'admin', '-p', 'x', `https://127.0.0.1:${page.port}`, authority())).toBe('error: Seems you passed an HTML page (console?) instead of server URL.\nVerify provided address and try again.\n')
    for (const { server } of [plain, page]) server.close()
  })
})

async function listening(server: Server): Promise<{ server: Server; port: number }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, port: (server.address() as AddressInfo).port }
}

describe('oc, logged in', () => {
  beforeEach(async () => {
    await oc(['login', '-u', 'developer', '-p', 'developer', url, authority()])
  })

  const out = async (...args: string[]) => (await oc(args)).stdout
  const error = async (...args: string[]) => (await oc(args)).stderr

  it('says who, where and with what', async () => {
    expect(await out('whoami')).toBe('developer\n')
    expect(await out('whoami', '-t')).toMatch(/^sha256~[\w-]{43}\n$/)
    expect(await out('whoami', '--show-server')).toBe(`${url}\n`)
    expect(await out('whoami', '--show-console')).toBe(`${classroom.practice.consoleUrl}\n`)
    expect(await out('whoami', '-c')).toBe(`vms-dev/${url.slice('https://'.length).replaceAll('.', '-')}/developer\n`)
  })

  it('moves between projects in the recorded words', async () => {
    expect(await out('project')).toBe(`Using project "vms-dev" on server "${url}".\n`)
    expect(await out('project', '-q')).toBe('vms-dev\n')
    expect(await error('project', 'vms-prod')).toBe('error: You are not a member of project "vms-prod".\nYour projects are:\n* Development VMs (vms-dev)\n')
    expect(await out('new-project', 'mine', '--display-name=Mine', '--description', 'for a test')).toMatch(new RegExp(`^Now using project "mine" on server "${url}"\\.\n\nYou can add applications to this project with the 'new-app' command\\.`))
    expect(await error('new-project', 'mine')).toBe('Error from server (AlreadyExists): project.project.openshift.io "mine" already exists\n')
    expect(await error('new-project', 'Bad_Name')).toBe(
      'The ProjectRequest "Bad_Name" is invalid: metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or \'-\', and must start and end with an alphanumeric character (e.g. \'my-name\',  or \'123-abc\', regex used for validation is \'[a-z0-9]([-a-z0-9]*[a-z0-9])?\')\n',
    )
    expect(await out('projects')).toBe(
      `You have access to the following projects and can switch between them with ' project <projectname>':\n\n  * mine - Mine\n    vms-dev - Development VMs\n\nUsing project "mine" on server "${url}".\n`,
    )
    expect(await out('status')).toMatch(/^In project Mine \(mine\) on server /)
    expect(await out('project', 'vms-dev')).toBe(`Now using project "vms-dev" on server "${url}".\n`)
    expect(await out('delete', 'project', 'mine')).toBe('project.project.openshift.io "mine" deleted\n')
  })

  it('hands the rest to kubectl, exit code and all', async () => {
    expect(await oc(['get', 'nodes'])).toMatchObject({ code: 1, stderr: 'Error from server (Forbidden): nodes is forbidden: User "developer" cannot list resource "nodes" in API group "" at the cluster scope\n' })
    expect(await out('-n', 'vms-dev', 'get', 'vm', '--no-headers')).toMatch(/^rhel9-web /)
    expect(await error('get', 'vm', '--loglevel=6')).toMatch(/GET https:\/\/127\.0\.0\.1:\d+\/apis\/kubevirt\.io\/v1\/namespaces\/vms-dev\/virtualmachines\?limit=500 200 OK/)
    const stub = join(home, 'stub')
    writeFileSync(stub, '#!/bin/sh\necho "$@"\nexit 7\n')
    chmodSync(stub, 0o755)
    expect(await oc(['adm', 'drain', 'worker01'], undefined, { LAB_COMPANION_KUBECTL: stub })).toMatchObject({ code: 7, stdout: 'drain worker01\n' })
  })

  it('opens a shell in a container, for a person and for a script', async () => {
    const pod = (await out('get', 'pods', '-l', 'vm.kubevirt.io/name=rhel9-web', '-o', 'name')).trim()
    expect(await oc(['rsh', '-c', 'compute', pod], 'virsh domstate vms-dev_rhel9-web\nexit 5\n')).toMatchObject({ code: 5, stdout: 'running\n\n' })
    const person = inTerminal('rsh', '-c', 'compute', pod)
    await person.until('bash-5.1$ ')
    person.pty.write('ls /dev/kvm\rexit\r')
    await person.until('ls /dev/kvm\r\n/dev/kvm\r\n')
    expect(await person.exit).toBe(0)
    expect(await oc(['rsh'])).toMatchObject({ code: 1, stderr: 'error: you must specify at least one argument: a pod, or a resource that has one\n' })
  })

  it('knows what is no command of oc', async () => {
    expect(await oc(['start', 'vm', 'rhel9-web'])).toMatchObject({ code: 1, stderr: 'error: unknown command "start" for "oc"\n\nDid you mean this?\n\tstart-build\n\n' })
  })

  it('logs out, and the token is good for nothing after', async () => {
    const token = (await out('whoami', '-t')).trim()
    expect(await out('logout')).toBe(`Logged "developer" out on "${url}"\n`)
    // kubectl would ask for a user name here; oc asks the server as nobody.
    const asked = inTerminal('get', 'pods', '-n', 'vms-dev')
    expect(await asked.exit).toBe(1)
    expect(asked.screen().replace(/\s+/g, ' ').trim()).toBe('Error from server (Forbidden): pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "vms-dev"')
    expect(await error('whoami')).toBe('Error from server (Forbidden): users.user.openshift.io "~" is forbidden: User "system:anonymous" cannot get resource "users" in API group "user.openshift.io" at the cluster scope\n')
    expect(await error('whoami', '-t')).toBe('error: no token is currently in use for this session\n')
    expect(readFileSync(config(), 'utf8')).not.toContain(token)
    expect((await classroom.api(undefined, '/api/v1/nodes', { headers: { Authorization: `Bearer ${token}` } })).status).toBe(401)
    const { users } = parse(readFileSync(config(), 'utf8')) as { users: { user: object }[] }
    expect(users.map(({ user }) => user)).toEqual([{}])
  })

  it('refuses a fetched kubectl whose hash is not the pinned one', async () => {
    const bin = join(home, 'bin')
    mkdirSync(bin)
    symlinkSync(process.execPath, join(bin, 'node'))
    writeFileSync(join(bin, 'npm'), '#!/bin/sh\n/bin/echo forged > "$4/forged.tgz"\n')
    chmodSync(join(bin, 'npm'), 0o755)
    const { code, stderr } = await oc(['get', 'nodes'], undefined, { PATH: bin, XDG_CACHE_HOME: join(home, 'cache') })
    expect(code).toBe(1)
    expect(stderr).toContain('is not the expected package: its hash differs')
    expect(existsSync(join(home, 'cache', 'lab-companion', 'kubectl', 'kubectl'))).toBe(false)
  })
})
