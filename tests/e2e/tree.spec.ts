import type { Locator, Page } from 'playwright/test'
import { expect, expectSession, test, treeItem } from './app'

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
  expect(await fit(row.getByText('default for VMs'))).toBe('away')
  expect(await fit(treeItem(page, 'ClusterServiceVersion').getByText(/^operator\.v/))).toBe('whole')
  expect(await fit(treeItem(page, 'Node', 'master01').getByText('control plane'))).toBe('whole')
})

test('what is open comes back after a restart, and does not follow into another classroom', async ({ start }) => {
  const first = await start({ args: ['--practice'] })
  const objects = (page: Page): Locator => page.getByRole('tablist', { name: 'Open objects' }).getByRole('tab')
  await logIn(first.page)
  for (const name of ['worker02', 'master01']) await treeItem(first.page, 'Node', name).dblclick()
  await first.page.getByRole('tab', { name: 'worker02' }).click()
  await first.quit()

  const { page } = await start({ args: ['--practice'] })
  await expect(objects(page)).toHaveText(['worker02', 'master01'])
  await expect(page.getByRole('tabpanel', { name: 'worker02' }).getByRole('heading', { level: 1 })).toHaveText('worker02')

  await test.step('another classroom, where nobody is logged in', async () => {
    await page.getByRole('button', { name: /Practice classroom/ }).click()
    await page.getByRole('menuitem', { name: /Course classroom/ }).click()
    await expect(page.getByRole('heading', { name: 'Log in to see this cluster' })).toBeVisible()
    await expect(objects(page)).toHaveCount(0)
    await expect(page.getByRole('tree', { name: 'Cluster' }).getByRole('treeitem')).toHaveText(['Nodes', 'Projects', 'Virtual machines', 'Operators', 'Storage', 'Network'])
  })
})
