import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, expectSession, test, treeItem } from './app'
import { kubeconfigOf } from './kubeconfig'
import { expectAccessible, picture } from './looks'

const run = promisify(execFile)

/** Room for the whole drawing, and for two nodes of it. */
const high = { width: 1440, height: 1000 }
const higher = { width: 1440, height: 1440 }

test('the anatomy of a machine: stopped, starting, running, migrating, and one that finds no node', async ({ start, userDataDir }) => {
  const { page } = await start({ args: ['--practice'] })
  await page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
  await expectSession(page, 'Logged in as admin')
  const oc = async (...args: string[]) => run('kubectl', ['--kubeconfig', await kubeconfigOf(userDataDir, 'admin'), ...args])
  const figure = page.getByRole('figure', { name: /^Anatomy of/ })
  const sentence = figure.locator('figcaption')
  const openAnatomy = async (name: string): Promise<void> => {
    await treeItem(page, 'VirtualMachine', name).first().dblclick()
    await page.getByRole('tab', { name: 'Anatomy' }).click()
    await expect(page.getByRole('figure', { name: `Anatomy of ${name}` })).toBeVisible()
  }
  // The whole picture at once, as somebody who looks at it would make room for it.
  await page.getByRole('button', { name: 'Guide and notes panel' }).click()
  await page.getByRole('button', { name: 'Terminal panel' }).click()
  await page.setViewportSize(high)

  await test.step('stopped: a description and a disk', async () => {
    await openAnatomy('rhel9-db')
    await expect(sentence).toHaveText('rhel9-db is stopped: there is no instance of it, only its description and its disks.')
    await expect(figure.locator('[data-part="dv:rhel9-db-rootdisk"]')).toContainText('Succeeded')
    await expectAccessible(page, figure)
    await picture(page, 'anatomy-stopped')
  })

  await test.step('starting: what comes next is drawn as a place that waits', async () => {
    await oc('patch', 'vm', 'rhel9-db', '-n', 'vms-prod', '--type=merge', '-p', '{"spec":{"runStrategy":"Always"}}')
    await expect(sentence).toContainText('rhel9-db is starting')
    await expect(figure.locator('[data-state="flowing"]').first()).toBeAttached()
    await picture(page, 'anatomy-starting')
  })

  await test.step('running: every part lit, the guest in the middle', async () => {
    await expect(sentence).toContainText(/rhel9-db is running in the pod virt-launcher-rhel9-db-\w+ on worker0\d\./)
    await expect(figure.locator('[data-part="guest"]')).toHaveAttribute('data-presence', 'there')
    await expect(figure.locator('[data-part="agent"]')).toHaveAttribute('data-presence', 'there')
    await expectAccessible(page, figure)
    await picture(page, 'anatomy-running')
  })

  await test.step('a part explains itself and opens its object, by keyboard alone', async () => {
    await figure.getByRole('button', { name: /virt-launcher-rhel9-db/ }).focus()
    await expect(figure).toContainText('A VM runs in a pod like any container')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('tab', { name: /virt-launcher-rhel9-db/ })).toHaveAttribute('aria-selected', 'true')
    await page.getByRole('tab', { name: /^rhel9-db/ }).click()
    await page.getByRole('tab', { name: 'Anatomy' }).click()
  })

  await test.step('migrating: two nodes, and what moves between them', async () => {
    const from = await figure.locator('[data-part="node"]').getByRole('button').first().innerText()
    const migration = { apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachineInstanceMigration', metadata: { name: 'move', namespace: 'vms-prod' }, spec: { vmiName: 'rhel9-db' } }
    const created = oc('create', '--raw', '/apis/kubevirt.io/v1/namespaces/vms-prod/virtualmachineinstancemigrations', '-f', await fileOf(userDataDir, migration))
    await expect(figure.locator('[data-part="node:target"]')).toBeVisible()
    await page.setViewportSize(higher)
    await picture(page, 'anatomy-migrating')
    await page.setViewportSize(high)
    await created
    await expect(figure.locator('[data-part="node:target"]')).toHaveCount(0)
    await expect(sentence).toContainText('is running in the pod')
    expect(await figure.locator('[data-part="node"]').getByRole('button').first().innerText()).not.toBe(from)
  })

  await test.step('failed: the part that is wrong says why', async () => {
    await openAnatomy('analytics')
    await expect(figure.locator('[data-part="pod"]')).toContainText(/0\/5 nodes are available: .*Insufficient memory/)
    await expectAccessible(page, figure)
    await picture(page, 'anatomy-failed')
  })
})

async function fileOf(folder: string, object: object): Promise<string> {
  const path = join(folder, 'migration.json')
  await writeFile(path, JSON.stringify(object))
  return path
}
