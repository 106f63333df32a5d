import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Page } from 'playwright/test'
import { expect, expectSession, test, terminalText, treeItem, type } from './app'
import { kubeconfigOf } from './kubeconfig'

const run = promisify(execFile)

async function kubectl(userDataDir: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('kubectl', ['--kubeconfig', await kubeconfigOf(userDataDir, 'admin'), ...args])
  return stdout
}

async function logIn(page: Page, user: string): Promise<void> {
  await page.getByRole('button', { name: `Log in as ${user}`, exact: true }).click()
  await expectSession(page, `Logged in as ${user}`)
}

/** The rows of the last `oc get nodes` that the terminal shows. */
const NODE_LINE = /(master|worker)0\d +Ready +\S+ +\S+ +v1\.\d+/g

test('from a click to a live cluster, as two people at once, and back after a restart', async ({ start, userDataDir }) => {
  const first = await start({ args: ['--practice'] })
  const { page } = first
  await expect(page).toHaveTitle(/Lab Companion/)
  await expectSession(page, 'Not logged in')

  await test.step('one click logs admin in, in a real terminal', async () => {
    await logIn(page, 'admin')
    await expect(terminalText(page)).toContainText('oc login -u admin')
    await expect(terminalText(page)).toContainText('Login successful.')
    await expect(terminalText(page)).not.toContainText('redhatocp')
  })

  await test.step('the tree shows five nodes, the projects and the VMs', async () => {
    await expect(treeItem(page, 'Node')).toHaveCount(5)
    await expect(treeItem(page, 'Node', 'worker01')).toHaveAttribute('data-status', 'Ready')
    for (const section of ['Nodes', 'Projects', 'Virtual machines', 'Operators', 'Storage', 'Network'])
      await expect(page.getByRole('treeitem', { name: section }).first()).toBeVisible()
    await expect(treeItem(page, 'VirtualMachine').first()).toBeVisible()
  })

  await test.step('oc works there', async () => {
    await type(page, 'clear; oc get nodes')
    await expect.poll(async () => (await terminalText(page).innerText()).match(NODE_LINE)?.length ?? 0).toBe(5)
  })

  await test.step('a VM that changes outside changes its row without a click', async () => {
    const halted = treeItem(page, 'VirtualMachine').and(page.locator('[data-status="Stopped"]')).first()
    const name = (await halted.getAttribute('data-name')) ?? ''
    const namespace = (await halted.getAttribute('data-namespace')) ?? ''
    await kubectl(userDataDir, 'patch', 'vm', name, '-n', namespace, '--type=merge', '-p', '{"spec":{"runStrategy":"Always"}}')
    await expect(treeItem(page, 'VirtualMachine', name)).toHaveAttribute('data-status', 'Running')
    await kubectl(userDataDir, 'patch', 'vm', name, '-n', namespace, '--type=merge', '-p', '{"spec":{"runStrategy":"Halted"}}')
    await expect(treeItem(page, 'VirtualMachine', name)).toHaveAttribute('data-status', 'Stopped')
  })

  await test.step('developer in a second tab may not list nodes, admin in the first still may', async () => {
    await logIn(page, 'developer')
    await expect(terminalText(page).getByRole('tab')).toHaveCount(2)
    await type(page, 'clear; oc get nodes')
    await expect(terminalText(page)).toContainText('nodes is forbidden: User "developer" cannot list resource "nodes" in API group "" at the cluster scope')
    await terminalText(page).getByRole('tab', { name: /admin/ }).click()
    await type(page, 'clear; oc whoami; oc get nodes; echo $((6 * 7)) is the end')
    await expect(terminalText(page)).toContainText('42 is the end')
    expect((await terminalText(page).innerText()).match(NODE_LINE)).toHaveLength(5)
  })

  await first.quit()

  await test.step('after a restart the tabs are back and both are still logged in', async () => {
    const { page: again } = await start()
    await expectSession(again, /Logged in as (admin|developer)/)
    await expect(terminalText(again).getByRole('tab')).toHaveCount(2)
    await terminalText(again).getByRole('tab', { name: /admin/ }).click()
    await expect(terminalText(again)).toContainText('control-plane,master')
    await type(again, 'clear; oc whoami')
    await expect(terminalText(again)).toContainText(/^admin/m)
  })
})

test('who is logged in is who the cluster says, also in the terminal of somebody else', async ({ start }) => {
  const { page } = await start({ args: ['--practice'] })
  await logIn(page, 'admin')
  await expect(treeItem(page, 'Node')).toHaveCount(5)

  await test.step('a pointer on a button is not a login', async () => {
    const developer = page.getByRole('button', { name: 'Log in as developer', exact: true })
    const [pointedAt, inUse] = await developer.evaluate((button) =>
      ['--hover', '--id-tint'].map((token) => {
        const probe = button.appendChild(document.createElement('i'))
        probe.style.background = `var(${token})`
        const { backgroundColor } = getComputedStyle(probe)
        probe.remove()
        return backgroundColor
      }),
    )
    expect(pointedAt).not.toBe(inUse)
    await developer.hover()
    await expect(developer).toHaveCSS('background-color', pointedAt ?? '')
    await expect(page.getByRole('button', { name: 'Logged in as admin', exact: true })).not.toHaveCSS('background-color', pointedAt ?? '')
  })

  await test.step('the status bar and the tree name developer', async () => {
    await type(page, 'oc login -u developer -p developer')
    await expectSession(page, /Logged in as developer\s+in admin’s terminals/)
    await expect(page.getByRole('tree', { name: 'Cluster' })).toContainText('developer may not list nodes')
    await expect(treeItem(page, 'Node')).toHaveCount(0)
  })

  await test.step('one click makes it admin again', async () => {
    await logIn(page, 'admin')
    await expect(treeItem(page, 'Node')).toHaveCount(5)
  })
})
