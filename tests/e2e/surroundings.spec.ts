import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer as createHttp } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, connect, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { startDesktop } from '../unit/main/session/keyring'
import { type MadeCertificate, makeAuthority } from '../unit/main/session/certificate-maker'
import { expect, expectSession, terminalText, test as base, treeItem, type } from './app'
import { practiceOcOnPath, startPracticeServer, writeClassroomFile } from './practice-server'

/** What stands around the program on other people's computers: proxies, keychains, shells, and servers that are not what they should be. */
const test = base.extend<{ folder: string; listen: (server: Server) => Promise<number> }>({
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'lab-companion-surroundings-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },
  listen: async ({}, use) => {
    const servers: Server[] = []
    await use(async (server) => {
      servers.push(server)
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      return (server.address() as AddressInfo).port
    })
    for (const server of servers) server.close()
  },
})

const passwords = { admin: 'redhatocp', developer: 'developer' }

test('a cluster behind a proxy is reached through it, and a proxy that is in the way is named', async ({ start, folder, listen }) => {
  const cluster = await startPracticeServer(join(folder, 'cluster'))
  const tunnels: string[] = []
  const open = new Set<Duplex>()
  let isClosed = false
  // Only the proxy knows the cluster's name, as on a workstation without a name server.
  const proxy = createHttp().on('connect', (request, client) => {
    tunnels.push(request.url ?? '')
    if (isClosed) return void client.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    const server = connect(Number(new URL(cluster.apiUrl).port), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      server.pipe(client).pipe(server)
    })
    server.on('error', () => client.destroy())
    client.on('error', () => server.destroy())
    open.add(client)
  })
  try {
    const file = await writeClassroomFile(folder, 'https://api.ocp4.example.com:6443', passwords)
    const { page } = await start({ args: ['--classroom', file], env: { https_proxy: `http://127.0.0.1:${await listen(proxy)}` } })
    await page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
    await page.getByRole('dialog', { name: 'Trust this cluster?' }).getByRole('button', { name: 'Trust' }).click()
    await expectSession(page, 'Logged in as admin')
    await expect(treeItem(page, 'Node')).toHaveCount(5)
    expect(new Set(tunnels)).toEqual(new Set(['api.ocp4.example.com:6443']))

    isClosed = true
    for (const tunnel of open) tunnel.destroy()
    await page.getByRole('button', { name: 'Log in as developer', exact: true }).click()
    const refused = page.getByRole('alert').filter({ hasText: 'The proxy did not let through' })
    await expect(refused).toContainText('it answered 403')
    await expect(page.getByRole('alert').filter({ hasText: 'Not live since' })).toContainText('The proxy does not lead to')

    proxy.close()
    await page.getByRole('button', { name: 'Log in as developer', exact: true }).click()
    await expect(refused).toContainText('it could not be reached')
    await expectSession(page, 'Logged in as admin')
    await expect(treeItem(page, 'Node')).toHaveCount(5)
  } finally {
    await cluster.stop()
  }
})

test('a keychain that is missing, locked or stuck is told apart, and none of them is in the way', async ({ start, folder }) => {
  const states = [
    { name: 'missing', words: 'This computer has no keychain service.' },
    { name: 'locked', words: 'The keychain is locked.' },
    { name: 'stuck', words: 'The keychain did not answer in time.' },
  ] as const
  for (const { name, words } of states) {
    await test.step(name, async () => {
      const desktop = await startDesktop()
      const cluster = await startPracticeServer(join(folder, `cluster-${name}`))
      try {
        if (name === 'locked') await desktop.startKeyring('unlocked')
        if (name !== 'missing') await desktop.startKeyring(name === 'locked' ? 'locked' : 'unlocked')
        if (name === 'stuck') desktop.freezeKeyring()
        const { DBUS_SESSION_BUS_ADDRESS = '', XDG_RUNTIME_DIR = '', XDG_DATA_HOME = '' } = desktop.environment
        const file = await writeClassroomFile(folder, cluster.apiUrl, passwords)
        const app = await start({
          args: ['--classroom', file],
          userDataDir: join(folder, name),
          env: { ...(await practiceOcOnPath(folder)), DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR, XDG_DATA_HOME },
        })
        const { page } = app
        await page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
        await page.getByRole('dialog', { name: 'Trust this cluster?' }).getByRole('button', { name: 'Trust' }).click()
        await expectSession(page, 'Logged in as admin')
        const told = page.getByText('Passwords in memory only')
        await expect(told).toBeVisible()
        await expect(told).toHaveAttribute('title', `${words} Passwords are kept until Lab Companion quits, and then forgotten.`)
        await app.quit()
      } finally {
        await desktop.stop()
        await cluster.stop()
      }
    })
  }
})

