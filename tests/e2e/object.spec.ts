import type { Page } from 'playwright/test'
import { expect, expectSession, test, treeItem } from './app'
import { expectAccessible } from './looks'

/** Presses Tab (or Shift+Tab) until a control of this role and name has the focus: what cannot be reached so is not there for a keyboard. */
async function tabTo(page: Page, role: string, name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const named = (): Promise<boolean> =>
    page.evaluate(
      ([wantedRole, source]) => {
        const element = document.activeElement
        const own = element?.getAttribute('role') ?? (element instanceof HTMLButtonElement ? 'button' : '')
        const text = element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? ''
        return own === wantedRole && new RegExp(source ?? '').test(text)
      },
      [role, typeof name === 'string' ? `^${name}$` : name.source],
    )
  for (let step = 0; step < 60; step += 1) {
    if (await named()) return
    await page.keyboard.press(key)
  }
  throw new Error(`Tab does not come to ${role} ${String(name)}`)
}

test('by keyboard alone: a VM is opened, started, changed through its YAML, and its events and logs are read', async ({ start }) => {
  const { page } = await start({ args: ['--practice'] })
  await page.getByRole('button', { name: 'Log in as admin', exact: true }).press('Enter')
  await expectSession(page, 'Logged in as admin')
  await expect(treeItem(page, 'VirtualMachine', 'rhel9-db')).toHaveAttribute('data-status', 'Stopped')
  const panel = page.getByRole('tabpanel', { name: 'rhel9-db' })

  await test.step('open it from the tree', async () => {
    await page.getByRole('searchbox', { name: 'Filter cluster' }).focus()
    await page.keyboard.type('rhel9-db')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.type('rhel9-db')
    await page.keyboard.press('Enter')
    await expect(panel.getByRole('heading', { level: 1 })).toHaveText('rhel9-db')
    await expect(panel.getByRole('button', { name: 'Stop', exact: true })).toHaveAttribute('aria-description', 'It is not running')
  })

  await test.step('start it', async () => {
    await page.keyboard.press('F6')
    await tabTo(page, 'button', 'Start')
    await page.keyboard.press('Enter')
    await expect(panel.getByText('virtctl start rhel9-db -n vms-prod')).toBeVisible()
    await expect(treeItem(page, 'VirtualMachine', 'rhel9-db').first()).toHaveAttribute('data-status', 'Running', { timeout: 60_000 })
    await expect(panel.getByRole('status', { name: 'Status' })).toHaveText('Running')
    await expect(panel.getByRole('button', { name: 'Start', exact: true })).toHaveAttribute('aria-description', 'It is running already')
  })

  await test.step('give it a label, after a look at the difference', async () => {
    await tabTo(page, 'tab', 'Overview')
    await page.keyboard.press('ArrowRight')
    await expect(panel.getByRole('textbox', { name: 'YAML of rhel9-db' })).toContainText('kind: VirtualMachine')
    await tabTo(page, 'textbox', 'YAML of rhel9-db')
    await page.keyboard.press('Control+f')
    await page.keyboard.type('labels:')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await page.keyboard.type('lesson: yaml')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+s')
    const review = panel.getByRole('region', { name: 'Review changes' })
    await expect(review.getByRole('textbox', { name: 'After saving' })).toContainText('lesson: yaml')
    await expect(review.getByRole('textbox', { name: 'Now' })).not.toContainText('lesson: yaml')
    await tabTo(page, 'button', 'Save')
    await page.keyboard.press('Enter')
    await expect(panel.getByText('Saved', { exact: true })).toBeVisible()
  })

  await test.step('read what was said about it', async () => {
    // In the text, Tab indents: Escape before it leaves.
    await page.keyboard.press('Escape')
    await tabTo(page, 'tab', 'YAML', 'Shift+Tab')
    await page.keyboard.press('ArrowRight')
    await expect(panel.getByRole('row').filter({ hasText: 'Created virtual machine pod virt-launcher-rhel9-db' })).toBeVisible()
  })

  await test.step('read the log of its pod', async () => {
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await expect(panel.getByText('lesson=yaml')).toBeVisible()
    await tabTo(page, 'button', /^virt-launcher-rhel9-db-/)
    await page.keyboard.press('Enter')
    const pod = page.getByRole('tabpanel', { name: /^virt-launcher-rhel9-db-/ })
    await tabTo(page, 'tab', 'Overview')
    for (const _step of ['YAML', 'Events', 'Logs']) await page.keyboard.press('ArrowRight')
    await expect(pod.getByRole('log', { name: 'Log of compute' })).toContainText('Domain started.')
  })

  await test.step('find by name what no tree shows, and a step of the guide', async () => {
    for (const [letters, found] of [['virt-launcher-rhel9-web', /^virt-launcher-rhel9-web-/], ['log token', /^A2 Log in with a token/]] as const) {
      await page.keyboard.press('Control+Shift+p')
      await page.keyboard.type(letters)
      await expect(page.getByRole('dialog', { name: 'Commands' }).getByRole('option', { selected: true })).toHaveText(found)
      await page.keyboard.press('Enter')
    }
    await expect(page.getByRole('tabpanel', { name: /^virt-launcher-rhel9-web-/ })).toBeVisible()
    await expect(page.getByRole('article', { name: 'Log in with a token' }).getByRole('button', { name: 'Run in terminal' }).first()).toBeVisible()
  })
})

