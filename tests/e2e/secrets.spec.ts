import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { expect, expectSession, test, terminalText, treeItem, type } from './app'
import { kubeconfigOf } from './kubeconfig'
import { familyOf, wordsOf } from './processes'

const PASSWORDS = ['redhatocp', 'kubeadmin-password']

test('no password and no token is found where it does not belong', async ({ start, userDataDir }) => {
  const app = await start({ args: ['--practice'], env: { HOME: userDataDir, HISTFILE: join(userDataDir, '.bash_history') } })
  const { page } = app
  const root = app.electron.process().pid ?? 0

  // Looks at every process of the program again and again while the login runs: what is there for an instant only is there.
  const seen = new Set<string>()
  let watching = true
  const watch = (async () => {
    while (watching) for (const { pid } of await familyOf(root)) seen.add(await wordsOf(pid))
  })()

  await page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
  await expectSession(page, 'Logged in as admin')
  await expect(treeItem(page, 'Node')).toHaveCount(5)
  await type(page, 'oc whoami; history')
  await expect(terminalText(page)).toContainText('history')
  watching = false
  await watch

  const kubeconfig = await kubeconfigOf(userDataDir, 'admin')
  const token = /sha256~[\w-]+/.exec(await readFile(kubeconfig, 'utf8'))?.[0] ?? ''
  expect(token).not.toBe('')
  const secrets = [...PASSWORDS, token]

  const everything = [...seen].join('\n')
  expect(everything.length).toBeGreaterThan(1000)
  for (const secret of secrets) expect(everything.includes(secret), 'in the arguments or environment of a process').toBe(false)

  const html = await page.evaluate(() => document.documentElement.outerHTML + JSON.stringify({ ...localStorage, ...sessionStorage }))
  // The unit explains what `kubeadmin-password` is in the notes of the course.
  for (const secret of secrets) if (secret !== 'kubeadmin-password') expect(html.includes(secret), 'in the page').toBe(false)

  await app.quit()
  for (const secret of secrets) expect(app.said().includes(secret), 'in what main wrote').toBe(false)

  const found: string[] = []
  for (const path of (await readdir(userDataDir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())) {
    const file = join(path.parentPath, path.name)
    const content = await readFile(file, 'latin1')
    for (const secret of secrets) if (content.includes(secret) && file !== kubeconfig) found.push(relative(userDataDir, file))
  }
  expect(found).toEqual([])
})
