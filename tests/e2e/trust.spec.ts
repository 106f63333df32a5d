import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, expectSession, terminalText, test as base, treeItem, type } from './app'
import { practiceOcOnPath, type PracticeServer, startPracticeServer, writeClassroomFile } from './practice-server'

const test = base.extend<{ folder: string; server: PracticeServer }>({
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'lab-companion-room-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },
  server: async ({ folder }, use) => {
    const server = await startPracticeServer(join(folder, 'cluster'))
    await use(server)
    await server.stop()
  },
})

test('an unknown certificate is asked about before anything is sent, once, and a new one loudly', async ({ start, folder, server, userDataDir }) => {
  const file = await writeClassroomFile(folder, server.apiUrl, { admin: 'redhatocp', developer: 'developer' })
  const env = await practiceOcOnPath(folder)
  const app = await start({ args: ['--classroom', file], env })
  const { page } = app
  const login = page.getByRole('button', { name: 'Log in as admin', exact: true })
  const question = page.getByRole('dialog', { name: 'Trust this cluster?' })
  await expect(page).toHaveTitle(/Room 7/)

  await test.step('the dialog shows the fingerprint and begins on the safe button', async () => {
    await login.click()
    await expect(question).toBeVisible()
    await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
    const shown = (await question.innerText()).replace(/[^0-9A-F]/g, '')
    const { fingerprint256 } = new X509Certificate(await presentedCertificate(server.apiUrl))
    expect(shown).toContain(fingerprint256.replaceAll(':', ''))
  })

  await test.step('a no sends nothing', async () => {
    await question.getByRole('button', { name: 'Cancel' }).click()
    await expect(question).toBeHidden()
    await expectSession(page, 'Not logged in')
    await expect(terminalText(page)).not.toContainText('oc login')
  })

  await test.step('a yes logs in with the certificates handed to oc', async () => {
    await login.click()
    await question.getByRole('button', { name: 'Trust' }).click()
    await expectSession(page, 'Logged in as admin')
    await expect(terminalText(page)).toContainText('--certificate-authority=')
    await expect(terminalText(page)).toContainText('Login successful.')
    await expect(treeItem(page, 'Node')).toHaveCount(5)
  })

  await test.step('the password of the file is in the keychain and not in the copy of the file', async () => {
    const copies = await page.evaluate(() => window.app.classroom.readSource())
    expect(copies.ok && copies.value.text).toContain('title: Room 7')
    expect(copies.ok && copies.value.text).not.toContain('redhatocp')
    expect(await readFile(file, 'utf8')).toContain('redhatocp')
  })

  await app.quit()

  await test.step('another certificate at the same address is a loud warning', async () => {
    const { port } = new URL(server.apiUrl)
    await server.stop()
    const impostor = await startPracticeServer(join(folder, 'impostor'), '--port', port)
    try {
      expect(impostor.apiUrl).toBe(server.apiUrl)
      await rm(join(userDataDir, 'kubeconfigs'), { recursive: true, force: true })
      const again = await start({ env })
      await again.page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
      const warning = again.page.getByRole('dialog', { name: 'Trust this cluster?' })
      await expect(warning).toContainText(/has changed/i)
      await warning.getByRole('button', { name: 'Cancel' }).click()
      await expectSession(again.page, 'Not logged in')
    } finally {
      await impostor.stop()
    }
  })
})

test('a wrong password and a server that is gone are told in words, with a next step', async ({ start, folder, server }) => {
  const file = await writeClassroomFile(folder, server.apiUrl, { admin: 'redhat', developer: 'developer' })
  const { page } = await start({ args: ['--classroom', file], env: await practiceOcOnPath(folder) })

  await page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
  await page.getByRole('dialog', { name: 'Trust this cluster?' }).getByRole('button', { name: 'Trust' }).click()
  await expect(terminalText(page)).toContainText('Login failed (401 Unauthorized)')
  const alert = page.getByRole('alert')
  await expect(alert).toContainText(/password/i)
  await expect(alert.getByRole('button').first()).toBeVisible()
  await expectSession(page, 'Not logged in')

  await server.stop()
  await page.getByRole('button', { name: 'Log in as developer', exact: true }).click()
  await expect(page.getByRole('alert').filter({ hasText: new URL(server.apiUrl).host })).toBeVisible()
  await expectSession(page, 'Not logged in')
})

test('an outage is told once, however many are logged in, and is over when it is over', async ({ start, folder, server }) => {
  const file = await writeClassroomFile(folder, server.apiUrl, { admin: 'redhatocp', developer: 'developer' })
  const { page } = await start({ args: ['--classroom', file], env: await practiceOcOnPath(folder) })
  await page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
  await page.getByRole('dialog', { name: 'Trust this cluster?' }).getByRole('button', { name: 'Trust' }).click()
  await expectSession(page, 'Logged in as admin')
  await page.getByRole('button', { name: 'Log in as developer', exact: true }).click()
  await expectSession(page, 'Logged in as developer')

  const told = page.getByRole('alert').filter({ hasText: new URL(server.apiUrl).host })
  await server.stop()
  await expect(told).toHaveText(/Not live since/)
  // Until main has asked for everybody, more than once for one of them.
  await page.evaluate(() => window.app.session.verify())
  await expect(told).toHaveCount(1)
  await page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
  await expectSession(page, 'Logged in as admin')
  await expect(told).toHaveCount(1)

  const back = await startPracticeServer(join(folder, 'cluster'), '--port', new URL(server.apiUrl).port)
  try {
    await expect(told).toHaveCount(0, { timeout: 30_000 })
    await expectSession(page, 'Logged in as admin')
  } finally {
    await back.stop()
  }
})

test('without oc a wrong password is put right in the settings', async ({ start, folder, server }) => {
  const file = await writeClassroomFile(folder, server.apiUrl, { admin: 'wrong', developer: 'developer' })
  const { page } = await start({ args: ['--classroom', file] })
  const login = page.getByRole('button', { name: 'Log in as admin', exact: true })

  await login.click()
  await page.getByRole('dialog', { name: 'Trust this cluster?' }).getByRole('button', { name: 'Trust' }).click()
  const alert = page.getByRole('alert').filter({ hasText: 'did not accept the password of admin' })
  await alert.getByRole('button', { name: 'Open settings' }).click()

  const editor = page.getByRole('textbox', { name: /classroom file/i })
  const text = await editor.inputValue()
  expect(text).not.toContain('wrong')
  await editor.fill(text.replace('name: admin', 'name: admin, password: redhatocp'))
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(editor).toHaveValue(text)
  await page.keyboard.press('Escape')
  await expect(alert).toBeHidden()

  await login.click()
  await expectSession(page, 'Logged in as admin')
  await expect(page.getByRole('status').filter({ hasText: 'oc was not found on this computer' })).toBeVisible()
  await type(page, 'echo "to $KUBECONFIG"')
  await expect(terminalText(page)).toContainText(/to \S+\/admin/)
})

async function presentedCertificate(url: string): Promise<Buffer> {
  const { connect } = await import('node:tls')
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().raw)
      socket.destroy()
    })
    socket.once('error', reject)
  })
}
