import type { Locator, Page } from 'playwright/test'
import { expect, expectSession, test, treeItem, type } from './app'
import { expectAccessible, picture } from './looks'

async function logIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
  await expectSession(page, 'Logged in as admin')
  await expect(treeItem(page, 'Node')).toHaveCount(5)
}

/** Whether a text stands in its line as a whole: `cut` where an ellipsis ends it, `away` where it has left the line. */
const fit = (text: Locator): Promise<'whole' | 'cut' | 'away'> =>
  text.evaluate((element) => {
    const line = element.parentElement?.getBoundingClientRect()
    if (!line || element.getBoundingClientRect().top >= line.bottom) return 'away'
    return element.scrollWidth > element.clientWidth ? 'cut' : 'whole'
  })

test('a long name keeps its last word, and a fact is there as a whole or not at all', async ({ start }) => {
  const { page } = await start({ args: ['--practice'] })
  await logIn(page)
  const row = treeItem(page, 'StorageClass', 'ocs-external-storagecluster-ceph-rbd-virtualization')
  await row.scrollIntoViewIfNeeded()
  const narrow = await page.evaluate(() => (document.querySelector('[data-place="tree"]')?.clientWidth ?? 0) < 300)
  expect(narrow).toBe(true)
  expect(await fit(row.getByText('virtualization', { exact: true }))).toBe('whole')
  expect(await fit(row.locator('[data-beside="default for VMs"]'))).toBe('away')
  expect(await fit(treeItem(page, 'ClusterServiceVersion').getByText(/^operator\.v/))).toBe('whole')
  expect(await fit(treeItem(page, 'Node', 'master01').locator('[data-beside="control plane"]'))).toBe('whole')
  const failed = treeItem(page, 'VirtualMachine', 'analytics').first()
  // Of whose it is the beginning goes first: the end tells projects apart, and the word what is wrong.
  for (const part of ['prod', 'Unschedulable']) expect(await fit(failed.locator(`[data-beside="${part}"]`))).toBe('whole')
})

test('what is open comes back after a restart, and does not follow into another classroom', async ({ start }) => {
  const first = await start({ args: ['--practice'] })
  const objects = (page: Page): Locator => page.getByRole('tablist', { name: 'Open objects' }).getByRole('tab')
  await logIn(first.page)
  for (const name of ['worker02', 'master01']) await treeItem(first.page, 'Node', name).dblclick()
  await first.page.getByRole('tab', { name: 'worker02' }).click()
  await first.page.getByRole('tab', { name: 'Events' }).click()
  await first.quit()

  const { page } = await start({ args: ['--practice'] })
  await expect(objects(page)).toHaveText(['worker02', 'master01'])
  await expect(page.getByRole('tabpanel', { name: 'worker02' }).getByRole('heading', { level: 1 })).toHaveText('worker02')
  await expect(page.getByRole('tab', { name: 'Events' })).toHaveAttribute('aria-selected', 'true')

  await test.step('another classroom, where nobody is logged in', async () => {
    await page.getByRole('button', { name: /Practice classroom/ }).click()
    await page.getByRole('menuitem', { name: /Course classroom/ }).click()
    await expect(page.getByRole('heading', { name: 'Log in to see this cluster' })).toBeVisible()
    await expect(objects(page)).toHaveCount(0)
    await expect(page.getByRole('tree', { name: 'Cluster' }).getByRole('treeitem')).toHaveText(['Nodes', 'Projects', 'Virtual machines', 'Operators', 'Storage', 'Network'])
  })
})

test('the whole tree is used by keyboard alone, and neither theme has anything that axe finds', async ({ start }) => {
  const { page } = await start({ args: ['--practice'] })
  await logIn(page)
  const tree = page.getByRole('tree', { name: 'Cluster' })
  const active = tree.locator('[role="treeitem"][tabindex="0"]')
  await page.getByRole('searchbox', { name: 'Filter cluster' }).focus()
  await page.keyboard.press('ArrowDown')
  await expect(active).toHaveAttribute('data-name', 'Nodes')

  await test.step('a project and what is in it', async () => {
    await page.keyboard.type('vms-dev')
    await expect(active).toHaveAttribute('data-name', 'vms-dev')
    await page.keyboard.press('ArrowRight')
    await expect(treeItem(page, 'Pod')).toHaveCount(1)
    await page.keyboard.press('ArrowRight')
    await expect(active).toHaveAttribute('data-name', 'Virtual machines')
  })
  await expectAccessible(page, page.getByRole('region', { name: 'Cluster', exact: true }))
  await picture(page, 'tree')

  await test.step('a favourite from the menu of a row', async () => {
    await page.keyboard.press('ArrowDown')
    await expect(active).toHaveAttribute('data-name', 'rhel9-web')
    await page.keyboard.press('Shift+F10')
    await expect(page.getByRole('menu', { name: 'Actions for rhel9-web' })).toBeVisible()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Home')
    await expect(active).toHaveAttribute('data-name', 'Favourites')
  })

  await test.step('a filter that looks everywhere', async () => {
    await page.keyboard.press('/')
    await page.keyboard.type('kind:pod virt-api-')
    await expect(treeItem(page, 'Pod')).toHaveCount(2)
    await page.keyboard.press('Escape')
  })

  await test.step('a kind without rows, in the server’s own columns', async () => {
    await page.keyboard.press('Enter')
    await page.keyboard.press('End')
    await expect(active).toHaveAttribute('data-name', 'More')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.type('templ')
    await expect(active).toHaveAttribute('data-name', 'Template')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('table').getByRole('columnheader', { name: 'Description' })).toBeVisible()
  })
})

test('a kind that an operator brings appears while one looks', async ({ start }) => {
  const { page } = await start({ args: ['--practice'] })
  await logIn(page)
  await treeItem(page, 'Section', 'More').click()
  await type(
    page,
    `oc apply -f - <<<'{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"aardvarks.lab.example.com"},"spec":{"group":"lab.example.com","names":{"kind":"Aardvark","plural":"aardvarks","singular":"aardvark"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}'`,
  )
  await treeItem(page, 'Section', 'More').focus()
  await expect(treeItem(page, 'Kind', 'Aardvark')).toBeVisible()
})
