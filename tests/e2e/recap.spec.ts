import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { expect, type RunningApp, test } from './app'
import { expectAccessible, picture } from './looks'

const quickStart = `apiVersion: console.openshift.io/v1
kind: ConsoleQuickStart
metadata: {name: first-disk}
spec:
  displayName: A first disk
  durationMinutes: 5
  description: How to look at disks
  introduction: Hello.
  tasks:
  - title: Look at the claims
    description: "Select [Storage]{{highlight qs-nav-storage}}, or run \`oc get pvc -A\`{{execute}}."
    review: {instructions: Do you see a list?, failedTaskHelp: Log in first.}
`

async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+Shift+P')
  await page.getByRole('combobox', { name: 'Command' }).fill(name)
  await page.keyboard.press('Enter')
}

/** What the desktop's own dialogs would answer. */
async function choose({ electron }: RunningApp, answers: { open: string; save: string }): Promise<void> {
  await electron.evaluate(({ dialog }, { open, save }) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [open] })
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: save })
  }, answers)
}

test('recap cards are asked, remembered over a restart, and printed; a quick start is imported and opened', async ({ start, userDataDir }) => {
  const first = await start({ args: ['--practice'] })
  const { page } = first
  const [file, pdf] = [join(userDataDir, 'disk.yaml'), join(userDataDir, 'recap.pdf')]
  await writeFile(file, quickStart)
  await choose(first, { open: file, save: pdf })
  await expect(page.getByRole('region', { name: 'Guide', exact: true })).toBeVisible()

  await test.step('a card is asked and graded by the keyboard', async () => {
    await command(page, 'Recap cards')
    const card = page.getByRole('region', { name: 'Card' })
    await expect(card).toContainText('Which address does oc login take')
    await page.getByRole('button', { name: 'Show answer' }).click()
    await expect(card.getByRole('status')).toContainText('https://api.CLUSTER.DOMAIN:6443')
    await expectAccessible(page, page.getByRole('dialog', { name: 'Recap' }))
    await picture(page, 'recap')
    await page.keyboard.press('4')
    await expect(card).not.toContainText('Which address does oc login take')
  })

  await test.step('all facts are printed on one page', async () => {
    await page.getByRole('button', { name: 'Print all on a page' }).click()
    await expect(page.getByText(`Saved as ${pdf}`)).toBeVisible()
    const printed = (await readFile(pdf)).toString('latin1')
    expect(printed.match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
    await page.getByRole('button', { name: 'Close', exact: true }).click()
  })

  await test.step('a quick start becomes a unit of one’s own, with the list of what was lost', async () => {
    await command(page, 'Import unit')
    await page.getByRole('button', { name: 'Choose a file: Quick starts of OpenShift' }).click()
    const list = page.getByRole('list', { name: 'Imported units' })
    await list.getByText('1 thing could not be carried over').click()
    await expect(list).toContainText('the pointer to qs-nav-storage of the web console')
    await expectAccessible(page, page.getByRole('dialog', { name: 'Import unit' }))
    await picture(page, 'import')
    await list.getByRole('button', { name: 'Open A first disk' }).click()
    await expect(page.locator('article[data-step="A1"]')).toHaveAccessibleName('Look at the claims')
  })

  await first.quit()
  const { page: again } = await start({ args: ['--practice'] })
  await expect(again.locator('article[data-step="A1"]')).toHaveAccessibleName('Look at the claims')
  await command(again, 'Recap cards')
  await expect(again.getByRole('region', { name: 'Card' })).toBeVisible()
  await expect(again.getByRole('region', { name: 'Card' })).not.toContainText('Which address does oc login take')
})