test('zsh is a shell like bash: logged in by a click, its failed commands marked', async ({ start }) => {
  const { page } = await start({ args: ['--practice'], env: { SHELL: '/usr/bin/zsh' } })
  await page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
  await expectSession(page, 'Logged in as admin')
  await expect(terminalText(page)).toContainText('Login successful.')
  await type(page, 'echo $ZSH_NAME; ls /nowhere')
  await expect(terminalText(page)).toContainText('zsh')
  await expect(terminalText(page).getByRole('img', { name: /^exit [12],/ })).toBeVisible()
})

test('a server that is not what it should be is told in its own sentence', async ({ start, folder, listen }) => {
  const authority = await makeAuthority('Room 7')
  const page = (certificate: MadeCertificate): Server =>
    createHttps({ cert: `${certificate.pem}\n${authority.pem}`, key: certificate.key }, (_request, response) => response.setHeader('Content-Type', 'text/html').end('<html>console</html>'))
  const plain = createHttp((_request, response) => response.end('hello'))
  const free = createHttp()
  const freePort = await listen(free)
  free.close()

  const cases = [
    { name: 'nothing listens', apiUrl: `https://127.0.0.1:${freePort}`, words: /Nothing answers at/ },
    { name: 'no such name', apiUrl: 'https://api.nowhere.invalid:6443', words: /is not known/ },
    { name: 'plain http', apiUrl: `https://127.0.0.1:${await listen(plain)}`, words: /does not speak HTTPS/ },
    { name: 'a web page', apiUrl: `https://127.0.0.1:${await listen(page(await authority.issue(['127.0.0.1'])))}`, words: /is not the API of a cluster/ },
  ]
  for (const { name, apiUrl, words } of cases) {
    await test.step(name, async () => {
      const file = await writeClassroomFile(folder, apiUrl, passwords)
      const app = await start({ args: ['--classroom', file], userDataDir: join(folder, name.replaceAll(' ', '-')), env: await practiceOcOnPath(folder) })
      await app.page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
      const alert = app.page.getByRole('alert').filter({ hasText: words })
      await expect(alert).toBeVisible()
      await expect(alert.getByRole('button').first()).toBeVisible()
      await expectSession(app.page, 'Not logged in')
      await expect(terminalText(app.page)).not.toContainText('Password:')
      await app.quit()
    })
  }
})

test('a certificate for another name or another time is shown for what it is, and a yes does not help it', async ({ start, folder, listen }) => {
  const authority = await makeAuthority('Room 7')
  const day = 86_400_000
  const api = (certificate: MadeCertificate): Server =>
    createHttps({ cert: `${certificate.pem}\n${authority.pem}`, key: certificate.key }, (_request, response) => response.setHeader('Content-Type', 'application/json').writeHead(404).end('{}'))
  const cases = [
    { name: 'other name', certificate: await authority.issue(['api.elsewhere.example.com']), mark: 'does not match the address', words: /another host name/ },
    { name: 'other time', certificate: await authority.issue(['127.0.0.1'], { from: new Date(Date.now() - 2 * day), to: new Date(Date.now() - day) }), mark: 'not now', words: /not valid at this time/ },
  ]
  for (const { name, certificate, mark, words } of cases) {
    await test.step(name, async () => {
      const file = await writeClassroomFile(folder, `https://127.0.0.1:${await listen(api(certificate))}`, passwords)
      const app = await start({ args: ['--classroom', file], userDataDir: join(folder, name.replace(' ', '-')), env: await practiceOcOnPath(folder) })
      await app.page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
      const question = app.page.getByRole('dialog', { name: 'Trust this cluster?' })
      await expect(question).toContainText(mark)
      await question.getByRole('button', { name: 'Trust' }).click()
      await expect(app.page.getByRole('alert').filter({ hasText: words })).toBeVisible()
      await expect(terminalText(app.page)).not.toContainText('oc login')
      await app.quit()
    })
  }
})