test('axe finds nothing on an object’s page in either theme, and a form makes machines that run', async ({ start }) => {
  const { page } = await start({ args: ['--practice'] })
  await page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
  await expectSession(page, 'Logged in as admin')
  const stage = page.getByRole('main', { name: 'Stage' })
  const pageOf = (name: string | RegExp) => page.getByRole('tabpanel', { name })

  await test.step('a text that is almost as long as one may be is judged in the built thread', async () => {
    const keys = Array.from({ length: 40_000 }, (_, index) => `  key${index}: value\n`).join('')
    const judged = await page.evaluate((text) => window.app.objects.checkYaml({ text }), `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n${keys}  key1: again\n`)
    expect(judged).toEqual({ ok: true, value: [{ line: 40_006, column: 3, field: '', message: 'key1 stands here twice' }] })
  })
  await test.step('a VM that cannot be scheduled', async () => {
    await treeItem(page, 'VirtualMachine', 'analytics').first().dblclick()
    await expect(pageOf('analytics').getByRole('region', { name: 'Conditions' })).toContainText('No node was found')
    await expectAccessible(page, stage)
  })
  await test.step('its YAML, and the difference', async () => {
    await page.getByRole('tab', { name: 'YAML' }).click()
    const text = page.getByRole('textbox', { name: 'YAML of analytics' })
    await expect(text).toContainText('kind: VirtualMachine')
    await expectAccessible(page, stage)
    await text.press('Control+Home')
    await page.keyboard.type('# why\n')
    await page.keyboard.press('Control+s')
    await expect(page.getByRole('region', { name: 'Review changes' })).toBeVisible()
    await expectAccessible(page, stage)
    await page.getByRole('button', { name: 'Back to the text' }).click()
    await page.getByRole('button', { name: 'Discard changes' }).click()
  })
  await test.step('its pod’s events and log', async () => {
    await page.getByRole('tab', { name: 'Overview' }).click()
    await pageOf('analytics').getByRole('button', { name: /^virt-launcher-/ }).click()
    await expectAccessible(page, stage)
    for (const tab of ['Events', 'Logs']) {
      await page.getByRole('tab', { name: tab }).click()
      await expectAccessible(page, stage)
    }
  })
  await test.step('the question before it is deleted, which begins on the safe answer', async () => {
    await stage.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Delete…' }).click()
    const question = page.getByRole('dialog', { name: /^Delete Pod virt-launcher-analytics/ })
    await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
    await expectAccessible(page, question)
    await page.keyboard.press('Escape')
  })
  await test.step('the palette, and the form for a VM that it leads to', async () => {
    await page.keyboard.press('Control+Shift+p')
    await page.keyboard.type('create virtual')
    await expectAccessible(page, page.getByRole('dialog', { name: 'Commands' }))
    await page.keyboard.press('Enter')
    await expect(page.getByRole('textbox', { name: 'YAML of the new machine' })).toContainText('VirtualMachine')
    await expectAccessible(page, stage)
  })
  await test.step('a VM of an instance type, which the form makes as it was shown', async () => {
    const form = page.getByRole('form', { name: 'Create virtual machine' })
    const yaml = page.getByRole('textbox', { name: 'YAML of the new machine' })
    await form.getByLabel('Project').selectOption('vms-dev')
    await form.getByLabel('Name', { exact: true }).fill('by-size')
    await form.getByLabel('Instance type').selectOption('u1.small')
    await expect(yaml).toContainText('name: u1.small')
    await form.getByRole('button', { name: 'Create', exact: true }).click()
    await expect(pageOf('by-size').getByRole('heading', { level: 1 })).toHaveText('by-size')
  })
  await test.step('and one of a template', async () => {
    await page.keyboard.press('Control+Shift+p')
    await page.keyboard.type('create virtual')
    await page.keyboard.press('Enter')
    const form = page.getByRole('form', { name: 'Create virtual machine' })
    await form.getByLabel('Project').selectOption('vms-dev')
    await form.getByLabel('Name', { exact: true }).fill('by-template')
    await form.getByLabel('Template').selectOption('rhel9-server-small')
    await form.getByLabel('Guest password').fill('for-this-lesson')
    await expect(page.getByRole('textbox', { name: 'YAML of the new machine' })).toContainText('by-template')
    await form.getByRole('button', { name: 'Create', exact: true }).click()
    await expect(pageOf('by-template').getByRole('heading', { level: 1 })).toHaveText('by-template')
  })
  await test.step('both run, and the cluster says so of them', async () => {
    for (const name of ['by-size', 'by-template']) {
      await expect(treeItem(page, 'VirtualMachine', name).first()).toHaveAttribute('data-status', 'Running', { timeout: 60_000 })
    }
    await expect(pageOf('by-template').getByRole('status', { name: 'Status' })).toHaveText('Running')
  })
})
